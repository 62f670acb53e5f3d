import { describe, expect, it } from 'vitest';
import { quantile, timings } from './timings';

describe('timings', () => {
	it('take the middle of an odd number and the mean of the middle two of an even number', () => {
		expect(quantile([9, 1, 5], 0.5)).toBe(5);
		expect(quantile([4, 1, 2, 3], 0.5)).toBe(2.5);
	});

	it('interpolate the 95th percentile and are not moved by the order of measuring', () => {
		const ms = Array.from({ length: 101 }, (_, i) => 100 - i);
		expect(timings(ms)).toEqual({ n: 101, median: 50, p95: 95 });
	});

	it('say nothing of nothing', () => {
		expect(() => timings([])).toThrow(RangeError);
	});
});
