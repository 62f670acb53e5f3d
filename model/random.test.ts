import { describe, expect, it } from 'vitest';
import { Random } from './random';

const draws = (seed: number, length = 5000) => {
	const random = new Random(seed);
	return Array.from({ length }, () => random.next());
};
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('Random', () => {
	it('repeats itself for a seed and differs between seeds', () => {
		expect(draws(7)).toEqual(draws(7));
		expect(draws(7).slice(0, 3)).not.toEqual(draws(8).slice(0, 3));
	});

	it('is uniform over 0..1', () => {
		const values = draws(1);
		expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
		expect(Math.max(...values)).toBeLessThan(1);
		expect(mean(values)).toBeCloseTo(0.5, 1);
		expect(mean(values.map((value) => (value - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
	});

	it('draws a standard normal', () => {
		const random = new Random(3);
		const values = Array.from({ length: 5000 }, () => random.normal());
		expect(Math.abs(mean(values))).toBeLessThan(0.05);
		expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
	});

	it('draws indices by weight, and never one of weight zero', () => {
		const random = new Random(4);
		const counts = [0, 0, 0];
		for (let i = 0; i < 4000; i++) counts[random.weighted([1, 0, 3])]!++;
		expect(counts[1]).toBe(0);
		expect(counts[2]! / 4000).toBeCloseTo(0.75, 1);
	});

	it('refuses to pick from nothing', () => {
		expect(() => new Random(1).pick([])).toThrow(RangeError);
	});
});
