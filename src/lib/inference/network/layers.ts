import {
	add,
	concat,
	engine,
	FusedConv2D,
	FusedDepthwiseConv2D,
	reshape,
	type NamedAttrMap,
	type Tensor,
	type Tensor1D,
	type Tensor4D
} from '@tensorflow/tfjs-core';

export type Activation = 'linear' | 'relu6';

/** Tensors of a network by name, as `weightShapes` lists them. */
export type Weights = Readonly<Record<string, Tensor>>;

/**
 * The convolutions that a network is made of. Serving and training differ in nothing but this: training puts
 * operations with gradients in place of the backend's fused ones.
 */
export interface ConvolutionOps {
	/** 'same' convolution, x [n, h, w, cin], kernel [kh, kw, cin, cout], bias [cout]. */
	conv(x: Tensor4D, kernel: Tensor4D, bias: Tensor1D, stride: 1 | 2, activation: Activation): Tensor4D;
	/** 'same' depthwise convolution, x [n, h, w, c], kernel [3, 3, c, 1], bias [c]. */
	depthwise(x: Tensor4D, kernel: Tensor4D, bias: Tensor1D, stride: 1 | 2, activation: Activation): Tensor4D;
}

/**
 * Fused convolution, bias and activation of the backend at hand; no gradients.
 *
 * [Note: kernels without their operations] `fused.conv2d` checks shapes, opens a scope and works out its geometry before it
 * asks for the kernel, which does so again: over all layers a twelfth of a forward pass on WASM. The shapes are known
 * here, so the kernel is asked for at once.
 */
export const servingOps: ConvolutionOps = {
	conv: (...layer) => runFused(FusedConv2D, ...layer),
	depthwise: (...layer) => runFused(FusedDepthwiseConv2D, ...layer)
};

function runFused(
	kernelName: string,
	...[x, filter, bias, strides, activation]: Parameters<ConvolutionOps['conv']>
): Tensor4D {
	const attrs = { strides, pad: 'same', dataFormat: 'NHWC', dilations: [1, 1], activation } as NamedAttrMap;
	return engine().runKernel(kernelName, { x, filter, bias }, attrs) as Tensor4D;
}

/** Applies the convolution whose tensors are `name/kernel` and `name/bias`. */
export function convLayer(
	ops: ConvolutionOps,
	weights: Weights,
	name: string,
	x: Tensor4D,
	stride: 1 | 2,
	activation: Activation
): Tensor4D {
	return ops.conv(
		x,
		weight(weights, `${name}/kernel`) as Tensor4D,
		weight(weights, `${name}/bias`) as Tensor1D,
		stride,
		activation
	);
}

/** Applies the depthwise convolution whose tensors are `name/kernel` and `name/bias`. */
export function depthwiseLayer(
	ops: ConvolutionOps,
	weights: Weights,
	name: string,
	x: Tensor4D,
	stride: 1 | 2,
	activation: Activation
): Tensor4D {
	return ops.depthwise(
		x,
		weight(weights, `${name}/kernel`) as Tensor4D,
		weight(weights, `${name}/bias`) as Tensor1D,
		stride,
		activation
	);
}

/** Doubles height and width by repeating, from kernels that every backend has with gradients (concat, reshape). */
export function upsampleTwice(x: Tensor4D): Tensor4D {
	const [n, h, w, c] = x.shape;
	const columns = reshape(concat([reshape(x, [n * h * w, 1, c]), reshape(x, [n * h * w, 1, c])], 1), [
		n * h,
		1,
		2 * w * c
	]);
	return reshape(concat([columns, columns], 1), [n, 2 * h, 2 * w, c]);
}

/** Sum of two tensors of one shape. */
export function residual(x: Tensor4D, y: Tensor4D): Tensor4D {
	return add(x, y);
}

function weight(weights: Weights, name: string) {
	const tensor = weights[name];
	if (!tensor) throw new Error(`The network needs a tensor '${name}' that the weights do not hold.`);
	return tensor;
}
