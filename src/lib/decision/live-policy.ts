import type { DecisionPolicy } from '../domain/model-manifest';

/**
 * How single-frame opinions become a verdict on a moving picture. Probabilities come from the model's manifest;
 * the times are properties of a hand, a tablet and an eye, and live here.
 */
export interface LivePolicy {
	/** Age at which a frame's vote has fallen to 1/e, milliseconds. */
	readonly timeConstantMs: number;
	/** Between two frames further apart than this nothing is known of what happened: the votes start anew. */
	readonly gapMs: number;
	/** A frame's log-odds are cut off here, so that one absurd frame cannot outvote many good ones. */
	readonly logOddsCap: number;
	/** Frames that must have voted before anything locks. */
	readonly minFrames: number;
	/** Smoothed probability from which a verdict may lock, by class. */
	readonly enter: { readonly open: number; readonly closed: number };
	/** Smoothed probability under which a locked verdict is given up, by class. */
	readonly exit: { readonly open: number; readonly closed: number };
	/** Least smoothed difference between the two classes before a verdict may lock. */
	readonly minMargin: number;
	/** How long the entry condition must hold without a break, milliseconds, by class. */
	readonly dwellMs: { readonly open: number; readonly closed: number };
	/** A bottle that is still being checked after this long is called unsure, milliseconds. */
	readonly unsureAfterMs: number;
	/** A mouth must be seen for this long, and in two frames, before it is a bottle, milliseconds. */
	readonly arriveMs: number;
	/** A mouth must be gone for this long, and in two frames, before the bottle has left, milliseconds. */
	readonly leaveMs: number;
	/** A present bottle whose mouth is covered is still that bottle for this long, milliseconds. */
	readonly hiddenMs: number;
	/** A mouth this far from where it was expected, in its own widths, is another bottle. */
	readonly jumpWidths: number;
}

const logit = (p: number) => Math.log(p / (1 - p));
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
/** `p` moved by `by` log-odds, so that a step means the same near 0.5 and near 1. */
const shift = (p: number, by: number) => sigmoid(logit(Math.min(0.9999, Math.max(0.5, p))) + by);

/**
 * The live policy that belongs to a model's decision policy.
 *
 * [Note: cost asymmetry] A missed open bottle costs more than a false alarm. So `open` locks after a shorter
 * dwell than `closed`, `closed` is given up sooner than `open`, and neither locks under the model's own threshold.
 */
export function livePolicy({ thresholds, minMargin }: DecisionPolicy): LivePolicy {
	const strictest = Math.max(thresholds.open, thresholds.closed);
	return {
		timeConstantMs: 800,
		gapMs: 1500,
		// Room above the strictest threshold: 1.5 log-odds, so that a frame that disagrees costs no more than
		// a handful of frames that agree.
		logOddsCap: Math.max(3, logit(Math.min(0.9999, strictest)) + 1.5),
		minFrames: 3,
		enter: { open: thresholds.open, closed: thresholds.closed },
		exit: { open: shift(thresholds.open, -2.5), closed: shift(thresholds.closed, -2) },
		minMargin,
		dwellMs: { open: 200, closed: 350 },
		unsureAfterMs: 2500,
		arriveMs: 120,
		leaveMs: 300,
		hiddenMs: 1500,
		jumpWidths: 1.2
	};
}
