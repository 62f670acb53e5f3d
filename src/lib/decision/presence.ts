import type { Mouth } from '../domain/geometry';
import type { LivePolicy } from './live-policy';

type Policy = Pick<LivePolicy, 'arriveMs' | 'leaveMs' | 'hiddenMs' | 'jumpWidths' | 'gapMs'>;

/** What one frame shows in the guide frame. */
export type Sighting =
	| { readonly kind: 'mouth'; readonly mouth: Mouth }
	/** A bottle, but its mouth is turned away or covered. */
	| { readonly kind: 'hidden' }
	| { readonly kind: 'nothing' };

/** Where the mouth was last and how it moves, fractions of the picture and fractions a millisecond. */
interface Track {
	readonly mouth: Mouth;
	readonly vx: number;
	readonly vy: number;
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
}

export const NOTHING_SEEN: Presence = {
	phase: 'absent',
	bottle: 0,
	sinceMs: -Infinity,
	atMs: -Infinity,
	frames: 0,
	track: null
};

/** Distance in mouth widths between `mouth` and the place where `track` expects it. */
function surprise(track: Track, mouth: Mouth, atMs: number): number {
	// Beyond half a second a guess at where the mouth has gone to is worth less than where it was.
	const elapsed = Math.min(500, atMs - track.atMs);
	const width = Math.max(track.mouth.width, mouth.width, 1e-3);
	const moved = Math.hypot(mouth.x - track.mouth.x, mouth.y - track.mouth.y);
	const offCourse = Math.hypot(
		mouth.x - (track.mouth.x + track.vx * elapsed),
		mouth.y - (track.mouth.y + track.vy * elapsed)
	);
	return Math.min(moved, offCourse) / width;
}

function follow(track: Track | null, mouth: Mouth, atMs: number): Track {
	if (!track || atMs <= track.atMs) return { mouth, vx: 0, vy: 0, atMs };
	const elapsed = atMs - track.atMs;
	const blend = (old: number, now: number) => (old + now) / 2;
	return {
		mouth,
		vx: blend(track.vx, (mouth.x - track.mouth.x) / elapsed),
		vy: blend(track.vy, (mouth.y - track.mouth.y) / elapsed),
		atMs
	};
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
	const { track } = presence;
	const other = presence.phase === 'absent' || !track || surprise(track, mouth, atMs) > policy.jumpWidths;
	if (other) {
		const bottle = presence.bottle + 1;
		return { phase: 'arriving', bottle, sinceMs: atMs, atMs, frames: 1, track: follow(null, mouth, atMs) };
	}
	const next = { ...presence, atMs, frames: presence.frames + 1, track: follow(track, mouth, atMs) };
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
