import { contains, type Region } from '../domain/geometry';
import type { Inference, Probabilities } from '../domain/inference';
import type { Judgement } from '../domain/verdict';
import { isStrange } from './decide';
import { coach, hintFor, isTooPoorToVote, SILENT_COACH, type Coach } from './coaching';
import type { CountedKind } from '../domain/live';
import { step, type CountingEvent, type CountingState } from './counting';
import { settle, unsettled, type Hysteresis, type LiveVerdict } from './hysteresis';
import type { LivePolicy } from './live-policy';
import { isBottleThere, NOTHING_SEEN, observe, type Presence, type Sighting } from './presence';
import { castVote, pooled, type Votes } from './smoothing';

/** One judged frame of a moving picture. */
export interface JudgedFrame {
	/** Capture time, monotonic milliseconds. */
	readonly atMs: number;
	readonly inference: Inference;
	/** The verdict on this frame by itself. */
	readonly judgement: Judgement;
	readonly guide: Region;
	/** Pixels of the upright frame. */
	readonly frame: { readonly width: number; readonly height: number };
}

export interface LiveState {
	readonly presence: Presence;
	readonly votes: Votes | null;
	readonly hysteresis: Hysteresis;
	readonly counting: CountingState;
	readonly coach: Coach;
}

/** Something that happened to a bottle; `bottle` is its number. */
export type LiveEvent =
	| { readonly kind: 'arrived'; readonly bottle: number }
	| {
			readonly kind: 'locked';
			readonly bottle: number;
			readonly verdict: 'open' | 'closed';
			readonly confidence: number;
			readonly probabilities: Probabilities;
	  }
	| { readonly kind: 'counted'; readonly bottle: number; readonly verdict: CountedKind };

export function initialLiveState(): LiveState {
	return {
		presence: NOTHING_SEEN,
		votes: null,
		hysteresis: unsettled(-Infinity),
		counting: 'empty',
		coach: SILENT_COACH
	};
}

/** What one frame shows inside the guide frame. */
export function sightingOf({ judgement: { verdict }, inference: { mouth }, guide }: JudgedFrame): Sighting {
	if (verdict.kind === 'no-bottle') return { kind: 'nothing' };
	if (verdict.kind === 'unsure' && verdict.reason === 'mouth-not-visible') return { kind: 'hidden' };
	return mouth && contains(guide, mouth) ? { kind: 'mouth', mouth } : { kind: 'nothing' };
}

function speed({ track }: Presence): number {
	return track?.course ? (Math.hypot(track.course.vx, track.course.vy) * 1000) / Math.max(track.mouth.width, 1e-3) : 0;
}

/**
 * Advances by one judged frame: who is there, what the frames say together, what has become certain, what
 * counts. Pure; all time comes from the frames.
 */
export function advance(
	state: LiveState,
	judged: JudgedFrame,
	policy: LivePolicy
): { state: LiveState; events: LiveEvent[] } {
	const { atMs, inference, judgement } = judged;
	if (atMs <= state.presence.atMs) return { state, events: [] };
	// After a long silence the old bottle may have been swapped: it goes before the new one comes.
	const silence = atMs - state.presence.atMs > policy.gapMs && state.presence.phase !== 'absent';
	const before = silence ? withoutBottle(state) : { state, events: [] };
	const sighting = sightingOf(judged);
	const presence = observe(before.state.presence, sighting, atMs, policy);
	const changed = changeOfBottle(before.state, presence);
	const settled = vote({ ...changed.state, presence }, judged, sighting, policy);
	const outside = sighting.kind === 'nothing' && judgement.verdict.kind !== 'no-bottle';
	const hint = hintFor({ ...judged, quality: inference.quality, sighting, outside, widthsPerSecond: speed(presence) });
	return {
		state: { ...settled.state, coach: coach(state.coach, hint, atMs) },
		events: [...before.events, ...changed.events, ...settled.events]
	};
}

function count(state: LiveState, event: CountingEvent): { state: LiveState; events: LiveEvent[] } {
	const next = step(state.counting, event);
	const events: LiveEvent[] = next.counted
		? [{ kind: 'counted', bottle: state.presence.bottle, verdict: next.counted }]
		: [];
	return { state: { ...state, counting: next.state }, events };
}

/** The state after the bottle in view, if any, has been counted out. */
export function withoutBottle(state: LiveState): { state: LiveState; events: LiveEvent[] } {
	const left = count(state, 'left');
	const presence: Presence = { ...state.presence, phase: 'absent', track: null, frames: 0 };
	return { events: left.events, state: { ...left.state, presence, votes: null, hysteresis: unsettled(presence.atMs) } };
}

/** Counts out the bottle that went and counts in the one that came; votes never pass from one to the other. */
function changeOfBottle(state: LiveState, presence: Presence): { state: LiveState; events: LiveEvent[] } {
	const events: LiveEvent[] = [];
	let next = state;
	const another = presence.bottle !== state.presence.bottle;
	if (isBottleThere(state.presence) && (another || presence.phase === 'absent')) {
		const left = count(next, 'left');
		next = left.state;
		events.push(...left.events);
	}
	if (another || presence.phase === 'absent') {
		next = { ...next, votes: null, hysteresis: unsettled(presence.atMs) };
	}
	if (presence.phase === 'present' && next.counting === 'empty') {
		next = count(next, 'arrived').state;
		events.push({ kind: 'arrived', bottle: presence.bottle });
	}
	return { state: next, events };
}

function vote(
	state: LiveState,
	{ atMs, inference, judgement }: JudgedFrame,
	sighting: Sighting,
	policy: LivePolicy
): { state: LiveState; events: LiveEvent[] } {
	const there = isBottleThere(state.presence) || state.presence.phase === 'arriving';
	if (!there) return { state, events: [] };
	const poorImage = isTooPoorToVote(inference.quality);
	const votes =
		sighting.kind === 'mouth' && !poorImage && !isStrange(inference)
			? castVote(state.votes, judgement.probabilities, atMs, policy)
			: state.votes;
	if (state.presence.phase === 'arriving') return { state: { ...state, votes }, events: [] };
	const probabilities = votes ? pooled(votes) : { open: 1 / 3, closed: 1 / 3, none: 1 / 3 };
	const opinion = { atMs, probabilities, frames: votes?.frames ?? 0, poorImage };
	const hysteresis = settle(state.hysteresis, opinion, state.counting === 'open' ? neverClosed(policy) : policy);
	return lockOrDoubt({ ...state, votes, hysteresis }, state.hysteresis.verdict, probabilities);
}

/** [Note: open is sticky] What was open may be hidden, blurred or capped by now: while it is here, nothing calls it closed. */
function neverClosed(policy: LivePolicy): LivePolicy {
	return { ...policy, enter: { ...policy.enter, closed: Infinity } };
}

function lockOrDoubt(
	state: LiveState,
	before: LiveVerdict,
	probabilities: Probabilities
): { state: LiveState; events: LiveEvent[] } {
	const { verdict } = state.hysteresis;
	if (verdict.phase === 'locked' && before.phase !== 'locked') {
		const counted = count(state, verdict.kind === 'open' ? 'locked-open' : 'locked-closed');
		const { kind, confidence } = verdict;
		const locked: LiveEvent = {
			kind: 'locked',
			bottle: state.presence.bottle,
			verdict: kind,
			confidence,
			probabilities
		};
		return { state: counted.state, events: [locked, ...counted.events] };
	}
	// A closed bottle that only goes from sight stays closed. It is doubted as soon as the frames lean open, be that
	// later than its lock was given up, and at the latest when the band says that it is unsure.
	const doubted =
		verdict.phase === 'unsure' || (verdict.phase === 'checking' && probabilities.open > probabilities.closed);
	return doubted ? count(state, 'doubted') : { state, events: [] };
}

/**
 * Takes back what was said: GPU or camera lost, frames stale, self-test not green. The bottle in view stays the
 * same bottle, but it must earn a closed verdict anew (see [Note: open is sticky]).
 */
export function voidVerdict(state: LiveState): LiveState {
	return { ...count(state, 'voided').state, votes: null, hysteresis: unsettled(state.presence.atMs) };
}
