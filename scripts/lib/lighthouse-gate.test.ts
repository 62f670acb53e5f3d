import { describe, expect, it } from 'vitest';
import { medianRun, pagesBelow, performanceVerdict } from './lighthouse-gate';

const run = (performance: number, free = 1, benchmarkIndex = 2500) => ({
	scores: { performance, accessibility: null, 'best-practices': null, seo: null },
	free,
	benchmarkIndex
});

describe('a page', () => {
	it('reaches the mark by one run, however busy the machine was', () => {
		expect(performanceVerdict([run(60, 0.3), run(90, 0.4)])).toBe('reached');
	});

	it('misses it where no run reaches it on a machine that is quiet', () => {
		expect(performanceVerdict([run(89), run(40, 0.2), run(88)])).toBe('missed');
	});

	it('is not judged on a machine that has no time for it', () => {
		expect(performanceVerdict([run(50, 0.4), run(60, 0.79), run(89, 0.9)])).toBe('too-busy');
		expect(performanceVerdict([])).toBe('too-busy');
	});

	it('is not judged on a machine much slower than the one that the mark was set on', () => {
		expect(performanceVerdict([run(80, 1, 1200), run(82, 1, 1300), run(85, 1, 1900)])).toBe('too-busy');
	});
});

describe('the command', () => {
	it('takes the median run of a page, and the lower of two', () => {
		expect(medianRun([run(95), run(70), run(91)]).scores.performance).toBe(91);
		expect(medianRun([run(95), run(70)]).scores.performance).toBe(70);
	});

	it('names the pages whose median is below the mark', () => {
		const found = new Map([
			['', [run(89), run(91), run(90)]],
			['demo/', [run(99), run(89), run(89)]]
		]);
		expect(pagesBelow(found)).toEqual(['/demo/']);
	});
});
