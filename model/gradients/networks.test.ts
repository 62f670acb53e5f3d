import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeForward } from '../../src/lib/inference/network/judge';
import { servingOps, upsampleTwice, type ConvolutionOps } from '../../src/lib/inference/network/layers';
import { locatorForward } from '../../src/lib/inference/network/locator';
import { startTraining } from '../backend';
import { Parameters } from '../parameters';
import { Random } from '../random';
import { TINY_JUDGE, TINY_LOCATOR } from '../testing';

let trainingOps: ConvolutionOps;

beforeAll(async () => {
	trainingOps = await startTraining();
}, 60_000);

function initialised(spec: typeof TINY_JUDGE | typeof TINY_LOCATOR): Parameters {
	const parameters = new Parameters(spec);
	const random = new Random(5);
	parameters.initialise(random, new Map());
	// Biases of zero would put whole regions exactly on ReLU6's corner, where differences mean nothing.
	for (const slot of parameters.slots)
		if (slot.name.endsWith('/bias')) parameters.of(slot).forEach((_, i, bias) => (bias[i] = 0.3 * random.normal()));
	return parameters;
}

const noise = (side: number, n = 2) => tf.randomNormal<tf.Rank.R4>([n, side, side, 3], 0, 1, 'float32', 9);

describe('one definition of the network', () => {
	it('gives the judge’s logits to the bit in training and in serving', () => {
		const weights = initialised(TINY_JUDGE).tensors();
		const x = noise(32);
		const serving = judgeForward(TINY_JUDGE, weights, x, servingOps);
		const training = judgeForward(TINY_JUDGE, weights, x, trainingOps);
		expect(training.logits.dataSync()).toEqual(serving.logits.dataSync());
		expect(training.maps.dataSync()).toEqual(serving.maps.dataSync());
	});

	it('gives the locator’s outputs to the bit in training and in serving', () => {
		const weights = initialised(TINY_LOCATOR).tensors();
		const x = noise(64);
		const serving = locatorForward(TINY_LOCATOR, weights, x, servingOps);
		const training = locatorForward(TINY_LOCATOR, weights, x, trainingOps);
		expect(serving.grid.shape).toEqual([2, 16, 16, 4]);
		expect(serving.scene.shape).toEqual([2, 3]);
		expect(training.grid.dataSync()).toEqual(serving.grid.dataSync());
		expect(training.scene.dataSync()).toEqual(serving.scene.dataSync());
	});

	it('makes the judge’s logits the mean of its maps', () => {
		const { logits, maps } = judgeForward(TINY_JUDGE, initialised(TINY_JUDGE).tensors(), noise(32));
		const mean = tf.mean(maps, [1, 2]).dataSync();
		logits.dataSync().forEach((value, i) => expect(value).toBeCloseTo(mean[i]!, 6));
	});

	it('leaves no tensors behind but its outputs', () => {
		const weights = initialised(TINY_JUDGE).tensors();
		const x = noise(32);
		const before = tf.memory().numTensors;
		const { logits, maps } = judgeForward(TINY_JUDGE, weights, x);
		expect(tf.memory().numTensors).toBe(before + 2);
		tf.dispose([logits, maps]);
	});

	it('names the tensor that is missing', () => {
		const { 'block_1/expand/bias': _, ...weights } = initialised(TINY_JUDGE).tensors();
		expect(() => judgeForward(TINY_JUDGE, weights, noise(32))).toThrow("'block_1/expand/bias'");
	});
});

describe('upsampleTwice', () => {
	it('repeats every pixel to the right and down', () => {
		const x = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 2, 2]);
		const red = tf.slice(upsampleTwice(x), [0, 0, 0, 0], [1, 4, 4, 1]).dataSync();
		expect(Array.from(red)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
	});
});

describe('gradients of whole networks', () => {
	it.each([
		['judge', TINY_JUDGE],
		['locator', TINY_LOCATOR]
	] as const)('equal differences of the %s’s outputs', (_, spec) => {
		const parameters = initialised(spec);
		const x = noise(spec.inputSize, 1);
		const sum = (values: Float32Array) => tf.tidy(() => total(parameters.tensors(values)).dataSync()[0]!);
		const total = (weights: Record<string, tf.Tensor>) => {
			if (spec.kind === 'judge') {
				const { logits } = judgeForward(spec, weights, x, trainingOps);
				return tf.mean(tf.reshape(logits, [-1]), [0]);
			}
			const { grid, scene } = locatorForward(spec, weights, x, trainingOps);
			return tf.add(tf.mean(tf.reshape(grid, [-1]), [0]), tf.mean(tf.reshape(scene, [-1]), [0]));
		};
		const weights = parameters.tensors();
		const names = parameters.slots.map(({ name }) => name);
		const gradients = tf.grads((...tensors: tf.Tensor[]) =>
			total(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])))
		)(names.map((name) => weights[name]!));
		// Along each tensor's own gradient, the outputs grow by the square of its norm.
		for (const [i, slot] of parameters.slots.entries()) {
			const gradient = gradients[i]!.dataSync() as Float32Array;
			const square = gradient.reduce((sum, value) => sum + value * value, 0);
			const step = 1e-3 / Math.sqrt(square);
			const nudged = (by: number) => {
				const values = parameters.values.slice();
				gradient.forEach((value, j) => (values[slot.offset + j]! += by * value));
				return sum(values);
			};
			const growth = (nudged(step) - nudged(-step)) / (2 * step);
			expect(Math.abs(growth / square - 1), slot.name).toBeLessThan(0.05);
		}
	});
});
