import type { Probabilities } from '../domain/inference';
import type { LivePolicy } from './live-policy';

type Policy = Pick<LivePolicy, 'timeConstantMs' | 'gapMs' | 'logOddsCap'>;

/**
 * Votes of the frames so far. Each frame has one vote that fades with its age, so that the answer depends on
 * time and not on how many frames a device manages in it.
 */
export interface Votes {
	/** Weighted mean of log-probabilities, in the order open, closed, none; each ≤ 0. */
	readonly meanLog: readonly [open: number, closed: number, none: number];
	/** Sum of the faded votes: the effective number of frames, ≥ 1. */
	readonly count: number;
	/** Frames that have voted since the last reset. */
	readonly frames: number;
	/** Time of the first vote since the last reset, monotonic milliseconds. */
	readonly sinceMs: number;
	/** Time of the newest vote, monotonic milliseconds. */
	readonly atMs: number;
}

/** log p with p kept within `cap` log-odds of certainty on either side. */
function cappedLog(p: number, cap: number): number {
	const floor = 1 / (1 + Math.exp(cap));
	return Math.log(Math.min(1 - floor, Math.max(floor, p)));
}

/**
 * Adds one frame's vote: an exponentially faded mean of log-probabilities (a logarithmic opinion pool; Genest &
 * Zidek 1986), which for two classes is the mean of the log-odds. A mean, not a sum: neighbouring frames show
 * the same glare and the same blur, so ten of them are no ten independent witnesses and must not add up to a
 * confidence that no single frame has.
 *
 * @param votes votes so far, null at the start
 * @param p the frame's calibrated probabilities
 * @param atMs the frame's capture time, monotonic milliseconds; a frame not newer than the last is ignored
 */
export function castVote(votes: Votes | null, p: Probabilities, atMs: number, policy: Policy): Votes {
	const log = [p.open, p.closed, p.none].map((q) => cappedLog(q, policy.logOddsCap)) as [number, number, number];
	if (!votes || atMs - votes.atMs > policy.gapMs) return { meanLog: log, count: 1, frames: 1, sinceMs: atMs, atMs };
	if (atMs <= votes.atMs) return votes;
	const faded = votes.count * Math.exp(-(atMs - votes.atMs) / policy.timeConstantMs);
	const count = faded + 1;
	const meanLog = log.map((l, i) => (votes.meanLog[i]! * faded + l) / count) as [number, number, number];
	return { meanLog, count, frames: votes.frames + 1, sinceMs: votes.sinceMs, atMs };
}

/** The pooled opinion as probabilities, each 0..1, sum 1. */
export function pooled({ meanLog }: Votes): Probabilities {
	const top = Math.max(...meanLog);
	const [open, closed, none] = meanLog.map((l) => Math.exp(l - top)) as [number, number, number];
	const sum = open + closed + none;
	return { open: open / sum, closed: closed / sum, none: none / sum };
}
