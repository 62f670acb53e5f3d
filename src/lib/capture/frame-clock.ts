import { GRID, lumaOf, moved, type LumaGrid } from './motion';

/** One frame of the camera; whoever receives it closes the bitmap. */
export interface Frame {
	/** Counts up from 1. */
	readonly id: number;
	readonly bitmap: ImageBitmap;
	/** When the browser presented it, monotonic milliseconds (performance.now). */
	readonly capturedAtMs: number;
}

export interface FrameClockOptions {
	readonly signal: AbortSignal;
	/** True while nothing new is expected of a picture that does not move: frames then come at `restMs`. */
	readonly mayRest?: () => boolean;
	/**
	 * Pause between frames at rest, milliseconds. It must stay well under the age at which a verdict goes stale,
	 * since a picture that stands still must keep being looked at.
	 */
	readonly restMs?: number;
}

/** Resolves with the time at which the next frame is on the video element, or null when aborted. */
function nextFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<number | null> {
	return new Promise((resolve) => {
		if (signal.aborted) return resolve(null);
		let handle = 0;
		const aborted = () => {
			video.cancelVideoFrameCallback?.(handle);
			resolve(null);
		};
		const arrived = (now: number) => {
			signal.removeEventListener('abort', aborted);
			resolve(now);
		};
		signal.addEventListener('abort', aborted, { once: true });
		if (video.requestVideoFrameCallback) handle = video.requestVideoFrameCallback(arrived);
		else requestAnimationFrame(arrived);
	});
}

/**
 * Hands frames of a playing video to `consume`, one at a time, until aborted.
 *
 * [Note: latest frame wins] While `consume` works on a frame, the frames that pass are dropped, and the next one
 * taken is the newest: a slow device sees fewer frames, never older ones. A hidden page presents no frames, so
 * the clock stops by itself.
 */
export async function runFrameClock(
	video: HTMLVideoElement,
	consume: (frame: Frame) => Promise<void>,
	{ signal, mayRest = () => false, restMs = 500 }: FrameClockOptions
): Promise<void> {
	const glance = createGlance();
	let seen: LumaGrid | null = null;
	let takenAtMs = -Infinity;
	let id = 0;
	for (;;) {
		const now = await nextFrame(video, signal);
		if (now === null) return;
		if (document.visibilityState === 'hidden' || video.videoWidth === 0) continue;
		if (mayRest() && now - takenAtMs < restMs) {
			if (!moved(seen, glance(video))) continue;
		}
		seen = glance(video);
		takenAtMs = now;
		const bitmap = await bitmapOf(video);
		if (!bitmap) continue;
		if (signal.aborted) return bitmap.close();
		await consume({ id: ++id, bitmap, capturedAtMs: now });
	}
}

/** Null where the video has no picture at this moment (a lens that has just ended). */
async function bitmapOf(video: HTMLVideoElement): Promise<ImageBitmap | null> {
	try {
		return await createImageBitmap(video);
	} catch {
		return null;
	}
}

/** A look at the video so small that it costs next to nothing. */
function createGlance(): (video: HTMLVideoElement) => LumaGrid {
	const canvas = document.createElement('canvas');
	canvas.width = GRID.columns;
	canvas.height = GRID.rows;
	const context = canvas.getContext('2d', { willReadFrequently: true })!;
	return (video) => {
		context.drawImage(video, 0, 0, GRID.columns, GRID.rows);
		return lumaOf(context.getImageData(0, 0, GRID.columns, GRID.rows).data);
	};
}
