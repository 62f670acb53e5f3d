import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { kernelModule } from '../../../scripts/kernels';
import { letterbox, type SquareRegion } from './letterbox';
import { resampleOnSimd } from './resample';
import { OUTSIDE, sampleRegion, type RgbaImage } from './sample-region';
import { tentTaps } from './tent-taps';

const LEVELS = { scale: 1, offset: 0 };

/** A picture of noise, the same for the same seed. */
function noise(width: number, height: number, seed: number): RgbaImage {
	const data = new Uint8Array(width * height * 4);
	let state = seed;
	for (let i = 0; i < data.length; i++) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		data[i] = state >>> 24;
	}
	return { data, width, height };
}

function onSimd(image: RgbaImage, region: SquareRegion, size: number, normalisation = LEVELS): Float32Array {
	const step = region.side / size;
	const across = tentTaps(region.cx - region.side / 2, step, size, image.width);
	const down = tentTaps(region.cy - region.side / 2, step, size, image.height);
	const out = new Float32Array(size * size * 3);
	expect(resampleOnSimd(image, across, down, normalisation, out, OUTSIDE)).toBe(true);
	return out;
}

/** The same square by the loops that serve devices without SIMD. */
async function inLoops(image: RgbaImage, region: SquareRegion, size: number): Promise<Float32Array> {
	vi.resetModules();
	vi.stubGlobal('WebAssembly', undefined);
	const { sampleRegion: fresh } = await import('./sample-region');
	return fresh(image, region, size, LEVELS);
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
	a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);

afterEach(() => void vi.unstubAllGlobals());

describe('resampling on SIMD', () => {
	it('gives what the loops give, for squares inside, across the edges and beyond the picture', async () => {
		const squares = fc.record({
			width: fc.integer({ min: 16, max: 90 }),
			height: fc.integer({ min: 16, max: 90 }),
			size: fc.constantFrom(1, 7, 32),
			cx: fc.double({ min: -40, max: 130, noNaN: true }),
			cy: fc.double({ min: -40, max: 130, noNaN: true }),
			side: fc.double({ min: 2, max: 200, noNaN: true }),
			seed: fc.nat()
		});
		await fc.assert(
			fc.asyncProperty(squares, async ({ width, height, size, seed, ...square }) => {
				const image = noise(width, height, seed);
				const region = { ...square, angle: 0 };
				const fast = onSimd(image, region, size);
				expect(largestDifference(fast, await inLoops(image, region, size))).toBeLessThan(2e-3);
				vi.unstubAllGlobals();
			}),
			{ numRuns: 40 }
		);
	});

	it('takes photographs larger than one band', async () => {
		const image = noise(3000, 1200, 5);
		const region = letterbox(image.width, image.height);
		expect(largestDifference(onSimd(image, region, 48), await inLoops(image, region, 48))).toBeLessThan(2e-3);
	});

	it('normalises, and serves sampleRegion', () => {
		const image = noise(60, 40, 9);
		const normalisation = { scale: 2 / 255, offset: -1 };
		const fast = onSimd(image, letterbox(60, 40), 24, normalisation);
		expect(fast.every((value) => value >= -1 - 1e-6 && value <= 1 + 1e-6)).toBe(true);
		expect(sampleRegion(image, letterbox(60, 40), 24, normalisation)).toEqual(fast);
	});

	it('is compiled from the source beside it', async () => {
		const compiled = readFileSync(new URL('./resample.wasm.ts', import.meta.url), 'utf8');
		expect(compiled).toBe(await kernelModule());
	}, 60_000);
});
