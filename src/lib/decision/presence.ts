import type { Mouth } from '../domain/geometry';
import type { LivePolicy } from './live-policy';

type Policy = Pick<LivePolicy, 'arriveMs' | 'leaveMs' | 'hiddenMs' | 'jumpWidths' | 'gapMs'>;

/** What one frame shows in the guide frame. */
export type Sighting =
	| { readonly kind: 'mouth'; readonly mouth: Mouth }
	/** A bottle, but its mouth is turned away or covered. */
	| { readonly kind: 'hidden' }
	| { readonly kind: 'nothing' };

/** How a mouth moves, fractions of the picture a millisecond. */
interface Course {
	readonly vx: number;
	readonly vy: number;
}

/** Where the mouth was last, and its course; null while it has been seen once only. */
interface Track {
	readonly mouth: Mouth;
	readonly course: Course | null;
	readonly atMs: number;
}

/**
 * `absent` → `arriving` → `present` → `leaving` → `absent`. A bottle exists from `arriving`, and has a number
 * of its own from then on; a glimpse shorter than `arriveMs` never becomes `present`.
 */
export interface Presence {
	readonly phase: 'absent' | 'arriving' | 'present' | 'leaving';
	/** Number of the bottle in view, counting up from 1; of the last one where none is. */
	readonly bottle: number;
	/** Start of this phase, monotonic milliseconds. */
	readonly sinceMs: number;
	/** Time of the newest frame, monotonic milliseconds. */
	readonly atMs: number;
	/** Frames seen in this phase. */
	readonly frames: number;
	readonly track: Track | null;
	/** How the last bottle moved whose course was seen: on a line the next one moves alike. */
	readonly line: Course | null;
}

export const NOTHING_SEEN: Presence = {
	phase: 'absent',
	bottle: 0,
	sinceMs: -Infinity,
	atMs: -Infinity,
	frames: 0,
	track: null,
	line: null
};

/** Longer ahead than this a mouth's place is not guessed, milliseconds. */
const FORESIGHT_MS = 1000;
/** Frames further apart than this let a hand move a bottle by more than `jumpWidths`, milliseconds. */
const SLOW_FRAME_MS = 250;
/** Necks that stand side by side are at least two widths apart, so a longer step is never one bottle's, in widths. */
const LONGEST_STEP = 1.9;

/**
 * Whether `mouth` can be the one of `track`: near where it was, or near where its course takes it by now.
 *
 * [Note: slow frames] At three frames a second a bottle on a line is a whole width further in each. Its course then says
 * more than its distance; before it has one, the course of the bottle before it does. A first step of unknown course
 * may be the longer the more time has passed, yet never as long as the way to the neighbour.
 */
function isSame({ track, line }: Presence & { track: Track }, mouth: Mouth, atMs: number, jumpWidths: number): boolean {
	const elapsed = atMs - track.atMs;
	const width = Math.max(track.mouth.width, mouth.width, 1e-3);
	const off = ({ vx, vy }: Course) => {
		const ahead = Math.min(FORESIGHT_MS, elapsed);
		return Math.hypot(mouth.x - (track.mouth.x + vx * ahead), mouth.y - (track.mouth.y + vy * ahead)) / width;
	};
	const moved = off({ vx: 0, vy: 0 });
	const course = track.course ?? line;
	if (moved <= jumpWidths || (course && off(course) <= jumpWidths)) return true;
	return !course && moved <= Math.min(LONGEST_STEP, (jumpWidths * elapsed) / SLOW_FRAME_MS);
}

function follow(track: Track | null, mouth: Mouth, atMs: number): Track {
	if (!track || atMs <= track.atMs) return { mouth, course: null, atMs };
	const elapsed = atMs - track.atMs;
	const now = { vx: (mouth.x - track.mouth.x) / elapsed, vy: (mouth.y - track.mouth.y) / elapsed };
	const { course: old } = track;
	return { mouth, course: old ? { vx: (old.vx + now.vx) / 2, vy: (old.vy + now.vy) / 2 } : now, atMs };
}

/**
 * Advances by one frame. A mouth that appears more than `jumpWidths` from where it was expected is the next
 * bottle, though no empty frame lay between: necks on a line are at least two mouth widths apart, and votes for
 * one bottle must never count for its neighbour.
 */
export function observe(presence: Presence, sighting: Sighting, atMs: number, policy: Policy): Presence {
	if (atMs <= presence.atMs) return presence;
	if (sighting.kind === 'mouth') return seen(presence, sighting.mouth, atMs, policy);
	return unseen(presence, sighting.kind, atMs, policy);
}

function seen(presence: Presence, mouth: Mouth, atMs: number, policy: Policy): Presence {
	const { track, line } = presence;
	const same = presence.phase !== 'absent' && track && isSame({ ...presence, track }, mouth, atMs, policy.jumpWidths);
	if (!same) {
		const bottle = presence.bottle + 1;
		return { phase: 'arriving', bottle, sinceMs: atMs, atMs, frames: 1, track: follow(null, mouth, atMs), line };
	}
	const followed = follow(track, mouth, atMs);
	const next = { ...presence, atMs, frames: presence.frames + 1, track: followed, line: followed.course };
	if (presence.phase === 'present') return next;
	if (presence.phase === 'leaving') return { ...next, phase: 'present', sinceMs: atMs, frames: 1 };
	const arrived = next.frames >= 2 && atMs - presence.sinceMs >= policy.arriveMs;
	return arrived ? { ...next, phase: 'present', sinceMs: atMs, frames: 1 } : next;
}

function unseen(presence: Presence, kind: 'hidden' | 'nothing', atMs: number, policy: Policy): Presence {
	const next = { ...presence, atMs, frames: presence.frames + 1 };
	switch (presence.phase) {
		case 'absent':
			return next;
		case 'arriving':
			return { ...next, phase: 'absent', sinceMs: atMs, frames: 1, track: null };
		case 'present':
			return { ...next, phase: 'leaving', sinceMs: atMs, frames: 1 };
		case 'leaving': {
			const patience = kind === 'hidden' ? policy.hiddenMs : policy.leaveMs;
			const gone = next.frames >= 2 && atMs - presence.sinceMs >= patience;
			return gone ? { ...next, phase: 'absent', sinceMs: atMs, frames: 1, track: null } : next;
		}
	}
}

/** True where a bottle counts as being there, even while it is lost from sight for a moment. */
export function isBottleThere({ phase }: Presence): boolean {
	return phase === 'present' || phase === 'leaving';
}
