import { describe, expect, it } from 'vitest';
import { guideRegion, visibleRegion } from './cover';

const HD = { width: 1280, height: 720 };

describe('what a covered box shows', () => {
	it('is the whole picture where the shapes agree', () => {
		expect(visibleRegion(HD, { width: 640, height: 360 })).toEqual({ x: 0, y: 0, width: 1, height: 1 });
	});

	it('loses the sides in a portrait box and top and bottom in a wider one', () => {
		const portrait = visibleRegion(HD, { width: 360, height: 720 });
		expect(portrait.width).toBeCloseTo(360 / 1280);
		expect(portrait.x).toBeCloseTo((1 - 360 / 1280) / 2);
		expect(portrait.height).toBe(1);
		const wide = visibleRegion(HD, { width: 1280, height: 360 });
		expect(wide).toMatchObject({ x: 0, width: 1, y: 0.25, height: 0.5 });
	});

	it('is the whole picture before the video has a size', () => {
		expect(visibleRegion({ width: 0, height: 0 }, HD)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
	});
});

describe('the guide frame', () => {
	it('lies inside the visible part, upright and centred, on every screen', () => {
		for (const box of [
			{ width: 360, height: 560 },
			{ width: 820, height: 900 },
			{ width: 900, height: 700 },
			{ width: 1100, height: 600 }
		]) {
			for (const picture of [HD, { width: 720, height: 1280 }, { width: 640, height: 480 }]) {
				const seen = visibleRegion(picture, box);
				const guide = guideRegion(picture, box);
				expect(guide.x).toBeGreaterThanOrEqual(seen.x);
				expect(guide.y).toBeGreaterThanOrEqual(seen.y);
				expect(guide.x + guide.width).toBeLessThanOrEqual(seen.x + seen.width + 1e-9);
				expect(guide.y + guide.height).toBeLessThanOrEqual(seen.y + seen.height + 1e-9);
				expect(guide.x + guide.width / 2).toBeCloseTo(0.5);
				expect(guide.height * picture.height).toBeGreaterThan(guide.width * picture.width);
			}
		}
	});

	it('keeps clear of what lies over the picture', () => {
		const guide = guideRegion(HD, HD, { x: 0, y: 0, width: 1, height: 0.6 });
		expect(guide.y + guide.height).toBeLessThanOrEqual(0.6);
	});
});
