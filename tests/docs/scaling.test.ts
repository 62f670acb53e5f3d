import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LoadReport } from '../../scripts/load-report';
import { loadReportMarkdown, withLoadFigures } from '../../scripts/reporting/load-markdown';

const report = JSON.parse(readFileSync('docs/results/load-report.json', 'utf8')) as LoadReport;
const page = readFileSync('docs/scaling.md', 'utf8');

describe('docs/scaling.md', () => {
	it('shows the figures that the load report measured', () => {
		expect(withLoadFigures(page, report)).toBe(page);
	});

	it('notices a figure that was changed by hand', () => {
		const changed = page.replace(/\| sqlite \| 1,000 \| 1 \| [\d,]+/, '| sqlite | 1,000 | 1 | 9,999');
		expect(changed).not.toBe(page);
		expect(withLoadFigures(changed, report)).toBe(page);
	});

	it('leads to the table of every run, drawn from the same figures', () => {
		expect(readFileSync('docs/results/load-report.md', 'utf8')).toBe(loadReportMarkdown(report));
	});

	it('rests on the whole measurement: both stores, up to a thousand tablets and a million rows, an hour’s worth of load, an outage', () => {
		for (const store of ['sqlite', 'postgres']) {
			const runs = report.rows.filter((row) => row.store === store);
			expect(new Set(runs.map(({ tablets }) => tablets))).toEqual(new Set([1, 10, 100, 1000]));
			expect(new Set(runs.map(({ rows }) => rows))).toEqual(new Set([1000, 1_000_000]));
			expect(report.soak.find((soak) => soak.store === store)?.records).toBeGreaterThanOrEqual(180_000);
			expect(report.drains.find((drain) => drain.store === store)?.records).toBe(10_000);
		}
	});
});
