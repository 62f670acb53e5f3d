import type { Mouth } from '../domain/geometry';

/** Side of a thumbnail, pixels. */
const THUMBNAIL_SIDE = 160;
/** Side of the thumbnail's crop in mouth widths: the mouth and the neck under it. */
const CROP_WIDTHS = 3.2;
const JPEG_QUALITY = 0.85;

function blankCanvas(): HTMLCanvasElement {
	return document.createElement('canvas');
}

function encode(canvas: HTMLCanvasElement): Promise<Blob | null> {
	return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
}

/**
 * Keeps the very pixels that a verdict rests on. A bitmap is gone once it went to the worker, and the video has
 * moved on by the time the answer comes; so each frame is copied on its way out, and the copy of the bottle in
 * view is set aside by swapping two canvases, which costs nothing.
 */
export class FrameKeeper {
	#passing = blankCanvas();
	#kept = blankCanvas();
	#holds = false;

	/** Copies a frame that is about to be judged. */
	pass(bitmap: ImageBitmap): void {
		const canvas = this.#passing;
		if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
			canvas.width = bitmap.width;
			canvas.height = bitmap.height;
		}
		canvas.getContext('2d', { alpha: false })!.drawImage(bitmap, 0, 0);
	}

	/** Sets the frame just judged aside as the picture of the bottle in view. */
	keep(): void {
		[this.#passing, this.#kept] = [this.#kept, this.#passing];
		this.#holds = true;
	}

	/** The kept frame as JPEG; null where none is kept. Later frames do not change what is being encoded. */
	async picture(): Promise<Blob | null> {
		return this.#holds ? encode(this.#kept) : null;
	}

	/** A square crop around `mouth` of the kept frame as JPEG. */
	async thumbnail(mouth: Mouth): Promise<Blob | null> {
		if (!this.#holds) return null;
		const { width, height } = this.#kept;
		const side = Math.min(mouth.width * width * CROP_WIDTHS, width, height);
		const clamp = (at: number, most: number) => Math.max(0, Math.min(most, at));
		const x = clamp(mouth.x * width - side / 2, width - side);
		const y = clamp(mouth.y * height - side * 0.4, height - side);
		const canvas = blankCanvas();
		canvas.width = canvas.height = THUMBNAIL_SIDE;
		canvas
			.getContext('2d', { alpha: false })!
			.drawImage(this.#kept, x, y, side, side, 0, 0, THUMBNAIL_SIDE, THUMBNAIL_SIDE);
		return encode(canvas);
	}
}
