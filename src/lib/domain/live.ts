import type { Mouth } from './geometry';
import type { Evidence } from './inference';
import type { Decided, UnsureReason } from './verdict';

/** Why nothing can be said at this moment, whatever the picture shows; the gravest first. */
export const VOID_CAUSES = [
	'camera',
	'challenge-failed',
	'challenge-unknown',
	'engine-failed',
	'engine-loading',
	'engine-recovering',
	'self-test',
	'too-slow',
	'stale'
] as const;
export type VoidCause = (typeof VOID_CAUSES)[number];

/** What the inspector reads at arm's length. Only `closed` is ever shown as OK. */
export type BandVerdict =
	| { readonly kind: 'void'; readonly cause: VoidCause }
	| { readonly kind: 'empty' }
	| { readonly kind: 'checking' }
	| { readonly kind: 'open' | 'closed'; readonly confidence: number }
	| { readonly kind: 'unsure'; readonly reason: UnsureReason; readonly confidence: number };

/** What the inspector can do to get a verdict, in the order in which it is said. */
export const HINTS = [
	'too-dark',
	'glare',
	'show-bottle',
	'show-mouth',
	'centre',
	'mouth-cut-off',
	'closer',
	'further',
	'hold-still',
	'blurred'
] as const;
export type Hint = (typeof HINTS)[number];

/** A mouth to be marked on the picture, with the verdict that may be shown beside it (null: still checking). */
export interface MarkedMouth {
	readonly mouth: Mouth;
	readonly verdict: Decided['kind'] | 'unsure' | null;
	/** The one that the verdict band speaks of. */
	readonly chosen: boolean;
}

/** What lies over the camera's picture. */
export interface Overlay {
	/** Pixels of the upright frame. */
	readonly frame: { readonly width: number; readonly height: number };
	readonly mouths: readonly MarkedMouth[];
	readonly evidence: Evidence | null;
}

export type CountedKind = 'open' | 'closed' | 'unsure';

/** One bottle that came and went, or that the inspector registered by hand. */
export interface CountedBottle {
	/** Number within this session, from 1. */
	readonly number: number;
	/** As first given. */
	readonly kind: CountedKind;
	/** 0..1; of the verdict, or of the likeliest class where unsure. */
	readonly confidence: number;
	/** Wall time, milliseconds since 1970. */
	readonly atMs: number;
	/** Object URL of a square crop around the mouth; null where no mouth was kept. */
	readonly thumbnail: string | null;
	/** What an inspector said that it was; null where nobody corrected it. */
	readonly correctedTo: 'open' | 'closed' | 'no-bottle' | null;
	/** Whether its record is on disk: only `stored` survives a crash, and only that may look confirmed. */
	readonly record: 'saving' | 'stored' | 'unstored';
	/** Id of its record, once that is on disk; null where it could not be stored. Never rejects. */
	readonly recordId: Promise<string | null>;
}
