import {
	add,
	dispose,
	mean,
	randomNormal,
	reshape,
	tidy,
	valueAndGrads,
	type Rank,
	type Scalar,
	type Tensor
} from '@tensorflow/tfjs-core';
import { servingOps, type ConvolutionOps, type Weights } from '../src/lib/inference/network/layers';
import { judgeForward } from '../src/lib/inference/network/judge';
import { locatorForward } from '../src/lib/inference/network/locator';
import type { TrainingConfig } from './config';
import { Parameters } from './parameters';
import { Random } from './random';

/**
 * One batch of random pixels through a configuration's network with random weights, for benchmarks: the forward pass
 * as it serves, and the step with the gradients of all weights. Both wait for their numbers.
 *
 * @param ops of `startTraining`; the backend must be active
 */
export function benchedStep(config: TrainingConfig, ops: ConvolutionOps) {
	const parameters = new Parameters(config.network);
	parameters.initialise(new Random(1), new Map());
	const weights = parameters.tensors();
	const names = parameters.slots.map(({ name }) => name);
	const side = config.network.inputSize;
	const x = randomNormal<Rank.R4>([config.batch, side, side, 3]);

	/** A scalar that depends on every output. */
	function outputs(weights: Weights, ops: ConvolutionOps): Scalar {
		const all: Tensor[] =
			config.kind === 'judge'
				? [judgeForward(config.network, weights, x, ops).logits]
				: Object.values(locatorForward(config.network, weights, x, ops));
		return all.map((output) => mean(reshape(output, [-1]), [0])).reduce((sum, output) => add(sum, output)) as Scalar;
	}

	return {
		/** How many weights the network has. */
		size: parameters.values.length,
		forward: () => tidy(() => void outputs(weights, servingOps).dataSync()),
		step: () =>
			tidy(() => {
				const { grads } = valueAndGrads((...tensors: Tensor[]) =>
					outputs(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), ops)
				)(names.map((name) => weights[name]!));
				for (const gradient of grads) gradient.dataSync();
			}),
		dispose: () => dispose([weights, x])
	};
}
