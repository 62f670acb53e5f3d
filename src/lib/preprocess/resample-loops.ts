import type { Colour, RgbaImage } from './sample-region';
import type { Taps } from './tent-taps';

/**
 * Separable filter: each needed row is shrunk to the output's width, and rows are summed as they come. It serves where
 * there is no WASM SIMD, and is what `resampleOnSimd` is held against.
 *
 * @param out destination of size * size * 3 levels, 0..255, not normalised
 */
export function resampleInLoops(image: RgbaImage, across: Taps, down: Taps, out: Float32Array, outside: Colour): void {
	const size = across.first.length;
	for (let y = 0, at = 0; y < size; y++)
		for (let x = 0; x < size; x++, at += 3) for (let c = 0; c < 3; c++) out[at + c] = down.outside[y]! * outside[c]!;
	const row = new Float32Array(size * 3);
	const { first, last, of } = rowsByUse(down, size);
	for (let sourceY = first; sourceY <= last; sourceY++) {
		const users = of[sourceY - first];
		if (!users) continue;
		shrinkRow(image, sourceY, across, size, row, outside);
		for (const y of users) {
			const weight = down.weights[y * down.stride + sourceY - down.first[y]!]!;
			const base = y * size * 3;
			for (let i = 0; i < size * 3; i++) out[base + i] = out[base + i]! + weight * row[i]!;
		}
	}
}

/** For each row of the picture the output rows that it contributes to. */
function rowsByUse(down: Taps, size: number): { first: number; last: number; of: (number[] | undefined)[] } {
	let first = Infinity;
	let last = -1;
	for (let y = 0; y < size; y++) {
		if (down.counts[y] === 0) continue;
		first = Math.min(first, down.first[y]!);
		last = Math.max(last, down.first[y]! + down.counts[y]! - 1);
	}
	const of: (number[] | undefined)[] = [];
	for (let y = 0; y < size; y++)
		for (let i = 0; i < down.counts[y]!; i++) (of[down.first[y]! + i - first] ??= []).push(y);
	return { first, last, of };
}

function shrinkRow(image: RgbaImage, y: number, across: Taps, size: number, row: Float32Array, colour: Colour): void {
	const { data, width } = image;
	const { first, counts, weights, stride, outside } = across;
	for (let x = 0; x < size; x++) {
		let red = outside[x]! * colour[0];
		let green = outside[x]! * colour[1];
		let blue = outside[x]! * colour[2];
		let pixel = (y * width + first[x]!) * 4;
		const from = x * stride;
		const to = from + counts[x]!;
		for (let i = from; i < to; i++, pixel += 4) {
			const weight = weights[i]!;
			red += weight * data[pixel]!;
			green += weight * data[pixel + 1]!;
			blue += weight * data[pixel + 2]!;
		}
		row[x * 3] = red;
		row[x * 3 + 1] = green;
		row[x * 3 + 2] = blue;
	}
}
