import { describe, expect, it } from 'vitest';
import type { ChallengeState } from '$lib/domain/record';
import type { EngineStatus } from '$lib/inference/bridge';
import { isUnresolved, readinessItems } from './items';

const READY: EngineStatus = {
	state: 'ready',
	backend: 'wasm',
	modelVersion: 'abcdef012345',
	progress: 1,
	error: null,
	lastSelfTest: { atMs: 0, passed: true, maxLogitError: 0 }
};
const IDLE: EngineStatus = { ...READY, state: 'idle', backend: null, modelVersion: null, lastSelfTest: null };
const unresolved = (engine: EngineStatus, challenge: ChallengeState | null) =>
	readinessItems({ health: null, offline: true, engine, challenge, retentionFault: null, wakeLock: true })
		.filter(isUnresolved)
		.map(({ id }) => id);

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
});
