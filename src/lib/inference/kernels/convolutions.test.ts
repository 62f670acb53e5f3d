import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { add, backend, cast, memory, range, reshape, scalar, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolutionsModule } from '../../../../scripts/kernels';
import { startNodeBackend } from '../backend-node';
import { CONVOLUTIONS_RELAXED_WASM } from './convolutions.wasm';
import {
	comparison,
	itAgreesOnLayers,
	LAYERS,
	TOLERANCE,
	type Layer
} from '../../../../tests/support/kernel-agreement';
import { installConvolutions } from './install';

/** Node 20 has no relaxed SIMD; convolutions.browser.test.ts has it. */
const builds = WebAssembly.validate(Buffer.from(CONVOLUTIONS_RELAXED_WASM, 'base64'))
	? (['plain', 'relaxed'] as const)
	: (['plain'] as const);

const sides = fc.record({
	n: fc.integer({ min: 1, max: 3 }),
	h: fc.integer({ min: 2, max: 13 }),
	w: fc.integer({ min: 2, max: 13 }),
	c: fc.integer({ min: 1, max: 21 })
});
const options = {
	stride: fc.constantFrom(1, 2),
	pad: fc.constantFrom('same' as const, 'valid' as const, 1),
	activation: fc.constantFrom('linear' as const, 'relu6' as const),
	bias: fc.constantFrom(true, true, true, false)
};
const layers: fc.Arbitrary<Layer> = fc
	.record({
		...options,
		kind: fc.constantFrom('conv' as const, 'depthwise' as const),
		sides,
		size: fc.constantFrom(1, 3),
		outputs: fc.integer({ min: 1, max: 29 })
	})
	.filter(({ sides, size, pad }) => pad !== 'valid' || Math.min(sides.h, sides.w) >= size)
	.map(({ sides: { n, h, w, c }, kind, size, outputs, ...rest }) => ({
		...rest,
		kind,
		x: [n, h, w, c],
		filter: kind === 'conv' ? [size, size, c, outputs] : [3, 3, c, 1]
	}));

const isFit = ({ kind, x, pad, bias }: Layer) =>
	(bias ?? true) && (kind === 'conv' || pad !== 'valid' || Math.min(x[1], x[2]) >= 3);

beforeAll(async () => void (await startNodeBackend()));

describe.each(builds)('our convolutions, %s', (build) => {
	const compare = itAgreesOnLayers(build);

	it('equal the library’s on any sides, strides and padding', () => {
		const served = new Map<string, number>();
		fc.assert(
			fc.property(layers.filter(isFit), (layer) => {
				const { by, difference } = compare(layer);
				served.set(by, (served.get(by) ?? 0) + 1);
				expect(difference).toBeLessThan(TOLERANCE);
			}),
			// Seeded, since the counts below are of these very layers.
			{ numRuns: 200, seed: 1 }
		);
		for (const kernel of ['pointwise', 'convolution', 'depthwise3x3'])
			expect(served.get(kernel), kernel).toBeGreaterThan(5);
	});
});

describe('installed in front of the library’s kernels', () => {
	it('they leave no tensor and no memory behind', async () => {
		const compare = (await comparison('plain'))!;
		const heapBytes = () => (backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.byteLength;
		const heapBefore = heapBytes();
		const layer = LAYERS.find(({ by }) => by === 'convolution')!;
		const before = memory().numTensors;
		for (let i = 0; i < 200; i++) compare(layer);
		expect(memory().numTensors).toBe(before);
		expect(heapBytes()).toBe(heapBefore);
	});

	it('add residuals, and leave shapes that differ and whole numbers to the library', async () => {
		await installConvolutions('plain');
		tidy(() => {
			const a = reshape(range(0, 23), [1, 23]);
			expect([...add(a, a).dataSync()]).toEqual([...a.dataSync()].map((value) => 2 * value));
			expect([...add(a, scalar(0.5)).dataSync()]).toEqual([...a.dataSync()].map((value) => value + 0.5));
			expect(add(cast(a, 'int32'), cast(a, 'int32')).dtype).toBe('int32');
		});
	});

	it('are chosen once, and by name where a test asks', async () => {
		expect(await installConvolutions('library')).toBe('library');
		expect(await installConvolutions()).toBe('library');
		expect(await installConvolutions('plain')).toBe('plain');
		expect(await installConvolutions()).toBe('plain');
	});
});

describe('convolutions.wasm.ts', () => {
	it('is compiled from the source beside it', async () => {
		const compiled = readFileSync(new URL('./convolutions.wasm.ts', import.meta.url), 'utf8');
		expect(compiled).toBe(await convolutionsModule());
	}, 60_000);
});
