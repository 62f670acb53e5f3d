import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InspectorError } from '../domain/errors';
import { RetentionWatch } from './retention-watch.svelte';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watch whose turns end as `faults` says, in order; every later turn succeeds. Turns are noted by their time. */
function watch(faults: readonly (Error | null)[] = []) {
	const turnsMs: number[] = [];
	const startMs = Date.now();
	const retention = new RetentionWatch(async () => {
		turnsMs.push(Date.now() - startMs);
		const fault = faults[turnsMs.length - 1];
		if (fault) throw fault;
		return { removed: 3 };
	});
	return { retention, turnsMs };
}
const full = new InspectorError('storage-full', 'as told');

describe('the retention rule', () => {
	it('is applied a little after the start, and every six hours', async () => {
		const { retention, turnsMs } = watch();
		retention.follow();
		await vi.advanceTimersByTimeAsync(13 * HOUR);
		expect(turnsMs).toEqual([5_000, 5_000 + 6 * HOUR, 5_000 + 12 * HOUR]);
		expect(retention.fault).toBeNull();
	});

	it('is tried again after a minute where it failed, then ever later, and says meanwhile what is wrong', async () => {
		const { retention, turnsMs } = watch([full, full, new Error('what nobody foresaw'), full]);
		retention.follow();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(retention.fault).toBe('storage-full');
		await vi.advanceTimersByTimeAsync(4 * MINUTE);
		expect(retention.fault).toBe('unexpected');
		await vi.advanceTimersByTimeAsync(20 * MINUTE);
		expect(turnsMs.map((ms) => (ms - 5_000) / MINUTE)).toEqual([0, 1, 3, 7, 15]);
		expect(retention.fault).toBeNull();
		await vi.advanceTimersByTimeAsync(6 * HOUR);
		expect(turnsMs.at(-1)).toBe(5_000 + 15 * MINUTE + 6 * HOUR);
	});

	it('never waits longer than six hours, however often it failed', async () => {
		const { retention, turnsMs } = watch(Array<Error>(20).fill(full));
		retention.follow();
		await vi.advanceTimersByTimeAsync(72 * HOUR);
		const pauses = turnsMs.slice(1).map((ms, i) => ms - turnsMs[i]!);
		expect(Math.max(...pauses)).toBe(6 * HOUR);
		expect(pauses.every((pause, i) => i === 0 || pause >= pauses[i - 1]!)).toBe(true);
	});

	it('applied by hand takes the fault away, and tells what was done', async () => {
		const { retention } = watch([full]);
		await expect(retention.apply()).rejects.toThrow(full);
		expect(retention.fault).toBe('storage-full');
		expect(await retention.apply()).toEqual({ removed: 3 });
		expect(retention.fault).toBeNull();
	});

	it('is left alone once nobody follows it', async () => {
		const { retention, turnsMs } = watch();
		retention.follow()();
		await vi.advanceTimersByTimeAsync(HOUR);
		expect(turnsMs).toEqual([]);
	});
});
