import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resampleModule } from '../../../scripts/kernels';
import { letterbox, type SquareRegion } from './letterbox';
import { resampleOnSimd } from './resample';
import { resampleInLoops } from './resample-loops';
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

function taps({ width, height }: RgbaImage, { cx, cy, side }: SquareRegion, size: number) {
	const step = side / size;
	return [tentTaps(cx - side / 2, step, size, width), tentTaps(cy - side / 2, step, size, height)] as const;
}

function onSimd(image: RgbaImage, region: SquareRegion, size: number, normalisation = LEVELS): Float32Array {
	const [across, down] = taps(image, region, size);
	const out = new Float32Array(size * size * 3);
	expect(resampleOnSimd(image, across, down, normalisation, out, OUTSIDE)).toBe(true);
	return out;
}

/** The same square by the loops that serve devices without SIMD. */
function inLoops(image: RgbaImage, region: SquareRegion, size: number): Float32Array {
	const [across, down] = taps(image, region, size);
	const out = new Float32Array(size * size * 3);
	resampleInLoops(image, across, down, out, OUTSIDE);
	return out;
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
	a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);

afterEach(() => void vi.unstubAllGlobals());

describe('resampling on SIMD', () => {
	it('gives what the loops give, for squares inside, across the edges and beyond the picture', () => {
		const squares = fc.record({
			width: fc.integer({ min: 16, max: 90 }),
			height: fc.integer({ min: 16, max: 90 }),
			size: fc.constantFrom(1, 7, 32),
			cx: fc.double({ min: -40, max: 130, noNaN: true }),
			cy: fc.double({ min: -40, max: 130, noNaN: true }),
			side: fc.double({ min: 2, max: 200, noNaN: true }),
			seed: fc.nat()
		});
		fc.assert(
			fc.property(squares, ({ width, height, size, seed, ...square }) => {
				const image = noise(width, height, seed);
				const region = { ...square, angle: 0 };
				const fast = onSimd(image, region, size);
				expect(largestDifference(fast, inLoops(image, region, size))).toBeLessThan(2e-3);
			}),
			{ numRuns: 40 }
		);
	});

	it('takes photographs larger than one band', () => {
		const image = noise(3000, 1200, 5);
		const region = letterbox(image.width, image.height);
		expect(largestDifference(onSimd(image, region, 48), inLoops(image, region, 48))).toBeLessThan(2e-3);
	});

	it('normalises, and serves sampleRegion', () => {
		const image = noise(60, 40, 9);
		const normalisation = { scale: 2 / 255, offset: -1 };
		const fast = onSimd(image, letterbox(60, 40), 24, normalisation);
		expect(fast.every((value) => value >= -1 - 1e-6 && value <= 1 + 1e-6)).toBe(true);
		expect(sampleRegion(image, letterbox(60, 40), 24, normalisation)).toEqual(fast);
	});

	it('gives way to the loops where the device has no WASM', async () => {
		const image = noise(60, 40, 9);
		vi.resetModules();
		vi.stubGlobal('WebAssembly', undefined);
		const { sampleRegion: without } = await import('./sample-region');
		const region = letterbox(60, 40);
		expect(without(image, region, 24, LEVELS)).toEqual(inLoops(image, region, 24));
	});

	it('is compiled from the source beside it', async () => {
		const compiled = readFileSync(new URL('./resample.wasm.ts', import.meta.url), 'utf8');
		expect(compiled).toBe(await resampleModule());
	}, 60_000);
});
