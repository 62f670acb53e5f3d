import { describe, expect, it } from 'vitest';
import { letterbox } from './letterbox';
import { OUTSIDE, sampleRegion, type RgbaImage } from './sample-region';

const LEVELS = { scale: 1, offset: 0 };

/** A picture whose colours are given by place. */
function paint(width: number, height: number, colour: (x: number, y: number) => [number, number, number]): RgbaImage {
	const data = new Uint8Array(width * height * 4);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) data.set([...colour(x, y), 255], (y * width + x) * 4);
	return { data, width, height };
}

const pixel = (values: Float32Array, size: number, x: number, y: number) =>
	Array.from(values.subarray((y * size + x) * 3, (y * size + x) * 3 + 3));

describe('sampleRegion', () => {
	it('copies the pixels where the square is as large as the output', () => {
		const image = paint(8, 8, (x, y) => [x * 10, y * 10, 7]);
		const values = sampleRegion(image, letterbox(8, 8), 8, LEVELS);
		for (let y = 0; y < 8; y++)
			for (let x = 0; x < 8; x++) {
				const [red, green, blue] = pixel(values, 8, x, y);
				expect(red).toBeCloseTo(x * 10, 3);
				expect(green).toBeCloseTo(y * 10, 3);
				expect(blue).toBeCloseTo(7, 3);
			}
	});

	it('normalises with the manifest’s scale and offset', () => {
		const image = paint(4, 4, () => [255, 0, 127.5]);
		const values = sampleRegion(image, letterbox(4, 4), 2, { scale: 1 / 127.5, offset: -1 });
		expect(pixel(values, 2, 0, 0)[0]).toBeCloseTo(1, 5);
		expect(pixel(values, 2, 1, 1)[1]).toBeCloseTo(-1, 5);
	});

	it('is constant grey outside the picture, and mixes it in at the edge by share', () => {
		const image = paint(40, 20, () => [200, 100, 0]);
		const values = sampleRegion(image, letterbox(40, 20), 8, LEVELS);
		expect(pixel(values, 8, 4, 0)).toEqual([...OUTSIDE]);
		for (const [c, level] of [200, 100, 0].entries()) expect(pixel(values, 8, 4, 4)[c]).toBeCloseTo(level, 3);
	});

	it('takes another colour for the outside, as training does', () => {
		const image = paint(4, 4, () => [0, 0, 0]);
		const far = { cx: 100, cy: 100, side: 4, angle: 0 };
		for (const angle of [0, 0.5])
			expect(pixel(sampleRegion(image, { ...far, angle }, 4, LEVELS, undefined, [1, 2, 3]), 4, 0, 0)).toEqual([
				1, 2, 3
			]);
	});

	it.each([0, 0.3])('averages fine stripes instead of aliasing them, at %f radians', (angle) => {
		const image = paint(256, 256, (x) => (x % 2 ? [255, 255, 255] : [0, 0, 0]));
		const values = sampleRegion(image, { cx: 128, cy: 128, side: 160, angle }, 32, LEVELS);
		for (const value of values) expect(Math.abs(value - 127.5)).toBeLessThan(26);
	});

	it('shows the same at a quarter turn as a turned picture shows upright', () => {
		const image = paint(32, 32, (x, y) => [x * 8, y * 8, (x * y) % 256]);
		const turned = paint(32, 32, (x, y) => [(31 - y) * 8, x * 8, ((31 - y) * x) % 256]);
		const byRegion = sampleRegion(image, { cx: 16, cy: 16, side: 32, angle: Math.PI / 2 }, 32, LEVELS);
		const byPixels = sampleRegion(turned, letterbox(32, 32), 32, LEVELS);
		byRegion.forEach((value, i) => expect(Math.abs(value - byPixels[i]!)).toBeLessThan(0.5));
	});

	it('shows nearly the same upright and turned by next to nothing', () => {
		const image = paint(200, 150, (x, y) => [128 + 100 * Math.sin(x / 15), 128 + 100 * Math.cos(y / 12), 90]);
		const region = { cx: 90, cy: 80, side: 120, angle: 0 };
		const upright = sampleRegion(image, region, 48, LEVELS);
		const turned = sampleRegion(image, { ...region, angle: 1e-9 }, 48, LEVELS);
		upright.forEach((value, i) => expect(Math.abs(value - turned[i]!)).toBeLessThan(4));
	});

	it('writes into the array that it is given', () => {
		const into = new Float32Array(2 * 2 * 3);
		expect(
			sampleRegion(
				paint(4, 4, () => [9, 9, 9]),
				letterbox(4, 4),
				2,
				LEVELS,
				into
			)
		).toBe(into);
		expect(into[0]).toBeCloseTo(9, 4);
	});
});
