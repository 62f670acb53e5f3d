/** What repeated measurements of one duration say. Milliseconds. */
export interface Timings {
	readonly n: number;
	readonly median: number;
	readonly p95: number;
}

/**
 * Quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7).
 * @param values at least one number, in any order
 * @param q 0..1
 * @throws RangeError where there is no value
 */
export function quantile(values: readonly number[], q: number): number {
	if (values.length === 0) throw new RangeError('a quantile of nothing');
	const sorted = [...values].sort((a, b) => a - b);
	const place = q * (sorted.length - 1);
	const below = Math.floor(place);
	const above = Math.min(below + 1, sorted.length - 1);
	return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/** Number, median and 95th percentile of durations in milliseconds. */
export function timings(ms: readonly number[]): Timings {
	return { n: ms.length, median: quantile(ms, 0.5), p95: quantile(ms, 0.95) };
}
