import { beforeAll, expect, it } from 'vitest';
import { backend, engine, fused, tensor1d, tensor4d, tidy, type Tensor4D } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
	attemptConvolution,
	attemptDepthwise,
	loadConvolutions,
	type ConvolutionCall,
	type Convolutions,
	type ConvolutionsBuild
} from '../../src/lib/inference/kernels/convolutions';
import { installConvolutions } from '../../src/lib/inference/kernels/install';

/** For tests: one fused convolution, as a network could ask for it. */
export interface Layer {
	readonly kind: 'conv' | 'depthwise';
	/** [n, h, w, c] */
	readonly x: readonly [number, number, number, number];
	/** [size, size, c, outputs], or [size, size, c, multiplier] of a depthwise one. */
	readonly filter: readonly [number, number, number, number];
	readonly stride?: number;
	readonly pad?: 'same' | 'valid' | number;
	readonly dilations?: number;
	readonly activation?: 'linear' | 'relu' | 'relu6';
	readonly bias?: boolean;
}

/** Which of our kernels computed a layer, and how far from the library's. */
export interface Agreement {
	readonly by: keyof Convolutions | 'library';
	readonly difference: number;
}

const attempts = { conv: attemptConvolution, depthwise: attemptDepthwise };

/**
 * Computes layers by one build of our kernels and by the library's. The backend must be started.
 * @returns null where the device does not have the build
 */
export async function comparison(build: ConvolutionsBuild): Promise<((layer: Layer) => Agreement) | null> {
	await installConvolutions('library');
	const own = await loadConvolutions(backend() as BackendWasm, build);
	return own && ((layer) => compare(own.kernels, layer));
}

function compare(kernels: Convolutions, layer: Layer): Agreement {
	let by: Agreement['by'] = 'library';
	const watched =
		(name: keyof Convolutions) =>
		(...sizes: number[]) => {
			by = name;
			kernels[name](...sizes);
		};
	const recording: Convolutions = {
		pointwise: watched('pointwise'),
		convolution: watched('convolution'),
		depthwise3x3: watched('depthwise3x3'),
		add: watched('add')
	};
	const { kind, stride: strides = 1, pad = 'same', dilations = 1, activation = 'relu6', bias = true } = layer;
	const difference = tidy(() => {
		const x = noise(layer.x, 1, 3);
		const filter = noise(layer.filter, 2, 1);
		const outputs = kind === 'conv' ? layer.filter[3] : layer.filter[2] * layer.filter[3];
		const inputs = { x, filter, bias: bias ? tensor1d(values(outputs, 3, 2)) : undefined };
		const attrs = { strides, pad, dilations, activation, dataFormat: 'NHWC' as const, dimRoundingMode: undefined };
		const expected = (kind === 'conv' ? fused.conv2d : fused.depthwiseConv2d)({ ...inputs, ...attrs }).dataSync();
		const call = { inputs, attrs, backend: backend() } as unknown as ConvolutionCall;
		const info = attempts[kind](recording, call);
		if (!info) return 0;
		const got = engine().makeTensorFromTensorInfo(info).dataSync();
		return got.length === expected.length ? largestDifference(got, expected) : Infinity;
	});
	return { by, difference };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let worst = 0;
	for (let i = 0; i < a.length; i++) {
		const difference = Math.abs(a[i]! - b[i]!);
		// A value that nothing wrote may be NaN, which no comparison finds the largest.
		if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference;
	}
	return worst;
}

const noise = (shape: Layer['x'], seed: number, spread: number): Tensor4D =>
	tensor4d(
		values(
			shape.reduce((product, side) => product * side, 1),
			seed,
			spread
		),
		[...shape]
	);

/** The same pseudo-random values in -spread to spread for the same seed. */
function values(length: number, seed: number, spread: number): Float32Array {
	let state = seed;
	return Float32Array.from({ length }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return (state / 2 ** 31 - 1) * spread;
	});
}

/** One layer for each kernel and for each reason to leave it to the library. */
export const LAYERS: readonly (Layer & { readonly by: Agreement['by'] })[] = [
	{ by: 'pointwise', kind: 'conv', x: [1, 1, 4, 1], filter: [1, 1, 1, 8] },
	{ by: 'pointwise', kind: 'conv', x: [1, 3, 5, 7], filter: [1, 1, 7, 9] },
	{ by: 'pointwise', kind: 'conv', x: [2, 5, 3, 8], filter: [1, 1, 8, 8], activation: 'linear' },
	{ by: 'pointwise', kind: 'conv', x: [3, 6, 6, 33], filter: [1, 1, 33, 47], pad: 'valid' },
	{ by: 'pointwise', kind: 'conv', x: [1, 23, 29, 130], filter: [1, 1, 130, 12] },
	{ by: 'convolution', kind: 'conv', x: [1, 12, 12, 3], filter: [3, 3, 3, 16], stride: 2 },
	{ by: 'convolution', kind: 'conv', x: [2, 11, 9, 3], filter: [3, 3, 3, 11], stride: 2, activation: 'linear' },
	{ by: 'convolution', kind: 'conv', x: [1, 8, 7, 5], filter: [3, 3, 5, 8] },
	{ by: 'convolution', kind: 'conv', x: [1, 9, 10, 4], filter: [5, 5, 4, 10], pad: 'valid' },
	{ by: 'convolution', kind: 'conv', x: [1, 6, 6, 2], filter: [3, 3, 2, 8], pad: 2 },
	{ by: 'convolution', kind: 'conv', x: [1, 9, 9, 6], filter: [1, 1, 6, 8], stride: 2 },
	{ by: 'depthwise3x3', kind: 'depthwise', x: [1, 6, 7, 8], filter: [3, 3, 8, 1] },
	{ by: 'depthwise3x3', kind: 'depthwise', x: [2, 7, 7, 5], filter: [3, 3, 5, 1], stride: 2 },
	{ by: 'depthwise3x3', kind: 'depthwise', x: [2, 8, 6, 12], filter: [3, 3, 12, 1], stride: 2, activation: 'linear' },
	{ by: 'depthwise3x3', kind: 'depthwise', x: [1, 2, 2, 4], filter: [3, 3, 4, 1] },
	{ by: 'depthwise3x3', kind: 'depthwise', x: [1, 2, 2, 4], filter: [3, 3, 4, 1], stride: 2 },
	{ by: 'depthwise3x3', kind: 'depthwise', x: [1, 3, 9, 6], filter: [3, 3, 6, 1], pad: 'valid' },
	{ by: 'depthwise3x3', kind: 'depthwise', x: [1, 8, 8, 7], filter: [3, 3, 7, 1], stride: 3 },
	{ by: 'depthwise3x3', kind: 'depthwise', x: [1, 6, 5, 9], filter: [3, 3, 9, 1], stride: 2, pad: 1 },
	{ by: 'library', kind: 'conv', x: [1, 1, 1, 96], filter: [1, 1, 96, 8] },
	{ by: 'library', kind: 'conv', x: [1, 6, 6, 9], filter: [1, 1, 9, 7] },
	{ by: 'library', kind: 'conv', x: [1, 6, 6, 9], filter: [1, 1, 9, 8], bias: false },
	{ by: 'library', kind: 'conv', x: [1, 6, 6, 9], filter: [1, 1, 9, 8], activation: 'relu' },
	{ by: 'library', kind: 'conv', x: [1, 5, 5, 3], filter: [3, 3, 3, 8], stride: 2 },
	{ by: 'library', kind: 'conv', x: [1, 9, 9, 3], filter: [3, 3, 3, 8], dilations: 2 },
	{ by: 'library', kind: 'depthwise', x: [1, 6, 6, 8], filter: [5, 5, 8, 1] },
	{ by: 'library', kind: 'depthwise', x: [1, 6, 6, 3], filter: [3, 3, 3, 1] },
	{ by: 'library', kind: 'depthwise', x: [1, 6, 6, 4], filter: [3, 3, 4, 2] },
	{ by: 'library', kind: 'depthwise', x: [1, 1, 6, 4], filter: [3, 3, 4, 1] },
	{ by: 'library', kind: 'depthwise', x: [1, 6, 6, 4], filter: [3, 3, 4, 1], pad: 2 },
	{ by: 'library', kind: 'depthwise', x: [1, 6, 6, 4], filter: [3, 3, 4, 1], bias: false }
];

/** Most that our kernels' values may differ from the library's. */
export const TOLERANCE = 1e-4;

/**
 * Tests that a build equals the library on all {@link LAYERS}; to be called where tests are described.
 * @returns the comparison, for further tests; to be called in them
 */
export function itAgreesOnLayers(build: ConvolutionsBuild): (layer: Layer) => Agreement {
	let compare: (layer: Layer) => Agreement;
	beforeAll(async () => {
		compare = (await comparison(build))!;
	});

	it.each(LAYERS)('$kind $x * $filter by $by equals the library’s', ({ by, ...layer }) => {
		const agreement = compare(layer);
		expect(agreement.by).toBe(by);
		expect(agreement.difference).toBeLessThan(TOLERANCE);
	});
	return (layer) => compare(layer);
}
