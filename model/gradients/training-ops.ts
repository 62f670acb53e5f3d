import {
	add,
	conv2d,
	customGrad,
	depthwiseConv2d,
	relu6,
	reshape,
	reverse,
	zeros,
	type Tensor,
	type Tensor1D,
	type Tensor4D
} from '@tensorflow/tfjs-core';
import { servingOps, type Activation, type ConvolutionOps } from '../../src/lib/inference/network/layers';
import { COLUMNS, ROWS } from '../../src/lib/inference/kernels/convolutions';
import { allocate, pointer, type GradientKernels } from './wasm-kernels';

const UNBOUNDED = [-Infinity, Infinity] as const;

/**
 * Convolutions with TensorFlow.js's own gradients, for backends that have the filter gradients (WebGPU, CPU).
 * The reference for `wasmTrainingOps`.
 */
export const portableTrainingOps: ConvolutionOps = {
	conv: (x, kernel, bias, stride, activation) => activate(add(conv2d(x, kernel, stride, 'same'), bias), activation),
	depthwise: (x, kernel, bias, stride, activation) =>
		activate(add(depthwiseConv2d(x, kernel, stride, 'same'), bias), activation)
};

function activate(x: Tensor4D, activation: Activation): Tensor4D {
	return activation === 'relu6' ? relu6(x) : x;
}

/**
 * Convolutions whose forward pass is that of serving, with gradients from our own kernels.
 *
 * [Note: The stem's input gradient] Nothing asks for the gradient of pixels, so convolutions larger than 1x1 give
 * none for their input: the tape of TensorFlow.js prunes it. A spec with such a convolution inside the network
 * would fail loudly on the shape of the placeholder.
 */
export function wasmTrainingOps(kernels: GradientKernels): ConvolutionOps {
	return {
		conv: (x, kernel, bias, stride, activation) => {
			const operation = customGrad((...inputs) => {
				const [x, kernel, bias, save] = inputs as unknown as [Tensor4D, Tensor4D, Tensor1D, (t: Tensor[]) => void];
				const y = servingOps.conv(x, kernel, bias, stride, activation);
				save([x, kernel, y]);
				const gradFunc = (dy: Tensor, saved: Tensor[]) =>
					convGradients(kernels, dy as Tensor4D, saved as [Tensor4D, Tensor4D, Tensor4D], stride, activation);
				return { value: y, gradFunc };
			});
			return operation(x, kernel, bias) as Tensor4D;
		},
		depthwise: (x, kernel, bias, stride, activation) => {
			const operation = customGrad((...inputs) => {
				const [x, kernel, bias, save] = inputs as unknown as [Tensor4D, Tensor4D, Tensor1D, (t: Tensor[]) => void];
				const y = servingOps.depthwise(x, kernel, bias, stride, activation);
				save([x, kernel, y]);
				const gradFunc = (dy: Tensor, saved: Tensor[]) =>
					depthwiseGradients(kernels, dy as Tensor4D, saved as [Tensor4D, Tensor4D, Tensor4D], stride, activation);
				return { value: y, gradFunc };
			});
			return operation(x, kernel, bias) as Tensor4D;
		}
	};
}

function convGradients(
	kernels: GradientKernels,
	dy: Tensor4D,
	[x, kernel, y]: [Tensor4D, Tensor4D, Tensor4D],
	stride: 1 | 2,
	activation: Activation
): Tensor[] {
	const { g, dBias } = unactivated(kernels, dy, y, activation);
	const [size, , cin, cout] = kernel.shape;
	const dKernel = allocate<Tensor4D>(kernel.shape);
	if (size > 1) {
		const geometry = [...geometryOf(x, y, stride, size, cout)];
		kernels.convFilter(pointer(x), pointer(g), pointer(dKernel), ...geometry);
		return [zeros([1]), dKernel, dBias];
	}
	kernels.productTransposedLeft(pointer(x), pointer(g), pointer(dKernel), g.size / cout, cin, cout);
	const dx = productGradient(kernels, g, kernel, x);
	if (g !== dy) g.dispose();
	return [dx, dKernel, dBias];
}

/** Input gradient of a 1x1 convolution: itself one, with its kernel transposed, which the forward pass's product computes. */
function productGradient(kernels: GradientKernels, g: Tensor4D, kernel: Tensor4D, x: Tensor4D): Tensor4D {
	const [, , cin, cout] = kernel.shape;
	const rows = g.size / cout;
	const dx = allocate<Tensor4D>(x.shape);
	if (rows < ROWS || cin < COLUMNS) {
		kernels.productTransposedRight(pointer(g), pointer(kernel), pointer(dx), rows, cout, cin);
		return dx;
	}
	const transposed = allocate([cout, cin]);
	kernels.transpose(pointer(kernel), pointer(transposed), cin, cout);
	const zero = zeros([cin]);
	kernels.pointwise(pointer(g), pointer(transposed), pointer(zero), pointer(dx), rows, cout, cin, ...UNBOUNDED);
	return dx;
}

function depthwiseGradients(
	kernels: GradientKernels,
	dy: Tensor4D,
	[x, kernel, y]: [Tensor4D, Tensor4D, Tensor4D],
	stride: 1 | 2,
	activation: Activation
): Tensor[] {
	const { g, dBias } = unactivated(kernels, dy, y, activation);
	const [batch, h, w, c] = x.shape;
	const [, oh, ow] = y.shape;
	const geometry = [batch, h, w, c, oh, ow, stride, padding(h, stride, 3), padding(w, stride, 3)];
	const dKernel = allocate<Tensor4D>(kernel.shape);
	kernels.depthwiseFilter(pointer(x), pointer(g), pointer(dKernel), ...geometry);
	const dx = allocate<Tensor4D>(x.shape);
	if (stride === 1 && h > 1 && w > 1) {
		// Where nothing is strided, the gradient is the forward pass over dy with the kernel turned by half a turn.
		const [turned, zero] = [reverse(reshape(kernel, [9, c]), 0), zeros([c])];
		kernels.depthwise3x3(pointer(g), pointer(turned), pointer(zero), pointer(dx), ...geometry, ...UNBOUNDED);
	} else kernels.depthwiseInput(pointer(g), pointer(kernel), pointer(dx), ...geometry);
	if (g !== dy) g.dispose();
	return [dx, dKernel, dBias];
}

/** The gradient before the activation, and its sum over all places, which is the bias's. */
function unactivated(kernels: GradientKernels, dy: Tensor4D, y: Tensor4D, activation: Activation) {
	const columns = y.shape[3];
	const rows = y.size / columns;
	const dBias = allocate<Tensor1D>([columns]);
	if (activation === 'linear') {
		kernels.columnSums(pointer(dy), rows, columns, pointer(dBias));
		return { g: dy, dBias };
	}
	const g = allocate<Tensor4D>(y.shape);
	kernels.maskRelu6(pointer(dy), pointer(y), pointer(g), rows, columns, pointer(dBias));
	return { g, dBias };
}

/** Geometry in the order of the kernel's parameters: batch, h, w, cin, oh, ow, cout, size, stride, top, left. */
function geometryOf(x: Tensor4D, y: Tensor4D, stride: number, size: number, cout: number): number[] {
	const [batch, h, w, cin] = x.shape;
	return [
		batch,
		h,
		w,
		cin,
		y.shape[1],
		y.shape[2],
		cout,
		size,
		stride,
		padding(h, stride, size),
		padding(w, stride, size)
	];
}

/** Rows (columns) of padding before the first in TensorFlow's 'same' convolution. */
function padding(extent: number, stride: number, size: number): number {
	const out = Math.ceil(extent / stride);
	return Math.max(0, (out - 1) * stride + size - extent) >> 1;
}
