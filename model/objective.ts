import { customGrad, scalar, tensor, type Scalar, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { judgeForward } from '../src/lib/inference/network/judge';
import { locatorForward } from '../src/lib/inference/network/locator';
import type { ConvolutionOps, Weights } from '../src/lib/inference/network/layers';
import type { TrainingConfig } from './config';
import type { Picture } from './data/pictures';
import { crossEntropy, locatorLoss, type LossAndGradient } from './losses';
import type { Random } from './random';
import { JudgeSampler } from './samplers/judge-sampler';
import { LocatorSampler, type LocatorTarget } from './samplers/locator-sampler';

/** Draws a batch and says how wrong the network is about it. */
export interface Objective {
	/** Fills `pixels` ([batch, side, side, 3]) and returns the loss of a network over it, a scalar with gradients. */
	draw(random: Random, pixels: Float32Array): (weights: Weights, x: Tensor4D, ops: ConvolutionOps) => Scalar;
}

export function objectiveOf(config: TrainingConfig, pictures: readonly Picture[]): Objective {
	return config.kind === 'judge' ? judgeObjective(config, pictures) : locatorObjective(config, pictures);
}

function judgeObjective(config: TrainingConfig & { kind: 'judge' }, pictures: readonly Picture[]): Objective {
	const { network, normalisation, sampling, labelSmoothing } = config;
	const sampler = new JudgeSampler(pictures, network.inputSize, normalisation, sampling);
	return {
		draw(random, pixels) {
			const labels = drawEach(pixels, config, (crop) => sampler.draw(random, crop));
			return (weights, x, ops) => {
				const { logits } = judgeForward(network, weights, x, ops);
				return lossOf([logits], ([values]) => crossEntropy(values!, labels, network.classes, labelSmoothing));
			};
		}
	};
}

function locatorObjective(config: TrainingConfig & { kind: 'locator' }, pictures: readonly Picture[]): Objective {
	const { network, normalisation, sampling } = config;
	const sampler = new LocatorSampler(pictures, network.inputSize, normalisation, sampling);
	const lossWeights = { place: sampling.placeWeight, scene: sampling.sceneWeight, smoothing: config.labelSmoothing };
	return {
		draw(random, pixels) {
			const targets: LocatorTarget[] = drawEach(pixels, config, (picture) => sampler.draw(random, picture));
			return (weights, x, ops) => {
				const { grid, scene } = locatorForward(network, weights, x, ops);
				return lossOf([grid, scene], ([g, s]) => locatorLoss(g!, s!, targets, grid.shape[1], lossWeights));
			};
		}
	};
}

function drawEach<T>(pixels: Float32Array, config: TrainingConfig, draw: (into: Float32Array) => T): T[] {
	const length = config.network.inputSize ** 2 * 3;
	return Array.from({ length: config.batch }, (_, i) => draw(pixels.subarray(i * length, (i + 1) * length)));
}

/** A loss computed outside the tensors, as an operation whose gradient is already known. */
function lossOf(outputs: Tensor[], compute: (values: Float32Array[]) => LossAndGradient): Scalar {
	const operation = customGrad((...inputs) => {
		const tensors = (inputs as Tensor[]).slice(0, outputs.length);
		const { loss, gradients } = compute(tensors.map((output) => output.dataSync() as Float32Array));
		return { value: scalar(loss), gradFunc: () => gradients.map((values, i) => tensor(values, tensors[i]!.shape)) };
	});
	return operation(...outputs) as Scalar;
}
