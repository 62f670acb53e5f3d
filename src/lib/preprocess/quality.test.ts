import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../domain/geometry';
import { letterbox } from './letterbox';
import { measureQuality } from './quality';

const SIDE = 128;

function picture(luma: (x: number, y: number) => number): PixelImage {
	const data = new Uint8ClampedArray(SIDE * SIDE * 4);
	for (let y = 0; y < SIDE; y++)
		for (let x = 0; x < SIDE; x++) data.set([luma(x, y), luma(x, y), luma(x, y), 255], (y * SIDE + x) * 4);
	return { data, width: SIDE, height: SIDE };
}

const measure = (image: PixelImage) => measureQuality(image, letterbox(image.width, image.height));

describe('image quality', () => {
	it('tells dark from bright', () => {
		expect(measure(picture(() => 20)).brightness).toBeCloseTo(20 / 255, 2);
		expect(measure(picture(() => 200)).brightness).toBeCloseTo(200 / 255, 2);
	});

	it('counts burnt-out pixels in the middle, where the mouth is, as glare', () => {
		expect(measure(picture((x) => (x < SIDE / 2 ? 255 : 90))).glare).toBeCloseTo(0.5, 1);
		expect(measure(picture(() => 240)).glare).toBe(0);
	});

	it('takes no white wall beside the mouth for glare, and no lamp on it for a wall', () => {
		const lamp = (radius: number) => (x: number, y: number) => Math.hypot(x - SIDE / 2, y - SIDE / 2) < radius;
		expect(measure(picture((x, y) => (lamp(SIDE * 0.26)(x, y) ? 90 : 255))).glare).toBe(0);
		expect(measure(picture((x, y) => (lamp(SIDE * 0.2)(x, y) ? 255 : 90))).glare).toBeCloseTo(0.64, 1);
	});

	it('calls edges sharper than the same edges blurred', () => {
		const stripes = measure(picture((x) => (Math.floor(x / 8) % 2 ? 200 : 50)));
		const waves = measure(picture((x) => 125 + 75 * Math.sin((x * Math.PI) / 8)));
		expect(stripes.sharpness).toBeGreaterThan(3 * waves.sharpness);
	});

	it('skips what lies outside the picture', () => {
		const half = measureQuality(
			picture(() => 100),
			{ cx: 0, cy: SIDE / 2, side: SIDE, angle: 0 }
		);
		expect(half.brightness).toBeCloseTo(100 / 255, 2);
		expect(
			measureQuality(
				picture(() => 100),
				{ cx: 9999, cy: 0, side: 10, angle: 0 }
			).brightness
		).toBe(0);
	});
});
