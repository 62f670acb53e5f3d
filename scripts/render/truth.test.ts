import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Conveyor } from '../../src/lib/demo/conveyor';
import { clipTruth } from './clip';
import { describe as describeScene, recipes, type Recipe } from './recipes';
import { samplePlans } from './samples';
import { mouthInPicture, mouthTruth } from './truth';

const shelf = 'static/samples/conveyor';
const conveyor = JSON.parse(readFileSync(`${shelf}/conveyor.json`, 'utf8')) as Conveyor;

/** Rows and columns of a sprite's opaque pixels. */
async function opaque(file: string) {
	const { data, info } = await sharp(`${shelf}/${file}`)
		.extractChannel('alpha')
		.raw()
		.toBuffer({ resolveWithObject: true });
	return (row: number) => {
		const columns = Array.from({ length: info.width }, (_, x) => x).filter((x) => data[row * info.width + x]! > 127);
		return { first: columns[0]!, last: columns[columns.length - 1]!, count: columns.length };
	};
}

describe('the mouth as projected', () => {
	it.each(conveyor.sprites)('lies where $file was drawn, and is as wide', async ({ file, left, top, mouth }) => {
		const row = await opaque(file);
		// The widest row between the top and a little under the projected centre is the cap's or the lip's rim.
		const rows = Array.from({ length: Math.round(mouth.y - top) + 8 }, (_, y) => row(y));
		const widest = rows.reduce((a, b) => (b.count > a.count ? b : a));
		expect(left + (widest.first + widest.last) / 2).toBeCloseTo(mouth.x, -0.5);
		expect(Math.abs(widest.count - mouth.width)).toBeLessThan(4);
		expect(mouth.y).toBeGreaterThan(top);
		expect(mouth.y - top).toBeLessThan(mouth.width);
	});

	it('falls on the anchor of the camera that aims at it', () => {
		const { scene } = samplePlans().find(({ name }) => name === 'closed-amber')!;
		const mouth = mouthTruth(scene, scene.bottles[0]!);
		expect(mouth.x).toBeCloseTo(scene.camera.anchorAt[0], 6);
		expect(mouth.y).toBeCloseTo(scene.camera.anchorAt[1], 6);
		expect(mouth.width).toBeCloseTo(0.16, 2);
	});
});

describe('the label of a description', () => {
	const seeds = [1, 2, 3, 4, 5, 6];
	it.each(Object.keys(recipes) as Recipe[])('of %s says what the scene holds', (recipe) => {
		for (const seed of seeds) {
			const scene = describeScene(recipe, seed);
			const [bottle] = scene.bottles;
			if (scene.label === 'none') expect(bottle).toBeUndefined();
			else if (scene.label === 'unclear') expect(mouthInPicture(mouthTruth(scene, bottle!), scene)).toBe(false);
			else {
				expect(bottle!.cap !== null).toBe(scene.label === 'closed');
				const mouth = mouthTruth(scene, bottle!);
				if (!recipe.endsWith('-edge')) expect(mouthInPicture(mouth, scene)).toBe(true);
				else expect(mouth.y > 0 && mouth.x > 0.2 * mouth.width && mouth.x < 1 - 0.2 * mouth.width).toBe(true);
			}
		}
	});

	it('of every sample agrees with its cap', () => {
		for (const { name, scene } of samplePlans()) {
			if (scene.label === 'unclear' || scene.label === 'none') continue;
			expect(scene.bottles[0]!.cap !== null, name).toBe(scene.label === 'closed');
		}
	});

	it('depends on recipe and seed alone, and neighbouring seeds share little', () => {
		expect(describeScene('open', 5)).toEqual(describeScene('open', 5));
		const many = new Set(
			Array.from({ length: 20 }, (_, seed) => JSON.stringify(describeScene('closed', seed).bottles))
		);
		expect(many.size).toBe(20);
	});
});

describe('the film for the fake camera', () => {
	it('is accompanied by the truth that its arithmetic gives', () => {
		expect(JSON.parse(readFileSync('tests/fixtures/clip/truth.json', 'utf8'))).toEqual(clipTruth(conveyor));
	});
});
