import { describe, expect, it } from 'vitest';
import { loadEvaluation, perThousand, promiseAt, worthwhile } from './promise';

const point = (threshold: number, missedOpenUpper: number, coverage: number, n = 600) => ({
	threshold,
	coverage,
	risk: 0.01,
	missedOpenRate: missedOpenUpper / 2,
	missedOpenUpper,
	n
});
const curve = [point(0.9, 0.01, 0.9), point(0.5, 0.03, 1), point(0.99, 0.005, 0.7), point(0.95, 0.01, 0.8)];

describe('what a threshold promises', () => {
	it('is what was measured there', () => {
		expect(promiseAt(curve, 0.9)).toEqual({ missedOpenUpper: 0.01, deferred: expect.closeTo(0.1), openBottles: 600 });
	});

	it('is never better than its neighbours between two measured thresholds', () => {
		const promise = promiseAt(curve, 0.97)!;
		expect(promise.missedOpenUpper).toBe(0.01);
		expect(promise.deferred).toBeCloseTo(0.3);
	});

	it('above the highest threshold lets every bottle come to the inspector', () => {
		expect(promiseAt(curve, 0.999)).toMatchObject({ missedOpenUpper: 0.005, deferred: 1 });
	});

	it('is nothing where nothing was measured', () => {
		expect(promiseAt([], 0.9)).toBeNull();
		expect(promiseAt(curve, 0.4)).toBeNull();
		expect(promiseAt([point(0.5, 1, 0, 0)], 0.6)).toBeNull();
	});

	it('is rounded up to whole bottles', () => {
		expect([0.005, 0.0051, 0, 1].map(perThousand)).toEqual([5, 6, 0, 1000]);
	});
});

describe('thresholds on offer', () => {
	it('leave out those that cost coverage and miss no fewer', () => {
		expect(worthwhile(curve).map(({ threshold }) => threshold)).toEqual([0.5, 0.9, 0.99]);
	});
});

describe('the evaluation', () => {
	it.each([
		['is missing', async () => new Response('', { status: 404 })],
		['is no JSON', async () => new Response('<html>')],
		['is another shape', async () => new Response('{"riskCoverage": 1}')],
		['cannot be reached', async () => Promise.reject(new TypeError('offline'))]
	])('counts as absent where it %s', async (_, fetcher) => {
		expect(await loadEvaluation('', fetcher as typeof fetch)).toBeNull();
	});
});
