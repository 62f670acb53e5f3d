import type { PixelImage } from '../domain/geometry';
import type { Logits } from '../domain/inference';
import type { Normalisation } from '../domain/model-manifest';
import type { SquareRegion } from '../preprocess/letterbox';
import { sampleRegion } from '../preprocess/sample-region';

/**
 * The judge's input: every crop, each followed by its mirror image where `mirrored`.
 * @returns normalised RGB, [crops (twice where mirrored), side, side, 3]
 */
export function sampleViews(
	image: PixelImage,
	crops: readonly SquareRegion[],
	side: number,
	normalisation: Normalisation,
	mirrored: boolean
): Float32Array {
	const length = side * side * 3;
	const each = mirrored ? 2 * length : length;
	const pixels = new Float32Array(crops.length * each);
	crops.forEach((crop, i) => {
		const view = pixels.subarray(i * each, i * each + length);
		sampleRegion(image, crop, side, normalisation, view);
		if (mirrored) mirror(view, side, pixels.subarray(i * each + length, (i + 1) * each));
	});
	return pixels;
}

/** Writes `pixels` ([side, side, 3]) mirrored left to right into `into`. */
function mirror(pixels: Float32Array, side: number, into: Float32Array): void {
	for (let y = 0, from = 0; y < side; y++) {
		for (let to = (y + 1) * side * 3 - 3, end = from + side * 3; from < end; from += 3, to -= 3) {
			into[to] = pixels[from]!;
			into[to + 1] = pixels[from + 1]!;
			into[to + 2] = pixels[from + 2]!;
		}
	}
}

/** Mean over `count` views from view `from` on; `logits` is [views, 3]. */
export function meanLogits(logits: Float32Array, from: number, count: number): Logits {
	const sums: [number, number, number] = [0, 0, 0];
	for (let i = from; i < from + count; i++) for (let c = 0; c < 3; c++) sums[c]! += logits[i * 3 + c]! / count;
	return sums;
}
