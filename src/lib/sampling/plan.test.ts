import { describe, expect, it } from 'vitest';
import { hypergeometricCdf } from '../domain/statistics';
import { planSample, type SamplingWish } from './plan';

const wish = (change: Partial<SamplingWish> = {}): SamplingWish => ({
	confidence: 0.95,
	maxOpenRate: 0.005,
	lotSize: null,
	acceptanceNumber: 0,
	...change
});
const size = (change: Partial<SamplingWish>) => planSample(wish(change))?.sampleSize ?? null;

describe('the number of bottles', () => {
	it('is the published one for a zero-failure test', () => {
		expect(size({})).toBe(598);
		expect(size({ maxOpenRate: 0.001 })).toBe(2995);
		expect(size({ maxOpenRate: 0.05 })).toBe(59);
		expect(size({ maxOpenRate: 0.1, confidence: 0.9 })).toBe(22);
		expect(size({ maxOpenRate: 0.01, confidence: 0.99 })).toBe(459);
	});
	it('is the published one where some opens are accepted', () => {
		expect(size({ maxOpenRate: 0.05, acceptanceNumber: 1 })).toBe(93);
		expect(size({ maxOpenRate: 0.05, acceptanceNumber: 2 })).toBe(124);
	});
	it('is smaller for a small lot, and the whole lot at most', () => {
		expect(size({ maxOpenRate: 0.05, lotSize: 100 })).toBe(45);
		expect(size({ maxOpenRate: 0.01, lotSize: 100 })).toBe(95);
		expect(size({ maxOpenRate: 0.001, lotSize: 50 })).toBeLessThanOrEqual(50);
	});
	it('is the least that keeps the risk: one bottle fewer would not do', () => {
		for (const lotSize of [40, 333, 5000]) {
			const plan = planSample(wish({ lotSize, maxOpenRate: 0.02, acceptanceNumber: 1 }))!;
			const marked = Math.max(2, Math.ceil(lotSize * 0.02));
			expect(hypergeometricCdf(1, lotSize, marked, plan.sampleSize)).toBeLessThanOrEqual(0.05 + 1e-9);
			expect(hypergeometricCdf(1, lotSize, marked, plan.sampleSize - 1)).toBeGreaterThan(0.05);
			expect(plan.method).toBe('hypergeometric');
		}
	});
	it('does not exist where the lot has fewer bottles than opens would be accepted', () => {
		expect(size({ lotSize: 3, acceptanceNumber: 3 })).toBeNull();
	});
	it('does not exist where no one could look at so many', () => {
		expect(size({ maxOpenRate: 0.00001, confidence: 0.9999 })).toBeNull();
	});
});
