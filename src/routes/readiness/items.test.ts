import { describe, expect, it } from 'vitest';
import type { ChallengeState } from '$lib/domain/record';
import type { EngineStatus } from '$lib/inference/bridge';
import { SELF_TEST_EXPIRES_MS } from '$lib/session/fail-safe';
import { isUnresolved, readinessItems, type ReadinessFacts } from './items';

const READY: EngineStatus = {
	state: 'ready',
	backend: 'wasm',
	modelVersion: 'abcdef012345',
	progress: 1,
	error: null,
	lastSelfTest: { atMs: 0, passed: true, maxLogitError: 0 }
};
const IDLE: EngineStatus = { ...READY, state: 'idle', backend: null, modelVersion: null, lastSelfTest: null };
const items = (engine: EngineStatus, challenge: ChallengeState | null, change: Partial<ReadinessFacts> = {}) =>
	readinessItems({
		health: null,
		offline: true,
		engine,
		selfTest: 'idle',
		nowMs: 0,
		challenge,
		retentionFault: null,
		wakeLock: true,
		...change
	});
const unresolved = (...facts: Parameters<typeof items>) =>
	items(...facts)
		.filter(isUnresolved)
		.map(({ id }) => id);
const engineItem = (change: Partial<ReadinessFacts>) =>
	items(READY, 'passed', change).find(({ id }) => id === 'engine')!;

describe('what stands in the way of "all ready"', () => {
	it('is nothing where the engine was tested and the challenge passed', () => {
		expect(unresolved(READY, 'passed')).toEqual([]);
	});
	it('is an engine that was not loaded in this visit, and a pass that is not known to hold', () => {
		expect(unresolved(IDLE, null)).toEqual(['engine', 'challenge']);
		expect(unresolved({ ...READY, state: 'recovering' }, 'passed')).toEqual(['engine']);
	});
	it.each(['due', 'failed'] as const)('is a challenge test that is %s', (state) => {
		expect(unresolved(READY, state)).toEqual(['challenge']);
	});
	it('is a self-test that has grown too old to vouch for a verdict, or that the clock says is still to come', () => {
		expect(unresolved(READY, 'passed', { nowMs: SELF_TEST_EXPIRES_MS })).toEqual([]);
		expect(unresolved(READY, 'passed', { nowMs: SELF_TEST_EXPIRES_MS + 1 })).toEqual(['engine']);
		expect(unresolved(READY, 'passed', { nowMs: 3 * 86_400_000 })).toEqual(['engine']);
		expect(unresolved(READY, 'passed', { nowMs: -3_600_000 })).toEqual(['engine']);
	});
	it('is a self-test that is under way', () => {
		expect(unresolved(READY, 'passed', { selfTest: 'running' })).toEqual(['engine']);
	});
});

describe('what is said of the model', () => {
	it('is that another one judges than the one chosen, which did not pass here', () => {
		const other = items({ ...READY, fellBack: true }, 'passed').find(({ id }) => id === 'engine')!;
		expect(other.state).toBe('warn');
		expect(other.text).not.toBe(engineItem({}).text);
		expect(unresolved({ ...READY, fellBack: true }, 'passed')).toEqual(['engine']);
	});
});

describe('what is said of the self-test', () => {
	it('is that it is too old to count, with when it passed', () => {
		const { state, text } = engineItem({ nowMs: 3 * 86_400_000 });
		expect(state).toBe('warn');
		expect(text).toContain('abcdef012345');
		expect(text).not.toBe(engineItem({}).text);
	});
});
