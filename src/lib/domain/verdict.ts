import type { Probabilities } from './inference';
import type { Mouth } from './geometry';

export const UNSURE_REASONS = ['low-confidence', 'unstable', 'mouth-not-visible', 'image-quality', 'stale'] as const;
export type UnsureReason = (typeof UNSURE_REASONS)[number];

/** Decided states: `confidence` is the calibrated probability of the state named, 0..1. */
export interface Decided {
	readonly kind: 'open' | 'closed' | 'no-bottle';
	readonly confidence: number;
}
export interface Unsure {
	readonly kind: 'unsure';
	readonly reason: UnsureReason;
	/** The highest class probability, though it was not enough, 0..1. */
	readonly confidence: number;
}
export type Verdict = Decided | Unsure;
export type VerdictKind = Verdict['kind'];
export const VERDICT_KINDS = ['open', 'closed', 'unsure', 'no-bottle'] as const satisfies readonly VerdictKind[];

/** The outcome of calibration and decision for one still picture or frame. */
export interface Judgement {
	readonly verdict: Verdict;
	readonly probabilities: Probabilities;
	readonly mouth: Mouth | null;
}
