import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WeightShape } from '../src/lib/inference/network/shapes';

/** Epsilon of the batch normalisation in the Keras application. */
const EPSILON = 1e-3;

interface StoredTensor {
	name: string;
	shape: number[];
	values: Float32Array;
}

/**
 * ImageNet weights of Keras' MobileNetV2, with batch normalisation folded into kernels and biases, under our names.
 *
 * @param folder holds model.json and weights.bin in the layers format of TensorFlow.js
 * @returns values of those of `shapes` that the backbone has with the same shape
 */
export function readBackbone(folder: string, shapes: readonly WeightShape[]): Map<string, Float32Array> {
	const stored = readLayersModel(folder);
	const folded = new Map<string, Float32Array>();
	for (const { name, shape } of shapes) {
		const layer = kerasLayer(name);
		if (!layer) continue;
		const kernel = stored.get(`${layer.conv}/${layer.depthwise ? 'depthwise_kernel' : 'kernel'}`);
		if (!kernel) continue;
		const norm = (part: string) => stored.get(`${layer.norm}/${part}`)!.values;
		const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
			norm
		) as Float32Array[];
		const factor = gamma!.map((value, c) => value / Math.sqrt(variance![c]! + EPSILON));
		if (name.endsWith('/bias')) {
			if (shape[0] === beta!.length)
				folded.set(
					name,
					beta!.map((value, c) => value - mean![c]! * factor[c]!)
				);
		} else if (kernel.shape.join() === shape.join()) {
			// The output channel is the last axis, or the third of a depthwise kernel, whose fourth has length 1.
			folded.set(
				name,
				kernel.values.map((value, i) => value * factor[i % factor.length]!)
			);
		}
	}
	return folded;
}

/** Keras' names for the convolution and normalisation behind one of our tensors. */
function kerasLayer(name: string): { conv: string; norm: string; depthwise: boolean } | null {
	if (name.startsWith('stem/')) return { conv: 'Conv1', norm: 'bn_Conv1', depthwise: false };
	const match = /^block_(\d+)\/(expand|depthwise|project)\//.exec(name);
	if (!match) return null;
	const [, index, part] = match;
	const conv = `${index === '0' ? 'expanded_conv' : `block_${index}`}_${part}`;
	return { conv, norm: `${conv}_BN`, depthwise: part === 'depthwise' };
}

function readLayersModel(folder: string): Map<string, StoredTensor> {
	const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as {
		weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
	};
	const tensors = new Map<string, StoredTensor>();
	for (const { paths, weights } of model.weightsManifest) {
		const bytes = Buffer.concat(paths.map((path) => readFileSync(join(folder, path))));
		let offset = 0;
		for (const { name, shape, dtype } of weights) {
			if (dtype !== 'float32') throw new Error(`The backbone's '${name}' is ${dtype}, not float32.`);
			const length = shape.reduce((product, side) => product * side, 1);
			tensors.set(name, {
				name,
				shape,
				values: new Float32Array(new Uint8Array(bytes.subarray(offset, offset + length * 4)).buffer)
			});
			offset += length * 4;
		}
	}
	return tensors;
}
