import type { Mouth } from '../domain/geometry';
import type { Probabilities } from '../domain/inference';
import type { MarkedMouth } from '../domain/live';
import type { LivePolicy } from './live-policy';
import { castVote, pooled, type Votes } from './smoothing';

/** A mouth other than the chosen one, with its own votes. */
export interface Neighbour {
	readonly mouth: Mouth;
	readonly votes: Votes;
}

/** One mouth of one frame. */
export interface JudgedNeighbour {
	readonly mouth: Mouth;
	/** Calibrated. */
	readonly probabilities: Probabilities;
}

/**
 * Follows all mouths in view, each with its own votes: a mouth within `jumpWidths` of where one was is the same.
 * A mouth that is missing from a frame is forgotten, so that no verdict stands where nothing is.
 */
export function followNeighbours(
	before: readonly Neighbour[],
	judged: readonly JudgedNeighbour[],
	atMs: number,
	policy: LivePolicy
): Neighbour[] {
	const free = new Set(before);
	return judged.map(({ mouth, probabilities }) => {
		const near = [...free]
			.map((known) => ({ known, gap: Math.hypot(known.mouth.x - mouth.x, known.mouth.y - mouth.y) }))
			.filter(({ gap }) => gap <= policy.jumpWidths * mouth.width)
			.sort((a, b) => a.gap - b.gap)[0]?.known;
		if (near) free.delete(near);
		return { mouth, votes: castVote(near?.votes ?? null, probabilities, atMs, policy) };
	});
}

/** What may be shown beside a neighbour: null until enough frames have voted. */
export function neighbourVerdict({ votes }: Neighbour, policy: LivePolicy): MarkedMouth['verdict'] {
	if (votes.frames < policy.minFrames) return null;
	const p = pooled(votes);
	if (p.open >= policy.enter.open && p.open - p.closed >= policy.minMargin) return 'open';
	if (p.closed >= policy.enter.closed && p.closed - p.open >= policy.minMargin) return 'closed';
	return 'unsure';
}
