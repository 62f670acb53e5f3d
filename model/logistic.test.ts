import { describe, expect, it } from 'vitest';
import { fitLogistic } from './logistic';
import { Random } from './random';

describe('fitLogistic', () => {
	const random = new Random(4);
	const rows = Array.from({ length: 200 }, () => Float32Array.from({ length: 5 }, () => random.normal() * 3 + 10));
	const labels = rows.map((row) => (row[2]! > 10 ? 1 : 0));

	it('finds the feature that decides, whatever the others do', () => {
		const { probability } = fitLogistic(rows, labels);
		const right = rows.filter((row, i) => probability(row) >= 0.5 === (labels[i] === 1)).length;
		expect(right / rows.length).toBeGreaterThan(0.95);
		expect(probability(Float32Array.of(10, 10, 19, 10, 10))).toBeGreaterThan(0.95);
		expect(probability(Float32Array.of(10, 10, 1, 10, 10))).toBeLessThan(0.05);
	});

	it('refuses to fit on nothing', () => {
		expect(() => fitLogistic([], [])).toThrow(RangeError);
	});
});
