import type { Probabilities } from '../domain/inference';
import type { UnsureReason } from '../domain/verdict';
import type { LivePolicy } from './live-policy';

type Policy = Pick<LivePolicy, 'enter' | 'exit' | 'minMargin' | 'minFrames' | 'dwellMs' | 'unsureAfterMs'>;
type Leaning = 'open' | 'closed';

/** What is said of the bottle in view. Only `locked` names a class; `checking` is never shown as OK. */
export type LiveVerdict =
	| { readonly phase: 'checking' }
	| { readonly phase: 'locked'; readonly kind: Leaning; readonly confidence: number }
	| { readonly phase: 'unsure'; readonly reason: UnsureReason; readonly confidence: number };

export interface Hysteresis {
	readonly verdict: LiveVerdict;
	/** Since when one class has met its entry condition without a break. */
	readonly candidate: { readonly kind: Leaning; readonly sinceMs: number } | null;
	/** Since when this bottle has been without a locked verdict, monotonic milliseconds. */
	readonly uncertainSinceMs: number;
	/** Which class was ahead last, and how often the lead has changed. */
	readonly leaning: Leaning | null;
	readonly flips: number;
}

/** What the frames say at this moment. */
export interface Opinion {
	readonly atMs: number;
	/** Pooled over the frames' votes. */
	readonly probabilities: Probabilities;
	/** Frames that have voted. */
	readonly frames: number;
	/** The newest frame was too dark, burnt out or blurred to vote. */
	readonly poorImage: boolean;
}

/** The beginning for a bottle that has just come into view. */
export function unsettled(atMs: number): Hysteresis {
	return { verdict: { phase: 'checking' }, candidate: null, uncertainSinceMs: atMs, leaning: null, flips: 0 };
}

function meetsEntry(kind: Leaning, { probabilities: p, frames }: Opinion, policy: Policy): boolean {
	const other = kind === 'open' ? p.closed : p.open;
	return frames >= policy.minFrames && p[kind] >= policy.enter[kind] && p[kind] - other >= policy.minMargin;
}

/**
 * Advances by one opinion. Entering a verdict takes a high probability for a dwell time; leaving it takes a
 * clearly lower one, so that a verdict at the edge of a threshold does not flicker.
 */
export function settle(state: Hysteresis, opinion: Opinion, policy: Policy): Hysteresis {
	const p = opinion.probabilities;
	const leaning: Leaning = p.open >= p.closed ? 'open' : 'closed';
	const flips = state.flips + (state.leaning !== null && state.leaning !== leaning ? 1 : 0);
	const base = { ...state, leaning, flips };
	if (state.verdict.phase === 'locked') {
		const { kind } = state.verdict;
		if (p[kind] >= policy.exit[kind]) return { ...base, verdict: { phase: 'locked', kind, confidence: p[kind] } };
		return { ...base, verdict: { phase: 'checking' }, candidate: null, uncertainSinceMs: opinion.atMs };
	}
	const kind = (['open', 'closed'] as const).find((k) => meetsEntry(k, opinion, policy));
	const candidate = kind ? (state.candidate?.kind === kind ? state.candidate : { kind, sinceMs: opinion.atMs }) : null;
	if (candidate && opinion.atMs - candidate.sinceMs >= policy.dwellMs[candidate.kind]) {
		return {
			...base,
			candidate,
			flips: 0,
			verdict: { phase: 'locked', kind: candidate.kind, confidence: p[candidate.kind] }
		};
	}
	if (opinion.atMs - state.uncertainSinceMs < policy.unsureAfterMs)
		return { ...base, candidate, verdict: { phase: 'checking' } };
	const reason: UnsureReason = opinion.poorImage ? 'image-quality' : flips >= 2 ? 'unstable' : 'low-confidence';
	return { ...base, candidate, verdict: { phase: 'unsure', reason, confidence: Math.max(p.open, p.closed) } };
}
