import type { Normalisation } from '../domain/model-manifest';
import type { SquareRegion } from './letterbox';
import { resampleInLoops } from './resample-loops';
import { resampleOnSimd } from './resample';
import { tentTaps } from './tent-taps';

/** Pixels of an upright picture, RGBA, rows from the top; alpha is ignored. */
export interface RgbaImage {
	data: Uint8Array | Uint8ClampedArray;
	width: number;
	height: number;
}

/** Red, green and blue, 0..255. */
export type Colour = readonly [number, number, number];

/** Colour of what lies outside the picture. Never the picture's edge drawn out: that draws necks above mouths. */
export const OUTSIDE: Colour = [128, 128, 128];

/**
 * Resamples a square of a picture to the network's input, with an anti-aliasing filter where it shrinks.
 * Training and serving share this function, so that the network meets the pixels it was trained on.
 *
 * @param region in pixels of the picture; outside the picture is constant grey
 * @param size side of the output, pixels
 * @param into optional destination of size * size * 3 values, from its start
 * @param outside colour beyond the picture's edges; training varies it
 * @returns normalised RGB, [size, size, 3]
 */
export function sampleRegion(
	image: RgbaImage,
	region: SquareRegion,
	size: number,
	normalisation: Normalisation,
	into: Float32Array = new Float32Array(size * size * 3),
	outside: Colour = OUTSIDE
): Float32Array {
	if (region.angle === 0) {
		const step = region.side / size;
		const across = tentTaps(region.cx - region.side / 2, step, size, image.width);
		const down = tentTaps(region.cy - region.side / 2, step, size, image.height);
		if (resampleOnSimd(image, across, down, normalisation, into, outside)) return into;
		resampleInLoops(image, across, down, into, outside);
	} else sampleTurned(image, region, size, into, outside);
	const { scale, offset } = normalisation;
	for (let i = size * size * 3 - 1; i >= 0; i--) into[i] = into[i]! * scale + offset;
	return into;
}

/** Turned squares: the mean of a grid of `k` by `k` places for each output pixel, bilinear where the grid is coarse. */
function sampleTurned(image: RgbaImage, region: SquareRegion, size: number, out: Float32Array, outside: Colour): void {
	const step = region.side / size;
	const k = Math.min(8, Math.max(1, Math.ceil(step - 0.01)));
	const cos = Math.cos(region.angle) * step;
	const sin = Math.sin(region.angle) * step;
	const share = 1 / (k * k);
	out.fill(0, 0, size * size * 3);
	for (let y = 0, at = 0; y < size; y++)
		for (let x = 0; x < size; x++, at += 3)
			for (let j = 0; j < k; j++) {
				const dy = y + (j + 0.5) / k - size / 2;
				for (let i = 0; i < k; i++) {
					const dx = x + (i + 0.5) / k - size / 2;
					const sourceX = region.cx + dx * cos - dy * sin;
					const sourceY = region.cy + dx * sin + dy * cos;
					if (k >= 3) addPixel(image, Math.floor(sourceX), Math.floor(sourceY), share, out, at, outside);
					else addBilinear(image, sourceX - 0.5, sourceY - 0.5, share, out, at, outside);
				}
			}
}

function addBilinear(
	image: RgbaImage,
	x: number,
	y: number,
	share: number,
	out: Float32Array,
	at: number,
	outside: Colour
): void {
	const left = Math.floor(x);
	const top = Math.floor(y);
	const right = (x - left) * share;
	const lower = y - top;
	addPixel(image, left, top, (share - right) * (1 - lower), out, at, outside);
	addPixel(image, left + 1, top, right * (1 - lower), out, at, outside);
	addPixel(image, left, top + 1, (share - right) * lower, out, at, outside);
	addPixel(image, left + 1, top + 1, right * lower, out, at, outside);
}

function addPixel(
	image: RgbaImage,
	x: number,
	y: number,
	weight: number,
	out: Float32Array,
	at: number,
	outside: Colour
): void {
	const { data, width, height } = image;
	if (x < 0 || y < 0 || x >= width || y >= height) {
		out[at] = out[at]! + weight * outside[0];
		out[at + 1] = out[at + 1]! + weight * outside[1];
		out[at + 2] = out[at + 2]! + weight * outside[2];
		return;
	}
	const pixel = (y * width + x) * 4;
	out[at] = out[at]! + weight * data[pixel]!;
	out[at + 1] = out[at + 1]! + weight * data[pixel + 1]!;
	out[at + 2] = out[at + 2]! + weight * data[pixel + 2]!;
}
