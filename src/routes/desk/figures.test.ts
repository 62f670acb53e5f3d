import { describe, expect, it } from 'vitest';
import type { Tally, TallyOutcome } from '$lib/domain/report-protocol';
import { countsByKey, drift, missingRecords, openRate, pChart, totalCounts } from './figures';

const tally = (key: string, outcome: TallyOutcome, count: number, confidenceSum = count): Tally => ({
	key,
	outcome,
	count,
	confidenceSum
});

describe('figures of the desk', () => {
	it('gather by key and keep corrections out of the checks', () => {
		const [first, second] = countsByKey([
			tally('L1', 'open', 2),
			tally('L1', 'closed', 98),
			tally('L2', 'unsure', 5),
			tally('L1', 'correction', 7)
		]);
		expect(first).toMatchObject({ key: 'L1', checks: 100, decided: 100, open: 2, unsure: 0 });
		expect(first!.byOutcome.correction).toBe(7);
		expect(second).toMatchObject({ key: 'L2', checks: 5, decided: 0, unsure: 5 });
	});

	it('give a rate only where something was decided, with its Wilson interval', () => {
		expect(openRate(totalCounts([tally('', 'unsure', 9)]))).toBeNull();
		const found = openRate(totalCounts([tally('', 'open', 2), tally('', 'closed', 98)]))!;
		expect(found.rate).toBeCloseTo(0.02);
		// Wilson 1927, worked by hand: 2 of 100.
		expect(found.interval.lower).toBeCloseTo(0.0055, 3);
		expect(found.interval.upper).toBeCloseTo(0.07, 3);
	});

	it('mark the stretch whose open rate leaves the three-sigma limits, and skip empty ones', () => {
		const at = (hour: number) => `2026-03-02T0${hour}:00:00.000Z`;
		const quiet = [0, 1, 2, 3].flatMap((hour) => [tally(at(hour), 'open', 2), tally(at(hour), 'closed', 198)]);
		const { mean, points } = pChart(
			countsByKey([...quiet, tally(at(4), 'open', 20), tally(at(4), 'closed', 180), tally(at(5), 'unsure', 3)])
		);
		expect(mean).toBeCloseTo(0.028);
		expect(points.map(({ signal }) => signal)).toEqual([false, false, false, false, true]);
		expect(points[0]!.atMs).toBe(Date.parse(at(0)));
	});

	it('call a change of a model version one only where it is beyond chance', () => {
		const counts = (open: number, closed: number, unsure: number) =>
			totalCounts([tally('', 'open', open), tally('', 'closed', closed), tally('', 'unsure', unsure)]);
		expect(drift(counts(20, 960, 20), undefined)).toBe('unknown');
		expect(drift(counts(20, 960, 20), counts(22, 955, 23))).toBe('none');
		expect(drift(counts(60, 920, 20), counts(20, 960, 20))).toBe('open');
		expect(drift(counts(20, 900, 80), counts(20, 960, 20))).toBe('unsure');
		expect(drift(counts(20, 975, 5), counts(20, 900, 80))).toBe('none');
	});

	it('know how much of a chain never came', () => {
		expect(missingRecords({ firstSequence: 5, lastSequence: 14, records: 8 })).toBe(2);
	});
});
