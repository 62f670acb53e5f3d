import * as v from 'valibot';
import { evaluationSchema, type Evaluation, type RiskCoveragePoint } from '../domain/evaluation';

/**
 * What a threshold promises, read from the risk-coverage curve of sources that training never saw.
 *
 * [Note: the cautious side] Between two measured thresholds the promise takes missed bottles from the lower one and
 * coverage from the higher one: never better than what was measured. The curve moves both thresholds and the setting
 * only closed's, so the share that comes to the inspector is an upper figure too.
 */
export interface ThresholdPromise {
	/** One-sided 95 % upper bound of the share of open bottles called closed, 0..1. */
	readonly missedOpenUpper: number;
	/** Share of bottles that get no answer and come to the inspector, 0..1. */
	readonly deferred: number;
	/** Open bottles behind the figures. */
	readonly openBottles: number;
}

/** The evaluation on which the promise rests: networks tested on sources left out of their training. */
export const PROMISE_EVALUATION = 'cross-validation';

/** The promise at `closedFrom`; null where the curve says nothing (no points, or under its lowest threshold). */
export function promiseAt(curve: readonly RiskCoveragePoint[], closedFrom: number): ThresholdPromise | null {
	const sorted = [...curve].sort((a, b) => a.threshold - b.threshold);
	const below = sorted.filter(({ threshold }) => threshold <= closedFrom).at(-1);
	const above = sorted.find(({ threshold }) => threshold >= closedFrom);
	if (!below || below.n === 0) return null;
	return { missedOpenUpper: below.missedOpenUpper, deferred: 1 - (above?.coverage ?? 0), openBottles: below.n };
}

/**
 * The thresholds worth offering, rising: of those that promise the same, the one that defers least; and never one
 * that defers more bottles without missing fewer.
 */
export function worthwhile(curve: readonly RiskCoveragePoint[]): RiskCoveragePoint[] {
	const rising = [...curve].sort((a, b) => a.threshold - b.threshold);
	let fewest = Infinity;
	return rising.filter(({ missedOpenUpper }) => {
		const better = missedOpenUpper < fewest;
		fewest = Math.min(fewest, missedOpenUpper);
		return better;
	});
}

/** Of 1,000 open bottles at most so many pass: rounded up, since the promise is an upper bound. */
export const perThousand = (share: number): number => Math.max(0, Math.ceil(share * 1000 - 1e-9));

/** Reads the evaluation from the folder of evidence; null where there is none or it cannot be read. */
export async function loadEvaluation(base: string, fetcher: typeof fetch = fetch): Promise<Evaluation | null> {
	try {
		const response = await fetcher(`${base}/evidence/${PROMISE_EVALUATION}.json`);
		return response.ok ? v.parse(evaluationSchema, await response.json()) : null;
	} catch {
		return null;
	}
}
