import { describe, expect, it } from 'vitest';
import { calibrate, softmax } from './softmax';

describe('softmax temperature', () => {
	it('sums to one and keeps the order of the logits', () => {
		const { open, closed, none } = calibrate([2, 1, -3], 1.7);
		expect(open + closed + none).toBeCloseTo(1, 12);
		expect(open).toBeGreaterThan(closed);
		expect(closed).toBeGreaterThan(none);
	});

	it('takes confidence away as the temperature rises', () => {
		expect(calibrate([4, 0, 0], 4).open).toBeLessThan(calibrate([4, 0, 0], 1).open);
	});

	it('survives logits that would overflow an exponential', () => {
		expect(softmax([1e5, 0, -1e5])).toEqual([1, 0, 0]);
	});
});
