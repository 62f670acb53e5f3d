import type { Mouth, Region } from '../domain/geometry';
import type { ImageQuality } from '../domain/inference';
import type { Hint } from '../domain/live';
import calibrated from './coaching-limits.json';
import type { Sighting } from './presence';

/** One frame as the coach sees it. */
export interface CoachedFrame {
	readonly quality: ImageQuality;
	readonly sighting: Sighting;
	/** A mouth shows, but not in the guide frame. */
	readonly outside: boolean;
	/** Where the neck belongs. */
	readonly guide: Region;
	/** Pixels of the upright frame. */
	readonly frame: { readonly width: number; readonly height: number };
	/** Speed of the mouth, its own widths a second; 0 where there is none. */
	readonly widthsPerSecond: number;
}

/**
 * Limits from which the coach speaks, and the worse ones from which a frame may not vote at all.
 *
 * [Note: limits of the picture's quality] Dark, glare and sharpness come from what usable photographs measure on the
 * judge's crop (`npm run coaching-limits` writes the file, with the number of photographs and what the limits catch):
 * each speaks of one photograph in two hundred, and refuses only what lies beyond all of them. Glare counts at the mouth
 * alone: over the whole crop, white grounds burn out too, and the limit that spares them caught a fifth of the lamps.
 */
export const LIMITS = {
	/** `dark`: mean luma of the crop, 0..1. `glare`: share of burnt-out pixels at the mouth, 0..1. `sharpness`: variance of its Laplacian (0..255 luma). */
	...calibrated.limits,
	/** Mouth widths a second: a faster neck smears over the shutter time. */
	speed: 4,
	/** Pixels across the mouth under which the judge's crop would be mostly invented by enlarging. */
	mouthPixels: 28,
	/** Width of the mouth in widths of the guide frame. */
	mouthInGuide: { least: 0.16, most: 0.9 }
} as const;

/** True where the picture is too poor to count as a witness: such frames cast no vote. */
export function isTooPoorToVote({ brightness, glare, sharpness }: ImageQuality): boolean {
	return brightness < LIMITS.dark.refuse || glare > LIMITS.glare.refuse || sharpness < LIMITS.sharpness.refuse;
}

function isCutOff({ x, y, width }: Mouth, frame: CoachedFrame['frame']): boolean {
	const half = width / 2;
	// A cap is about as high as it is wide; `width` is a fraction of the picture's width.
	const halfHigh = (half * frame.width) / frame.height;
	return x - half < 0 || x + half > 1 || y - halfHigh < 0 || y + halfHigh > 1;
}

/** The one thing to say about a frame; null where there is nothing to correct. */
export function hintFor({ quality, sighting, outside, guide, frame, widthsPerSecond }: CoachedFrame): Hint | null {
	if (quality.brightness < LIMITS.dark.speak) return 'too-dark';
	if (sighting.kind === 'nothing' && outside) return 'centre';
	if (sighting.kind !== 'mouth' && quality.glare > LIMITS.glare.speak) return 'glare';
	if (sighting.kind === 'nothing') return 'show-bottle';
	if (sighting.kind === 'hidden') return 'show-mouth';
	const { mouth } = sighting;
	if (isCutOff(mouth, frame)) return 'mouth-cut-off';
	const inGuide = mouth.width / guide.width;
	if (mouth.width * frame.width < LIMITS.mouthPixels || inGuide < LIMITS.mouthInGuide.least) return 'closer';
	if (inGuide > LIMITS.mouthInGuide.most) return 'further';
	if (widthsPerSecond > LIMITS.speed) return 'hold-still';
	if (quality.glare > LIMITS.glare.speak) return 'glare';
	if (quality.sharpness < LIMITS.sharpness.speak) return 'blurred';
	return null;
}

/** A hint that is on the screen, or about to be. */
export interface Coach {
	readonly shown: Hint | null;
	readonly shownSinceMs: number;
	/** What the newest frames ask for, and since when they have asked for nothing else. */
	readonly wanted: Hint | null;
	readonly wantedSinceMs: number;
}

export const SILENT_COACH: Coach = { shown: null, shownSinceMs: -Infinity, wanted: null, wantedSinceMs: -Infinity };

/** A hint must be asked for this long before it is said, and once said stays long enough to be read. */
export const COACH_TIMES = { beforeMs: 350, readMs: 900 } as const;

/** Advances by one frame, so that the line neither flickers nor lags. */
export function coach(state: Coach, hint: Hint | null, atMs: number): Coach {
	const wantedSinceMs = hint === state.wanted ? state.wantedSinceMs : atMs;
	const next = { ...state, wanted: hint, wantedSinceMs };
	if (hint === state.shown) return next;
	const insisted = atMs - wantedSinceMs >= COACH_TIMES.beforeMs;
	const readable = state.shown === null || atMs - state.shownSinceMs >= COACH_TIMES.readMs;
	return insisted && readable ? { ...next, shown: hint, shownSinceMs: atMs } : next;
}
