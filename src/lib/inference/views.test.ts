import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../domain/geometry';
import { meanLogits, sampleViews } from './views';

const LEVELS = { scale: 1, offset: 0 };

/** Red grows to the right, green downwards. */
function slope(side: number): PixelImage {
	const data = new Uint8ClampedArray(side * side * 4);
	for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) data.set([x, y, 7, 255], (y * side + x) * 4);
	return { data, width: side, height: side };
}

const whole = { cx: 4, cy: 4, side: 8, angle: 0 };
const at = (pixels: Float32Array, view: number, x: number, y: number) =>
	Array.from(pixels.subarray(((view * 8 + y) * 8 + x) * 3, ((view * 8 + y) * 8 + x) * 3 + 3));

describe('views of the judge', () => {
	it('hold every crop followed by its mirror image', () => {
		const pixels = sampleViews(slope(8), [whole, { ...whole, cx: 5 }], 8, LEVELS, true);
		expect(pixels).toHaveLength(4 * 8 * 8 * 3);
		for (const view of [0, 2])
			for (let y = 0; y < 8; y++)
				for (let x = 0; x < 8; x++) expect(at(pixels, view + 1, 7 - x, y)).toEqual(at(pixels, view, x, y));
		const values = at(pixels, 0, 2, 5);
		[2, 5, 7].forEach((value, c) => expect(values[c]).toBeCloseTo(value, 3));
	});

	it('hold each crop once where nothing is mirrored', () => {
		expect(sampleViews(slope(8), [whole], 8, LEVELS, false)).toHaveLength(8 * 8 * 3);
	});

	it('are averaged one class at a time', () => {
		expect(meanLogits(Float32Array.from([9, 9, 9, 1, 2, 3, 3, 6, 9]), 1, 2)).toEqual([2, 4, 6]);
	});
});
