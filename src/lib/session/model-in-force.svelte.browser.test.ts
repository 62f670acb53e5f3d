import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelManifest } from '../domain/model-manifest';
import type { EngineStatus } from '../inference/bridge';
import { modelStamp } from '../records/record-check';
import { modelInForce } from './model-in-force.svelte';
import type { ThresholdProfile } from './settings-schema';

const manifest = (version: string) =>
	({ version, decision: { thresholds: { open: 0.5, closed: 0.9, none: 0.5 } } }) as unknown as ModelManifest;
const SHIPPED = manifest('aaaaaaaaaaaa');
const UPDATED = manifest('bbbbbbbbbbbb');
const READY = { state: 'ready', backend: 'wasm' } as EngineStatus;

describe('the model in force', () => {
	let status = $state.raw(READY);
	let profile = $state.raw<ThresholdProfile>({ kind: 'model' });
	const client = { manifest: SHIPPED as ModelManifest | null };
	let inForce: ReturnType<typeof modelInForce>;
	let end: () => void;
	const hashed = () => {
		flushSync();
		return vi.waitFor(() => {
			expect(inForce.stamp).not.toBeNull();
			return inForce.stamp!;
		});
	};

	beforeEach(() => {
		status = READY;
		profile = { kind: 'model' };
		client.manifest = SHIPPED;
		end = $effect.root(() => {
			inForce = modelInForce({
				engine: {
					client,
					get status() {
						return status;
					}
				},
				profile: () => profile
			});
		});
	});
	afterEach(() => end());

	it('is unknown before an engine is ready, and again while it recovers', async () => {
		status = { ...READY, state: 'loading' };
		flushSync();
		await Promise.resolve();
		expect(inForce.stamp).toBeNull();
		status = READY;
		expect(await hashed()).toEqual(await modelStamp(SHIPPED, 'wasm'));
		status = { ...READY, state: 'recovering' };
		expect(inForce.stamp).toBeNull();
	});

	it('is another one at once after a moved threshold, a change of backend and an update', async () => {
		const stamps = [await hashed()];
		for (const change of [
			() => (profile = { kind: 'custom', closedFrom: 0.8 }),
			() => (status = { ...READY, backend: 'webgl' }),
			() => {
				client.manifest = UPDATED;
				status = { ...READY, modelVersion: UPDATED.version };
			}
		]) {
			change();
			expect(inForce.stamp).toBeNull();
			stamps.push(await hashed());
		}
		expect(new Set(stamps.map((stamp) => JSON.stringify(stamp))).size).toBe(4);
		expect(stamps.map(({ backend }) => backend)).toEqual(['wasm', 'wasm', 'webgl', 'wasm']);
	});

	it('stays known through a self-test', async () => {
		const before = await hashed();
		status = { ...READY, lastSelfTest: { atMs: 1, passed: true, maxLogitError: 0 } };
		flushSync();
		expect(inForce.stamp).toBe(before);
	});
});
