import { add, mean, relu6, reshape, tidy, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { LocatorSpec } from '../../domain/network-spec';
import { convLayer, depthwiseLayer, servingOps, upsampleTwice, type ConvolutionOps, type Weights } from './layers';
import { planTap } from './shapes';
import { trunkForward } from './trunk';

export interface LocatorOutput {
	/**
	 * For each cell of the grid, [n, grid, grid, 4]: logit that a mouth's centre lies in it, the centre's offset
	 * from the cell's centre to the right and down (in cells), and the logarithm of the mouth's width in cells.
	 */
	grid: Tensor4D;
	/** [n, scenes], unbounded. */
	scene: Tensor2D;
}

/**
 * Finds mouths in whole pictures.
 *
 * @param x normalised letterboxed pictures, [n, inputSize, inputSize, 3]
 * @returns tensors that the caller disposes of
 */
export function locatorForward(
	spec: LocatorSpec,
	weights: Weights,
	x: Tensor4D,
	ops: ConvolutionOps = servingOps
): LocatorOutput {
	return tidy(() => {
		const blocks = trunkForward(spec.trunk, weights, x, ops);
		const context = blocks.at(-1)!.output;
		const tapped = blocks[spec.tap.block]!;
		const fine = spec.tap.at === 'expansion' ? tapped.expansion : tapped.output;
		let wide = convLayer(ops, weights, 'fuse/context', context, 1, 'linear');
		for (let i = planTap(spec).doublings; i > 0; i--) wide = upsampleTwice(wide);
		const fused = relu6(add(convLayer(ops, weights, 'fuse/fine', fine, 1, 'linear'), wide)) as Tensor4D;
		const gathered = depthwiseLayer(ops, weights, 'fuse/depthwise', fused, 1, 'relu6');
		const hidden = convLayer(ops, weights, 'heat/hidden', gathered, 1, 'relu6');
		const grid = convLayer(ops, weights, 'heat/out', hidden, 1, 'linear');
		const sceneFeatures = mean(convLayer(ops, weights, 'scene/hidden', context, 1, 'relu6'), [1, 2], true);
		const scene = convLayer(ops, weights, 'scene/out', sceneFeatures as Tensor4D, 1, 'linear');
		return { grid, scene: reshape(scene, [x.shape[0], spec.scenes]) };
	}) as unknown as LocatorOutput;
}
