import { mean, tidy, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { JudgeSpec } from '../../domain/network-spec';
import { convLayer, servingOps, type ConvolutionOps, type Weights } from './layers';
import { trunkForward } from './trunk';

export interface JudgeOutput {
	/** [n, classes], unbounded. */
	logits: Tensor2D;
	/**
	 * Evidence of each place for each class, [n, h, w, classes]; its mean over places is the logits (class
	 * activation mapping, Zhou et al. 2016, with the bias spread evenly).
	 */
	maps: Tensor4D;
}

/**
 * Judges crops around mouths.
 *
 * @param x normalised crops, [n, inputSize, inputSize, 3]
 * @returns tensors that the caller disposes of
 */
export function judgeForward(
	spec: JudgeSpec,
	weights: Weights,
	x: Tensor4D,
	ops: ConvolutionOps = servingOps
): JudgeOutput {
	return tidy(() => {
		const features = trunkForward(spec.trunk, weights, x, ops).at(-1)!.output;
		const head = convLayer(ops, weights, 'head', features, 1, 'relu6');
		const maps = convLayer(ops, weights, 'classifier', head, 1, 'linear');
		return { logits: mean<Tensor2D>(maps, [1, 2]), maps };
	}) as unknown as JudgeOutput;
}
