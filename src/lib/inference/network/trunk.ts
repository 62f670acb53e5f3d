import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { TrunkSpec } from '../../domain/network-spec';
import { convLayer, depthwiseLayer, residual, type ConvolutionOps, type Weights } from './layers';
import { planBlocks } from './shapes';

/** Features of each block: the expansion (before its stride) and the output, [n, h, w, c]. */
export interface BlockFeatures {
	expansion: Tensor4D;
	output: Tensor4D;
}

/**
 * MobileNetV2's inverted residual blocks over normalised pixels.
 *
 * @param x [n, side, side, 3]
 * @returns the features of every block, first to last
 */
export function trunkForward(spec: TrunkSpec, weights: Weights, x: Tensor4D, ops: ConvolutionOps): BlockFeatures[] {
	let features = convLayer(ops, weights, 'stem', x, spec.stem.stride as 1 | 2, 'relu6');
	return planBlocks(spec).map((plan) => {
		const input = features;
		const expansion =
			plan.expanded === plan.input ? input : convLayer(ops, weights, `${plan.name}/expand`, input, 1, 'relu6');
		const filtered = depthwiseLayer(ops, weights, `${plan.name}/depthwise`, expansion, plan.stride, 'relu6');
		const projected = convLayer(ops, weights, `${plan.name}/project`, filtered, 1, 'linear');
		features = plan.residual ? residual(input, projected) : projected;
		return { expansion, output: features };
	});
}
