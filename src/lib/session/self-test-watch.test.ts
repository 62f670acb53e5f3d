import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineStatus } from '../inference/bridge';
import { SELF_TEST_EVERY_MS, SELF_TEST_EXPIRES_MS } from './fail-safe';
import { SelfTestWatch } from './self-test-watch.svelte';

describe('the watch over the self-test', () => {
	const selfTest = vi.fn(async () => true);
	const status = (passed = true) =>
		({ lastSelfTest: { atMs: Date.now(), passed, maxLogitError: 0 } }) as unknown as EngineStatus;
	let watch: SelfTestWatch;
	beforeEach(() => {
		vi.useFakeTimers({ now: 1_000_000 });
		selfTest.mockClear();
		watch = new SelfTestWatch({ selfTest });
	});
	afterEach(() => vi.useRealTimers());

	it('knows no age before a test has passed, and counts it from then', () => {
		expect(watch.ageMs(0)).toBeNull();
		watch.note(status(), 500);
		expect(watch.ageMs(700)).toBe(200);
		watch.note(status(false), 800);
		expect(watch.ageMs(900)).toBeNull();
	});

	it('counts a night in which the tablet slept and its monotonic clock stood still', () => {
		watch.note(status(), 500);
		vi.setSystemTime(1_000_000 + 9 * 3_600_000);
		expect(watch.ageMs(700)).toBe(9 * 3_600_000);
		expect(watch.ageMs(700)).toBeGreaterThan(SELF_TEST_EXPIRES_MS);
	});

	it('has the engine tested when it is time, and not before', async () => {
		watch.note(status(), 0);
		await watch.testWhenDue(SELF_TEST_EVERY_MS - 1, true);
		expect(selfTest).not.toHaveBeenCalled();
		await watch.testWhenDue(SELF_TEST_EVERY_MS, false);
		expect(selfTest).not.toHaveBeenCalled();
		await watch.testWhenDue(SELF_TEST_EVERY_MS, true);
		expect(selfTest).toHaveBeenCalledOnce();
	});
});
