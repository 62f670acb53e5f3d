import { dispose } from '@tensorflow/tfjs-core';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { WHOLE_PICTURE } from '../domain/geometry';
import { letterbox } from '../preprocess/letterbox';
import { startNodeBackend } from './backend-node';
import { MOST_MOUTHS, MouthFinder } from './find-mouths';
import { folderSource } from './fs-source';
import { currentVersion, readModel } from './model-source';
import { loadWeights } from './network/weights';
import { pixelPicture } from './sampled-picture';
import { goldenPicture } from './self-test';

const source = folderSource(fileURLToPath(new URL('../../../static/model/', import.meta.url)));
const picture = pixelPicture(goldenPicture(2));
const whole = letterbox(picture.width, picture.height);

describe('more mouths than the limit allowed', () => {
	let finder: MouthFinder;

	beforeAll(async () => {
		await startNodeBackend();
		const { manifest, locatorShards } = await readModel(source, await currentVersion(source));
		// So low a threshold that the golden picture has many candidates, whatever model ships.
		const locator = { ...manifest.locator, heatThreshold: 1e-9 };
		finder = new MouthFinder(locator, await loadWeights(manifest.locator, locatorShards));
		return () => dispose(Object.values(finder.weights));
	}, 60_000);

	it('are what was left out: cooler, and together with the first all that there is', async () => {
		const some = await finder.find(picture, whole, WHOLE_PICTURE, 2);
		const all = await finder.find(picture, whole, WHOLE_PICTURE, MOST_MOUTHS);
		expect(some.rest.length).toBeGreaterThan(2);
		expect(all.rest).toEqual([]);
		const coolest = Math.min(...some.proposals.map(({ heat }) => heat));
		for (const { heat } of some.rest) expect(heat).toBeLessThanOrEqual(coolest);
		const more = await finder.findMore(picture, whole, some.proposals, some.rest);
		expect([...some.proposals, ...more]).toEqual(all.proposals);
	});

	it('are none where they are the mouths that were found already', async () => {
		const { proposals } = await finder.find(picture, whole, WHOLE_PICTURE, 2);
		expect(proposals.length).toBeGreaterThan(0);
		const again = proposals.map(({ x, y, width, heat }) => ({ x, y, width, heat: heat / 2 }));
		expect(await finder.findMore(picture, whole, proposals, again)).toEqual([]);
	});
});
