import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface RecordsBench {
	readonly records: number;
	readonly rounds: number;
	readonly figures: readonly { readonly name: string; readonly rows: number; readonly p95Ms: number }[];
}
const { records, rounds, figures } = JSON.parse(readFileSync('bench/results/records.json', 'utf8')) as RecordsBench;

describe('what docs/architecture.md says of the history', () => {
	it('was measured: listing, scrolling, filtering, searching and opening among 100,000 records in under 100 ms', () => {
		expect(readFileSync('docs/architecture.md', 'utf8')).toContain('under 100 ms at the 95th percentile');
		expect([records, rounds >= 20]).toEqual([100_000, true]);
		for (const kind of ['list', 'scroll', 'filter', 'search', 'open']) {
			expect(figures.some(({ name }) => name.startsWith(`${kind}:`))).toBe(true);
		}
		expect(figures.filter(({ rows, p95Ms }) => rows === 0 || p95Ms >= 100)).toEqual([]);
	});
});
