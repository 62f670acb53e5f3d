import { describe, expect, it } from 'vitest';
import { SELF_TEST_EXPIRES_MS, STALE_AFTER_MS, voidCause, vouches, type Grounds } from './fail-safe';

const GREEN: Grounds = {
	camera: 'live',
	challengeFailed: false,
	challengeKnown: true,
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
		['challenge-unknown', { challengeKnown: false }],
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

describe('a self-test that is shown as proof', () => {
	const passed = { atMs: 0, passed: true, maxLogitError: 0 };
	it('vouches as long as it does before a live verdict, and never from the future', () => {
		expect(vouches(passed, SELF_TEST_EXPIRES_MS)).toBe(true);
		expect(vouches(passed, SELF_TEST_EXPIRES_MS + 1)).toBe(false);
		expect(vouches(passed, -3_600_000)).toBe(false);
		expect(vouches({ ...passed, passed: false }, 1)).toBe(false);
		expect(vouches(null, 1)).toBe(false);
	});
});
