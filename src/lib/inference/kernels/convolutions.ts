import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, util, type FusedConv2DAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { CONVOLUTIONS_RELAXED_WASM, CONVOLUTIONS_WASM } from './convolutions.wasm';

/** Which build computes; 'library' is TensorFlow.js's own, where the device has no WASM SIMD. */
export type ConvolutionsBuild = 'relaxed' | 'plain' | 'library';

/** Exports of `convolutions.as`; the numbers are pointers into the backend's memory, sizes and bounds, as it lists them. */
export interface Convolutions {
	pointwise(...pointersAndSizes: number[]): void;
	convolution(...pointersAndSizes: number[]): void;
	depthwise3x3(...pointersAndSizes: number[]): void;
	add(...pointersAndSizes: number[]): void;
}

/** What TensorFlow.js hands to its kernels `FusedConv2D` and `FusedDepthwiseConv2D`. */
export interface ConvolutionCall {
	readonly inputs: { readonly x: TensorInfo; readonly filter: TensorInfo; readonly bias?: TensorInfo };
	readonly attrs: Pick<
		FusedConv2DAttrs,
		'strides' | 'pad' | 'dilations' | 'dataFormat' | 'dimRoundingMode' | 'activation'
	>;
	readonly backend: BackendWasm;
}

/** What TensorFlow.js hands to its kernel `Add`. */
export interface AddCall {
	readonly inputs: { readonly a: TensorInfo; readonly b: TensorInfo };
	readonly backend: BackendWasm;
}

/** Null where the case is one that the library's kernel has to compute. */
export type Attempt<Call> = (kernels: Convolutions, call: Call) => TensorInfo | null;

type Shape4 = [number, number, number, number];

const BOUNDS: Readonly<Record<string, readonly [lowest: number, highest: number]>> = {
	linear: [-Infinity, Infinity],
	relu6: [0, 6]
};
/** Rows and columns of the smallest product; less is left to the library, which has tiles of every size. */
export const ROWS = 4;
export const COLUMNS = 8;

/**
 * Our convolutions on the memory of a WASM backend.
 * @param only a build to insist on; otherwise the fastest that the device has
 * @returns null for `library`, and where the device has none of them
 */
export async function loadConvolutions({ wasm }: BackendWasm, only?: ConvolutionsBuild) {
	const { memory } = (wasm as unknown as { asm: { memory: WebAssembly.Memory } }).asm;
	for (const [build, base64] of [
		['relaxed', CONVOLUTIONS_RELAXED_WASM],
		['plain', CONVOLUTIONS_WASM]
	] as const) {
		const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
		if ((only && only !== build) || !WebAssembly.validate(bytes)) continue;
		const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
		return { build, kernels: instance.exports as unknown as Convolutions };
	}
	return null;
}

/** `FusedConv2D` by our kernels. */
export const attemptConvolution: Attempt<ConvolutionCall> = (kernels, { inputs, attrs, backend }) => {
	const { x, filter, bias } = inputs;
	const bounds = boundsOf(attrs);
	const [n, h, w, cin] = x.shape as Shape4;
	const [size, across, , cout] = filter.shape as Shape4;
	if (!bias || !bounds || size !== across || cout < COLUMNS) return null;
	const at = (tensor: TensorInfo) => backend.getMemoryOffset(tensor.dataId);
	const pointers = [at(x), at(filter), at(bias)] as const;
	const { strideHeight, strideWidth, outHeight, outWidth, padInfo } = geometry(x, filter, attrs, false);
	if (size === 1 && strideHeight === 1 && strideWidth === 1 && outHeight === h && outWidth === w) {
		const rows = n * h * w;
		if (rows < ROWS) return null;
		const out = backend.makeOutput([n, h, w, cout], 'float32');
		kernels.pointwise(...pointers, at(out), rows, cin, cout, ...bounds);
		return out;
	}
	if (strideHeight !== strideWidth || outWidth < ROWS) return null;
	const padded = backend.makeOutput([size * ((outWidth - 1) * strideWidth + size) * cin], 'float32');
	const out = backend.makeOutput([n, outHeight, outWidth, cout], 'float32');
	const sides = [n, h, w, cin, outHeight, outWidth, cout, size, strideHeight, padInfo.top, padInfo.left];
	kernels.convolution(...pointers, at(out), at(padded), ...sides, ...bounds);
	backend.disposeData(padded.dataId);
	return out;
};

/** `FusedDepthwiseConv2D` by our kernels. */
export const attemptDepthwise: Attempt<ConvolutionCall> = (kernels, { inputs, attrs, backend }) => {
	const { x, filter, bias } = inputs;
	const bounds = boundsOf(attrs);
	const [n, h, w, c] = x.shape as Shape4;
	const [size, across, , multiplier] = filter.shape as Shape4;
	if (!bias || !bounds || size !== 3 || across !== 3 || multiplier !== 1 || c < 4 || h < 2 || w < 2) return null;
	const { strideHeight, strideWidth, outHeight, outWidth, padInfo } = geometry(x, filter, attrs, true);
	const { top, left } = padInfo;
	// How far the last places reach beyond the picture.
	const below = (outHeight - 1) * strideHeight - top + 3 - h;
	const right = (outWidth - 1) * strideWidth - left + 3 - w;
	if (strideHeight !== strideWidth || Math.max(top, left, below, right) > 1) return null;
	const out = backend.makeOutput([n, outHeight, outWidth, c], 'float32');
	const at = (tensor: TensorInfo) => backend.getMemoryOffset(tensor.dataId);
	const sides = [n, h, w, c, outHeight, outWidth, strideHeight, top, left];
	kernels.depthwise3x3(at(x), at(filter), at(bias), at(out), ...sides, ...bounds);
	return out;
};

/** `Add` of two tensors of one shape, as residuals are. */
export const attemptAdd: Attempt<AddCall> = (kernels, { inputs: { a, b }, backend }) => {
	const isAlike = a.dtype === 'float32' && b.dtype === 'float32' && a.shape.join() === b.shape.join();
	if (!isAlike) return null;
	const out = backend.makeOutput(a.shape, 'float32');
	const [first, second, sum] = [a, b, out].map(({ dataId }) => backend.getMemoryOffset(dataId));
	kernels.add(first!, second!, sum!, util.sizeFromShape(a.shape));
	return out;
};

function boundsOf({ activation, dataFormat, dilations }: ConvolutionCall['attrs']) {
	const isDense = [dilations].flat().every((dilation) => dilation === 1);
	return dataFormat === 'NHWC' && isDense ? BOUNDS[activation] : undefined;
}

const geometry = (x: TensorInfo, filter: TensorInfo, attrs: ConvolutionCall['attrs'], isDepthwise: boolean) =>
	backend_util.computeConv2DInfo(
		x.shape as Shape4,
		filter.shape as Shape4,
		attrs.strides,
		attrs.dilations,
		attrs.pad,
		attrs.dimRoundingMode,
		isDepthwise
	);
