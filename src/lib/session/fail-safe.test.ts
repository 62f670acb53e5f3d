import { describe, expect, it } from 'vitest';
import { SELF_TEST_EXPIRES_MS, STALE_AFTER_MS, voidCause, type Grounds } from './fail-safe';

const GREEN: Grounds = {
	camera: 'live',
	challengeFailed: false,
	engine: { state: 'ready', lastSelfTest: { atMs: 0, passed: true, maxLogitError: 0 } },
	selfTestAgeMs: 1000,
	frameAgeMs: 100,
	delayMs: 80
};
const failedTest = { state: 'ready', lastSelfTest: { atMs: 0, passed: false, maxLogitError: 3 } } as const;

describe('the gate in front of every live verdict', () => {
	it('opens only where everything is green', () => {
		expect(voidCause(GREEN)).toBeNull();
	});

	it.each([
		['camera', { camera: 'lost' }],
		['camera', { camera: 'denied' }],
		['camera', { camera: 'idle' }],
		['challenge-failed', { challengeFailed: true }],
		['engine-failed', { engine: { ...GREEN.engine, state: 'failed' } }],
		['engine-recovering', { engine: { ...GREEN.engine, state: 'recovering' } }],
		['engine-loading', { engine: { ...GREEN.engine, state: 'loading' } }],
		['engine-loading', { engine: { ...GREEN.engine, state: 'idle' } }],
		['self-test', { engine: { ...GREEN.engine, state: 'self-testing' } }],
		['self-test', { engine: failedTest }],
		['self-test', { engine: { state: 'ready', lastSelfTest: null } }],
		['self-test', { selfTestAgeMs: null }],
		['self-test', { selfTestAgeMs: SELF_TEST_EXPIRES_MS + 1 }],
		['too-slow', { delayMs: STALE_AFTER_MS + 1 }],
		['stale', { frameAgeMs: null }],
		['stale', { frameAgeMs: STALE_AFTER_MS + 1 }]
	] as [string, Partial<Grounds>][])('stays shut for %s %j', (cause, change) => {
		expect(voidCause({ ...GREEN, ...change })).toBe(cause);
	});
});
