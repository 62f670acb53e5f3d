import { describe, expect, it } from 'vitest';
import { exampleCheck } from '../../../tests/records/example-records';
import type { CheckRecord } from '../domain/record';
import type { VerdictKind } from '../domain/verdict';
import type { StoredRecord } from './schema';
import { summariseShift } from './shift-report';

const START = Date.parse('2026-03-02T06:00:00.000Z');
const row = (i: number, facet: VerdictKind, change: Partial<CheckRecord> = {}): StoredRecord => ({
	key: i + 1,
	record: exampleCheck({ sequence: i + 1, wallTime: new Date(START + i * 60_000).toISOString(), ...change }),
	facet,
	corrected: 0,
	tokens: []
});

describe('a shift', () => {
	it('counts by the verdict that holds, and puts an interval around the open rate', () => {
		const kinds: VerdictKind[] = ['open', 'closed', 'closed', 'unsure', 'no-bottle', 'closed'];
		const report = summariseShift(kinds.map((kind, i) => row(i, kind)));
		expect(report.counts).toEqual({ open: 1, closed: 3, unsure: 1, 'no-bottle': 1 });
		expect(report).toMatchObject({ inspected: 4, openRate: 0.25 });
		expect(report.openInterval.lower).toBeCloseTo(0.0456, 3);
		expect(report.openInterval.upper).toBeCloseTo(0.6994, 3);
	});
	it('without a bottle knows nothing and says so', () => {
		expect(summariseShift([])).toMatchObject({
			inspected: 0,
			openRate: 0,
			openInterval: { lower: 0, upper: 1 },
			subgroups: [],
			firstAt: null
		});
	});
	it('marks the stretch of time in which opens pile up', () => {
		const rows = Array.from({ length: 480 }, (_, i) => row(i, i >= 240 && i < 260 && i % 2 ? 'open' : 'closed'));
		const { subgroups } = summariseShift(rows.toReversed());
		expect(subgroups).toHaveLength(24);
		expect(subgroups.flatMap((g, i) => (g.outside ? [i] : []))).toEqual([12]);
		expect(subgroups[12]).toMatchObject({ inspected: 20, open: 10, rate: 0.5 });
	});
	it('tells how many checks no passed challenge test covers, and when the clock was set back', () => {
		const rows = [row(0, 'closed', { challenge: 'due' }), row(1, 'closed'), row(2, 'open', { challenge: 'failed', clockSetBack: true })]; // prettier-ignore
		expect(summariseShift(rows)).toMatchObject({ unproven: 2, clockSetBack: 1 });
	});
});
