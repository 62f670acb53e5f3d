/**
 * Interval estimates and acceptance probabilities for shares. Pure functions; rates are 0..1, counts are whole
 * numbers, `confidence` is 0..1 and two-sided unless the name says otherwise.
 */

export interface Interval {
	readonly lower: number;
	readonly upper: number;
}

/**
 * Wilson's score interval for a share (E. B. Wilson, JASA 22, 1927): keeps its coverage for few counts and for
 * shares near 0, where the textbook interval collapses.
 * @param hits 0..total
 * @param total 0 gives the whole range 0..1
 */
export function wilson(hits: number, total: number, confidence = 0.95): Interval {
	checkCounts(hits, total);
	if (total === 0) return { lower: 0, upper: 1 };
	const z = normalQuantile(1 - (1 - confidence) / 2);
	const rate = hits / total;
	const spread = z * Math.sqrt((rate * (1 - rate)) / total + (z * z) / (4 * total * total));
	const centre = rate + (z * z) / (2 * total);
	const scale = 1 + (z * z) / total;
	return {
		lower: hits === 0 ? 0 : Math.max(0, (centre - spread) / scale),
		upper: hits === total ? 1 : Math.min(1, (centre + spread) / scale)
	};
}

/**
 * Exact interval of Clopper and Pearson (Biometrika 26, 1934): coverage is never under `confidence`. Worked
 * example: 0 of 598 has the upper bound 0.0062 two-sided; one-sided (`clopperPearsonUpper`) it is 0.0050.
 */
export function clopperPearson(hits: number, total: number, confidence = 0.95): Interval {
	const tail = (1 - confidence) / 2;
	return {
		lower: 1 - clopperPearsonUpper(total - hits, total, 1 - tail),
		upper: clopperPearsonUpper(hits, total, 1 - tail)
	};
}

/** One-sided exact upper bound: the share at which seeing `hits` or fewer of `total` has probability 1 - confidence. */
export function clopperPearsonUpper(hits: number, total: number, confidence = 0.95): number {
	checkCounts(hits, total);
	if (hits === total) return 1;
	if (hits === 0) return -Math.expm1(Math.log1p(-confidence) / total);
	return bisect((rate) => binomialCdf(hits, total, rate) > 1 - confidence, hits / total, 1);
}

/**
 * Control limits of a p-chart for one subgroup (Shewhart; three standard deviations of the binomial share around
 * the mean of all subgroups), clipped to 0..1.
 */
export function pChartLimits(meanRate: number, subgroupSize: number): Interval {
	const sigma = Math.sqrt((meanRate * (1 - meanRate)) / subgroupSize);
	return { lower: Math.max(0, meanRate - 3 * sigma), upper: Math.min(1, meanRate + 3 * sigma) };
}

/** P(X <= k) for X ~ Binomial(n, rate). */
export function binomialCdf(k: number, n: number, rate: number): number {
	if (k >= n || rate <= 0) return 1;
	if (rate >= 1) return 0;
	let sum = 0;
	for (let i = 0; i <= k; i++) {
		sum += Math.exp(logChoose(n, i) + i * Math.log(rate) + (n - i) * Math.log1p(-rate));
	}
	return Math.min(1, sum);
}

/** P(X <= k) where X counts the marked among `drawn` of a lot of `lot`, `marked` of which are marked, without putting back. */
export function hypergeometricCdf(k: number, lot: number, marked: number, drawn: number): number {
	const least = Math.max(0, drawn - (lot - marked));
	if (k >= Math.min(marked, drawn)) return 1;
	let sum = 0;
	for (let i = least; i <= k; i++) {
		sum += Math.exp(logChoose(marked, i) + logChoose(lot - marked, drawn - i) - logChoose(lot, drawn));
	}
	return Math.min(1, sum);
}

/** Natural logarithm of the binomial coefficient, n >= k >= 0. */
export const logChoose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** ln Γ(x) for x > 0 by the Lanczos approximation (g = 7, nine terms), relative error under 1e-14. */
function logGamma(x: number): number {
	const [first, ...rest] = LANCZOS;
	const sum = rest.reduce((total, c, i) => total + c / (x + i), first!);
	const t = x + 6.5;
	return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS = [
	0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
	12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
];

/**
 * Quantile of the standard normal distribution by Acklam's rational approximation, relative error under 1.2e-9.
 * @param p 0 < p < 1
 */
export function normalQuantile(p: number): number {
	if (!(p > 0 && p < 1)) throw new RangeError(`a probability inside 0..1 is needed, not ${p}`);
	if (p > 0.5) return -normalQuantile(1 - p);
	if (p < 0.02425) {
		const r = Math.sqrt(-2 * Math.log(p));
		return polynomial(TAIL_TOP, r) / polynomial(TAIL_BOTTOM, r);
	}
	const q = p - 0.5;
	return (q * polynomial(CENTRE_TOP, q * q)) / polynomial(CENTRE_BOTTOM, q * q);
}

const CENTRE_TOP = [
	-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
	2.506628277459239
];
const CENTRE_BOTTOM = [
	-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1
];
const TAIL_TOP = [
	-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
	2.938163982698783
];
const TAIL_BOTTOM = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];

/** Horner's scheme, highest power first. */
const polynomial = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, c) => sum * x + c, 0);

/** The point between `low` and `high` where `isBelow` turns false, to the last bits of a double. */
function bisect(isBelow: (x: number) => boolean, low: number, high: number): number {
	for (let i = 0; i < 60; i++) {
		const middle = (low + high) / 2;
		if (isBelow(middle)) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

function checkCounts(hits: number, total: number) {
	if (!Number.isInteger(hits) || !Number.isInteger(total) || hits < 0 || hits > total) {
		throw new RangeError(`0 <= hits <= total is needed, not ${hits} of ${total}`);
	}
}
