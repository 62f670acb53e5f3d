import {
	registerGradient,
	div,
	mul,
	ones,
	reshape,
	slice,
	type NamedAttrMap,
	type Tensor,
	type Tensor4D
} from '@tensorflow/tfjs-core';
import { allocate, pointer, type GradientKernels } from './wasm-kernels';

/**
 * Gradients of the few operations between the convolutions. TensorFlow.js keeps its own in a folder that Node
 * cannot import from an ES module, and these are all that the networks use.
 */
export function registerElementaryGradients(kernels: GradientKernels): void {
	registerGradient({ kernelName: 'Add', gradFunc: (dy) => ({ a: () => dy as Tensor, b: () => dy as Tensor }) });
	registerGradient({
		kernelName: 'Reshape',
		inputsToSave: ['x'],
		gradFunc: (dy, [x]) => ({ x: () => reshape(dy as Tensor, x!.shape) })
	});
	registerGradient({
		kernelName: 'Mean',
		inputsToSave: ['x'],
		gradFunc: (dy, saved, attributes) => ({ x: () => spreadMean(dy as Tensor, saved[0]!, attributes) })
	});
	registerGradient({
		kernelName: 'Concat',
		saveAllInputs: true,
		gradFunc: (dy, parts, attributes) => {
			const axis = attributes['axis'] as number;
			let at = 0;
			const pieces = parts.map((part) => {
				const begin = part.shape.map((_, i) => (i === axis ? at : 0));
				at += part.shape[axis]!;
				return () => slice(dy as Tensor, begin, part.shape);
			});
			return Object.fromEntries(pieces.map((piece, i) => [i, piece]));
		}
	});
	registerGradient({
		kernelName: 'Relu6',
		outputsToSave: [true],
		gradFunc: (dy, [y]) => ({
			x: () => {
				const columns = y!.shape.at(-1)!;
				const [masked, sums] = [allocate<Tensor>(y!.shape), allocate<Tensor>([columns])];
				const rows = y!.size / columns;
				kernels.maskRelu6(pointer(dy as Tensor), pointer(y!), pointer(masked), rows, columns, pointer(sums));
				return masked;
			}
		})
	});
}

/** Mean over height and width: each place gets the gradient divided by the number of places. */
function spreadMean(dy: Tensor, x: Tensor, attributes: NamedAttrMap): Tensor {
	const axes = attributes['axis'] as number[];
	const kept = x.shape.map((side, i) => (axes.includes(i) ? 1 : side));
	const places = x.size / kept.reduce((product, side) => product * side, 1);
	return mul(reshape(div(dy, places), kept), ones(x.shape)) as Tensor4D;
}
