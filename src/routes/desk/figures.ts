import type { Tally, TallyOutcome } from '$lib/domain/report-protocol';
import { normalQuantile, pChartLimits, wilson, type Interval } from '$lib/domain/statistics';

/** Counts of one line, shift, model version or stretch of time. */
export interface Counts {
	readonly key: string;
	readonly byOutcome: Readonly<Partial<Record<TallyOutcome, number>>>;
	/** All verdicts. */
	readonly checks: number;
	/** Verdicts open or closed. */
	readonly decided: number;
	readonly open: number;
	readonly unsure: number;
	readonly confidenceSum: number;
}

/** Gathers tallies by their key, in the order in which the keys come. */
export function countsByKey(tallies: readonly Tally[]): Counts[] {
	const keys = [...new Set(tallies.map(({ key }) => key))];
	return keys.map((key) =>
		countsOf(
			key,
			tallies.filter((tally) => tally.key === key)
		)
	);
}

/** All tallies as one. */
export const totalCounts = (tallies: readonly Tally[]): Counts => countsOf('', tallies);

function countsOf(key: string, tallies: readonly Tally[]): Counts {
	const byOutcome: Partial<Record<TallyOutcome, number>> = {};
	for (const { outcome, count } of tallies) byOutcome[outcome] = (byOutcome[outcome] ?? 0) + count;
	const { open = 0, closed = 0, unsure = 0, 'no-bottle': none = 0 } = byOutcome;
	const confidenceSum = tallies.reduce((sum, tally) => sum + tally.confidenceSum, 0);
	return { key, byOutcome, checks: open + closed + unsure + none, decided: open + closed, open, unsure, confidenceSum };
}

/** Share of open among the decided verdicts, 0..1, with its 95 % Wilson interval; null where none was decided. */
export function openRate({ open, decided }: Counts): { rate: number; interval: Interval } | null {
	return decided === 0 ? null : { rate: open / decided, interval: wilson(open, decided) };
}

/** One point of the p-chart. Rates 0..1. */
export interface ChartPoint {
	/** Start of the stretch, milliseconds since 1970. */
	readonly atMs: number;
	readonly rate: number;
	readonly decided: number;
	readonly limits: Interval;
	/** Outside the limits. */
	readonly signal: boolean;
}

/** p-chart over stretches of time around the mean of all of them; stretches without a decided verdict have no point. */
export function pChart(counts: readonly Counts[]): { mean: number; points: ChartPoint[] } {
	const decided = counts.reduce((sum, one) => sum + one.decided, 0);
	const mean = decided === 0 ? 0 : counts.reduce((sum, one) => sum + one.open, 0) / decided;
	const points = counts
		.filter((one) => one.decided > 0)
		.map((one) => {
			const rate = one.open / one.decided;
			const limits = pChartLimits(mean, one.decided);
			return {
				atMs: Date.parse(one.key),
				rate,
				decided: one.decided,
				limits,
				signal: rate > limits.upper || rate < limits.lower
			};
		});
	return { mean, points };
}

/** Two-sided level at which a change between periods is called one. */
const DRIFT_CONFIDENCE = 0.99;

export type Drift = 'none' | 'unknown' | 'open' | 'unsure';

/** Whether a model version's answers have moved since the period before: two-proportion z-test, pooled. */
export function drift(now: Counts, before: Counts | undefined): Drift {
	if (!before || before.checks === 0 || now.checks === 0) return 'unknown';
	if (differs(now.unsure, now.checks, before.unsure, before.checks) > 0) return 'unsure';
	return differs(now.open, now.decided, before.open, before.decided) !== 0 ? 'open' : 'none';
}

/** -1, 0 or 1: whether the first share lies significantly below, with or above the second. */
function differs(hitsA: number, totalA: number, hitsB: number, totalB: number): number {
	if (totalA === 0 || totalB === 0) return 0;
	const pooled = (hitsA + hitsB) / (totalA + totalB);
	const spread = Math.sqrt(pooled * (1 - pooled) * (1 / totalA + 1 / totalB));
	const difference = hitsA / totalA - hitsB / totalB;
	if (spread === 0 || Math.abs(difference) / spread < normalQuantile(0.5 + DRIFT_CONFIDENCE / 2)) return 0;
	return Math.sign(difference);
}

/** Records of a device's chain, between the first and the last one held, that never came. */
export const missingRecords = (device: { firstSequence: number; lastSequence: number; records: number }): number =>
	device.lastSequence - device.firstSequence + 1 - device.records;
