import type { SamplingPlan } from '../domain/record';
import { binomialCdf, hypergeometricCdf } from '../domain/statistics';

/** What the inspector asks for; the plan adds the method and the number of bottles. */
export type SamplingWish = Omit<SamplingPlan, 'method' | 'sampleSize'>;

/** No plan asks for more; beyond it, sampling by hand is the wrong tool. */
export const MAX_SAMPLE = 200_000;

/**
 * The least number of bottles after which at most `acceptanceNumber` opens show, with the wanted confidence, that the
 * open rate is below `maxOpenRate`: the least n with P(X <= c) <= 1 - confidence, were the rate just that high.
 *
 * Binomial for large lots; hypergeometric where the lot's size is given, since every bottle drawn tells about the
 * rest (ISO 2859-2 and Schilling & Neubauer, Acceptance Sampling in Quality Control, ch. 5). Worked example: with
 * confidence 0.95, rate 0.005 and no open accepted, 598 bottles.
 * @returns null where even {@link MAX_SAMPLE} bottles, or the whole lot, would not do
 */
export function planSample(wish: SamplingWish): SamplingPlan | null {
	const { confidence, maxOpenRate, lotSize, acceptanceNumber } = wish;
	const risk = 1 - confidence;
	// Fewest opens in a lot that is too bad; the hypothesis to be refuted.
	const marked = lotSize === null ? 0 : Math.max(acceptanceNumber + 1, Math.ceil(lotSize * maxOpenRate));
	if (lotSize !== null && marked > lotSize) return null;
	const passes = (n: number) =>
		lotSize === null
			? binomialCdf(acceptanceNumber, n, maxOpenRate)
			: hypergeometricCdf(acceptanceNumber, lotSize, marked, n);
	const most = lotSize ?? MAX_SAMPLE;
	const sampleSize = leastWith((n) => passes(n) <= risk * (1 + 1e-12), acceptanceNumber + 1, most);
	if (sampleSize === null) return null;
	return { ...wish, method: lotSize === null ? 'binomial' : 'hypergeometric', sampleSize };
}

/** The least whole number from `low` to `high` that holds; the condition must stay true once it is. */
function leastWith(holds: (n: number) => boolean, low: number, high: number): number | null {
	if (!holds(high)) return null;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (holds(middle)) high = middle;
		else low = middle + 1;
	}
	return high;
}
