import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { servingOps, type ConvolutionOps } from '../../src/lib/inference/network/layers';
import { installConvolutions } from '../../src/lib/inference/kernels/install';
import { startTraining } from '../backend';
import { wasmTrainingOps } from './training-ops';
import { loadKernels } from './wasm-kernels';

type Arrays = Partial<Record<'y' | 'dx' | 'dKernel' | 'dBias', Float32Array>>;
interface Layer {
	kind: 'conv' | 'depthwise';
	x: number[];
	kernel: number[];
	stride: 1 | 2;
	activation: 'linear' | 'relu6';
}

let ops: ConvolutionOps;

beforeAll(async () => void (await startTraining()), 60_000);

/** Same pseudo-random values on both backends, spread so that ReLU6 cuts on both sides. */
function values(shape: number[], seed: number, spread: number): Float32Array {
	const random = tf.randomNormal(shape, 0, spread, 'float32', seed);
	const array = random.dataSync() as Float32Array;
	random.dispose();
	return array;
}

function inputsOf(layer: Layer) {
	const channels = layer.kind === 'conv' ? layer.kernel[3]! : layer.kernel[2]!;
	return {
		x: tf.tensor4d(values(layer.x, 1, 2), layer.x as [number, number, number, number]),
		kernel: tf.tensor4d(values(layer.kernel, 2, 1), layer.kernel as [number, number, number, number]),
		bias: tf.tensor1d(values([channels], 3, 1))
	};
}

function ours(layer: Layer, dyOf: (shape: number[]) => Float32Array): Arrays {
	const { x, kernel, bias } = inputsOf(layer);
	const forward = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) =>
		ops[layer.kind](x as tf.Tensor4D, kernel as tf.Tensor4D, bias as tf.Tensor1D, layer.stride, layer.activation);
	const y = forward(x, kernel, bias);
	const dy = tf.tensor(dyOf(y.shape), y.shape);
	// [Note: The stem's input gradient] in training-ops.ts: convolutions larger than 1x1 give none.
	if (layer.kind === 'conv' && layer.kernel[0] !== 1) {
		const [dKernel, dBias] = tf.grads((kernel, bias) => forward(x, kernel, bias))([kernel, bias], dy);
		return arrays({ y, dKernel: dKernel!, dBias: dBias! });
	}
	const [dx, dKernel, dBias] = tf.grads(forward)([x, kernel, bias], dy);
	return arrays({ y, dx: dx!, dKernel: dKernel!, dBias: dBias! });
}

/** The CPU backend's own gradient kernels. */
async function reference(layer: Layer, dyOf: (shape: number[]) => Float32Array): Promise<Arrays> {
	await tf.setBackend('cpu');
	const { x, kernel, bias } = inputsOf(layer);
	const y = servingOps[layer.kind](x, kernel, bias, layer.stride, layer.activation);
	let dy: tf.Tensor = tf.tensor(dyOf(y.shape), y.shape);
	if (layer.activation === 'relu6') dy = tf.mul(dy, tf.cast(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), 'float32'));
	const attributes = { strides: layer.stride, pad: 'same', dataFormat: 'NHWC', dimRoundingMode: null, dilations: 1 };
	const name = layer.kind === 'conv' ? 'Conv2D' : 'DepthwiseConv2dNative';
	const run = (kernelName: string, inputs: tf.NamedTensorMap, extra: object) =>
		tf.engine().runKernel(kernelName, inputs, { ...attributes, ...extra } as unknown as tf.NamedAttrMap) as tf.Tensor;
	const dx = run(`${name}BackpropInput`, { dy, filter: kernel }, { inputShape: x.shape });
	const dKernel = run(`${name}BackpropFilter`, { x, dy }, { filterShape: kernel.shape });
	const dBias = tf.sum(dy, [0, 1, 2]);
	const result = arrays({ y, dx, dKernel, dBias });
	await tf.setBackend('wasm');
	return result;
}

function arrays(tensors: Record<string, tf.Tensor>): Arrays {
	return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.dataSync()])) as Arrays;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
	expect(a.length).toBe(b.length);
	const scale = Math.max(1, ...b.map(Math.abs));
	return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / scale;
}

const layers: Layer[] = [
	{ kind: 'conv', x: [2, 5, 6, 8], kernel: [1, 1, 8, 16], stride: 1, activation: 'relu6' },
	{ kind: 'conv', x: [1, 1, 3, 6], kernel: [1, 1, 6, 11], stride: 1, activation: 'linear' },
	{ kind: 'conv', x: [3, 12, 12, 12], kernel: [1, 1, 12, 3], stride: 1, activation: 'linear' },
	{ kind: 'conv', x: [2, 9, 8, 3], kernel: [3, 3, 3, 16], stride: 2, activation: 'relu6' },
	{ kind: 'depthwise', x: [2, 6, 7, 8], kernel: [3, 3, 8, 1], stride: 1, activation: 'relu6' },
	{ kind: 'depthwise', x: [2, 7, 7, 4], kernel: [3, 3, 4, 1], stride: 2, activation: 'relu6' },
	{ kind: 'depthwise', x: [2, 8, 6, 12], kernel: [3, 3, 12, 1], stride: 2, activation: 'linear' },
	{ kind: 'depthwise', x: [1, 2, 1, 4], kernel: [3, 3, 4, 1], stride: 1, activation: 'linear' },
	{ kind: 'depthwise', x: [2, 1, 5, 8], kernel: [3, 3, 8, 1], stride: 2, activation: 'relu6' },
	{ kind: 'depthwise', x: [3, 2, 2, 12], kernel: [3, 3, 12, 1], stride: 2, activation: 'relu6' },
	{ kind: 'depthwise', x: [1, 3, 2, 20], kernel: [3, 3, 20, 1], stride: 1, activation: 'relu6' },
	{ kind: 'conv', x: [2, 9, 9, 20], kernel: [1, 1, 20, 42], stride: 1, activation: 'relu6' }
];

describe.each(['relaxed', 'plain'] as const)(
	'gradients of the training convolutions, %s, equal those of the CPU backend',
	(build) => {
		beforeAll(async () => {
			await installConvolutions(build);
			ops = wasmTrainingOps(await loadKernels(build));
		}, 60_000);

		for (const layer of layers) {
			const { kind, x, kernel, stride, activation } = layer;
			it(`${kind} [${x.join()}] * [${kernel.join()}], stride ${stride}, ${activation}`, async () => {
				const dyOf = (shape: number[]) => values(shape, 4, 1);
				const expected = await reference(layer, dyOf);
				const got = ours(layer, dyOf);
				for (const [name, array] of Object.entries(got))
					expect(largestDifference(array, expected[name as keyof Arrays]!), name).toBeLessThan(1e-5);
			});
		}
	}
);
