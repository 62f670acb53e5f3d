import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFigures } from '../../scripts/lib/performance-figures';

const page = readFileSync('docs/performance.md', 'utf8');

describe('the figures in docs/performance.md', () => {
	it('are those of bench/results, none typed', () => {
		expect(withFigures(page, 'bench/results')).toBe(page);
	});

	it('say that nothing was measured where there is no file', () => {
		const empty = mkdtempSync(join(tmpdir(), 'results-'));
		const drawn = withFigures(page, empty);
		expect(drawn.match(/Not measured: there is no/g)).toHaveLength(8);
		expect(drawn.slice(0, 200)).toBe(page.slice(0, 200));
	});

	it('follow the file: a goal that is missed is called missed, a busy machine busy', () => {
		const folder = mkdtempSync(join(tmpdir(), 'results-'));
		const rows = [{ name: 'SIMD', n: 3, median: 1, p95: 2, ratio: 1, ms: [1, 1, 2] }];
		const found = (perSecond: number) => ({
			measuredAt: '2026-01-02T03:04:05Z',
			commit: 'abc',
			node: 'v20',
			cpu: 'a processor',
			cores: 2,
			load: 9,
			runs: [{ threads: 2, perSecond, cpuMs: 30 }],
			stages: [{ stage: 'decoding the JPEG', cpuMs: 3 }],
			onTwoIdleCores: 66,
			sampling: rows
		});
		writeFileSync(join(folder, 'cli.json'), JSON.stringify(found(59.9)));
		expect(withFigures(page, folder)).toMatch(/60 images a second on two cores: \*\*missed\*\* \(best run 59\.9/);
		expect(withFigures(page, folder)).toContain('only the ratios count');
		writeFileSync(join(folder, 'cli.json'), JSON.stringify(found(61)));
		expect(withFigures(page, folder)).toContain('on two cores: held (best run 61.0');
	});

	it('tell a page that misses Lighthouse’s goal by its median run', () => {
		const folder = mkdtempSync(join(tmpdir(), 'results-'));
		const metrics = {
			'first-contentful-paint': 1700,
			'largest-contentful-paint': 2200,
			'total-blocking-time': 90,
			'cumulative-layout-shift': 0,
			'speed-index': 1900,
			'longest-task': 41
		};
		const scores = { accessibility: 100, 'best-practices': 100, seo: 100 };
		const found = (performance: number[]) => ({
			measuredAt: '2026-01-02T03:04:05Z',
			commit: 'abc',
			node: 'v20',
			cpu: 'a processor',
			cores: 2,
			load: 1,
			version: '12',
			pages: [{ page: '/demo/', n: performance.length, performance, scores, metrics, free: 0.97 }]
		});
		writeFileSync(join(folder, 'lighthouse.json'), JSON.stringify(found([70, 89, 99])));
		expect(withFigures(page, folder)).toMatch(/`\/demo\/` \| 3 \| 70, 89, 99 \| 1\.7 s .*\*\*missed\*\*/);
		writeFileSync(join(folder, 'lighthouse.json'), JSON.stringify(found([70, 90, 99])));
		expect(withFigures(page, folder)).toMatch(/70, 90, 99 .*\| held \|/);
	});

	it('need their place in the page', () => {
		expect(() => withFigures('# Performance', 'bench/results')).toThrow(/no place/);
	});
});
