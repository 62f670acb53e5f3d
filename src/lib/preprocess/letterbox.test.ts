import { describe, expect, it } from 'vitest';
import { letterbox, pictureToRegion, regionAround, regionToPicture } from './letterbox';

describe('letterbox', () => {
	it('is the smallest centred square that holds the picture', () => {
		expect(letterbox(640, 480)).toEqual({ cx: 320, cy: 240, side: 640, angle: 0 });
		expect(letterbox(300, 400)).toEqual({ cx: 150, cy: 200, side: 400, angle: 0 });
	});

	it('puts the margins of a wide picture above and below', () => {
		const region = letterbox(640, 480);
		expect(regionToPicture(region, 0, 0)).toEqual({ x: 0, y: -80 });
		expect(regionToPicture(region, 1, 1)).toEqual({ x: 640, y: 560 });
	});
});

describe('regions', () => {
	it('take their side from the width of the mouth', () => {
		expect(regionAround({ x: 10, y: 20, width: 30 }, 2.5)).toEqual({ cx: 10, cy: 20, side: 75, angle: 0 });
	});

	it.each([0, 0.4, Math.PI / 2, -2])('map places there and back at %f radians', (angle) => {
		const region = { cx: 100, cy: 50, side: 40, angle };
		const { x, y } = regionToPicture(region, 0.2, 0.9);
		const { u, v } = pictureToRegion(region, x, y);
		expect(u).toBeCloseTo(0.2, 10);
		expect(v).toBeCloseTo(0.9, 10);
	});

	it('turn clockwise on the screen', () => {
		const { x, y } = regionToPicture({ cx: 0, cy: 0, side: 2, angle: Math.PI / 2 }, 1, 0.5);
		expect(x).toBeCloseTo(0, 10);
		expect(y).toBeCloseTo(1, 10);
	});
});
