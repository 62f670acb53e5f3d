import { describe, expect, it } from 'vitest';
import {
	binomialCdf,
	clopperPearson,
	clopperPearsonUpper,
	hypergeometricCdf,
	normalQuantile,
	pChartLimits,
	wilson
} from './statistics';

describe('normalQuantile', () => {
	it('agrees with the table at the usual points and in the tails', () => {
		expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
		expect(normalQuantile(0.5)).toBeCloseTo(0, 10);
		expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 7);
	});
	it('refuses what is no probability', () => {
		for (const p of [0, 1, -1, NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
	});
});

describe('wilson', () => {
	it('gives the published values of Newcombe 1998: 81 of 263, and 0 of 20', () => {
		const a = wilson(81, 263);
		expect(a.lower).toBeCloseTo(0.2553, 4);
		expect(a.upper).toBeCloseTo(0.3662, 4);
		const b = wilson(0, 20);
		expect(b.lower).toBe(0);
		expect(b.upper).toBeCloseTo(0.1611, 4);
	});
	it('knows nothing of nothing', () => expect(wilson(0, 0)).toEqual({ lower: 0, upper: 1 }));
	it('always holds the observed share', () => {
		for (const [k, n] of [
			[0, 1],
			[1, 1],
			[3, 7],
			[7, 7],
			[999, 1000]
		] as const) {
			const { lower, upper } = wilson(k, n);
			expect(lower).toBeLessThanOrEqual(k / n);
			expect(upper).toBeGreaterThanOrEqual(k / n);
		}
	});
	it('refuses impossible counts', () => {
		expect(() => wilson(3, 2)).toThrow(RangeError);
		expect(() => wilson(-1, 2)).toThrow(RangeError);
		expect(() => wilson(0.5, 2)).toThrow(RangeError);
	});
});

describe('Clopper-Pearson', () => {
	it('gives the published values of Newcombe 1998: 81 of 263, 15 of 148, 0 of 20, 1 of 29', () => {
		const expected = [
			[81, 263, 0.2527, 0.3676],
			[15, 148, 0.0578, 0.1617],
			[0, 20, 0, 0.1684],
			[1, 29, 0.0009, 0.1776]
		] as const;
		for (const [k, n, lower, upper] of expected) {
			const exact = clopperPearson(k, n);
			expect(exact.lower).toBeCloseTo(lower, 4);
			expect(exact.upper).toBeCloseTo(upper, 4);
		}
	});
	it('shows with 598 opens and no miss at least 99.5 %, with 2,995 at least 99.9 %', () => {
		expect(clopperPearsonUpper(0, 598)).toBeLessThan(0.005);
		expect(clopperPearsonUpper(0, 597)).toBeGreaterThan(0.005);
		expect(clopperPearsonUpper(0, 2995)).toBeLessThan(0.001);
		expect(clopperPearsonUpper(0, 2994)).toBeGreaterThan(0.001);
	});
	it('is where the binomial tail has exactly the stated probability', () => {
		const upper = clopperPearsonUpper(4, 300, 0.99);
		expect(binomialCdf(4, 300, upper)).toBeCloseTo(0.01, 10);
	});
	it('knows nothing of nothing', () => expect(clopperPearsonUpper(0, 0)).toBe(1));
});

describe('binomialCdf and hypergeometricCdf', () => {
	it('sum the textbook cases', () => {
		expect(binomialCdf(1, 3, 0.5)).toBeCloseTo(0.5, 12);
		expect(binomialCdf(3, 3, 0.5)).toBe(1);
		expect(hypergeometricCdf(0, 10, 2, 3)).toBeCloseTo(56 / 120, 12);
		expect(hypergeometricCdf(1, 10, 2, 3)).toBeCloseTo(112 / 120, 12);
	});
	it('agree for a lot so large that drawing changes nothing', () => {
		expect(hypergeometricCdf(2, 1_000_000, 10_000, 200)).toBeCloseTo(binomialCdf(2, 200, 0.01), 3);
	});
	it('are certain where every marked bottle must be drawn', () => {
		expect(hypergeometricCdf(0, 10, 8, 5)).toBe(0);
		expect(hypergeometricCdf(2, 10, 2, 10)).toBe(1);
	});
});

describe('pChartLimits', () => {
	it('are three binomial standard deviations around the mean, clipped', () => {
		expect(pChartLimits(0.1, 100).upper).toBeCloseTo(0.19, 10);
		expect(pChartLimits(0.1, 100).lower).toBeCloseTo(0.01, 10);
		expect(pChartLimits(0.01, 20).lower).toBe(0);
	});
});
