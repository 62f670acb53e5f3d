import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { letterbox, regionAround, type SquareRegion } from '../../preprocess/letterbox';
import { measuringFrame } from '../../session/measure-backends';
import { pixelPicture } from '../sampled-picture';
import { goldenPicture } from '../self-test';
import { startBackend } from './backends';
import { readPixels } from './pixels';
import { TexturePicture } from './texture-regions';

/** Levels of 255 between the GPU's samples and the processor's: weights of float32 instead of float64, no more. */
const TOLERANCE = 0.01;
const LEVELS = { scale: 1, offset: 0 };

beforeAll(async () => void (await startBackend(['webgl'], () => {})));

async function smallPicture(): Promise<ImageBitmap> {
	const { data, width, height } = goldenPicture(3);
	return createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height));
}

/** Half transparent towards the right, on nothing. */
async function transparentPicture(): Promise<ImageBitmap> {
	const canvas = new OffscreenCanvas(64, 48);
	const context = canvas.getContext('2d')!;
	for (let x = 0; x < 64; x++) {
		context.fillStyle = `rgb(200 40 90 / ${1 - x / 63})`;
		context.fillRect(x, 0, 1, 48);
	}
	return createImageBitmap(canvas);
}

const largestDifference = (a: Float32Array, b: Float32Array) => {
	expect(a.length).toBe(b.length);
	return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
};

describe('a picture on the GPU', () => {
	it.each([
		['a golden picture', smallPicture],
		['a camera frame', () => measuringFrame(1)]
	])('is sampled as in memory: %s', async (_, make) => {
		const bitmap = await make();
		const { width, height } = bitmap;
		const texture = new TexturePicture(bitmap);
		const inMemory = pixelPicture(readPixels(bitmap));
		const beyondEdges = regionAround({ x: 3, y: height - 5, width: 25 }, 2.4);
		const cases: [SquareRegion[], number, boolean][] = [
			[[letterbox(width, height)], 192, false],
			[[regionAround({ x: 50.3, y: 60.7, width: 41.1 }, 2.4), beyondEdges], 128, true],
			[[regionAround({ x: 120, y: 90, width: 55.5 }, 6), beyondEdges], 192, false]
		];
		for (const [regions, size, mirrored] of cases) {
			const [onGpu, expected] = [texture, inMemory].map((it) => it.sample(regions, size, LEVELS, mirrored));
			expect(onGpu!.shape).toEqual(expected!.shape);
			const [a, b] = await Promise.all([onGpu!.data<'float32'>(), expected!.data<'float32'>()]);
			expect(largestDifference(a, b)).toBeLessThan(TOLERANCE);
			onGpu!.dispose();
			expected!.dispose();
			const [lumas, expectedLumas] = await Promise.all([texture.luma(regions), inMemory.luma(regions)]);
			lumas.forEach((luma, i) => expect(largestDifference(luma, expectedLumas[i]!)).toBeLessThan(TOLERANCE));
		}
		texture.dispose();
		expect(memory()).toMatchObject({ numTensors: 0, numBytesInGPU: 0 });
	});

	it('is white where it is transparent', async () => {
		const bitmap = await transparentPicture();
		const texture = new TexturePicture(bitmap);
		const inMemory = pixelPicture(readPixels(bitmap));
		const [onGpu, expected] = [texture, inMemory].map((it) => it.sample([letterbox(64, 48)], 64, LEVELS, false));
		const [a, b] = await Promise.all([onGpu!.data<'float32'>(), expected!.data<'float32'>()]);
		// The canvas rounds when it blends, the texture does not.
		expect(largestDifference(a, b)).toBeLessThanOrEqual(1);
	});
});
