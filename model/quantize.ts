import type { TensorEntry } from '../src/lib/domain/model-manifest';
import type { WeightShape } from '../src/lib/inference/network/shapes';
import type { Parameters } from './parameters';

export interface QuantizedNetwork {
	tensors: TensorEntry[];
	bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Stores kernels as uint8 with one scale and one minimum for each output channel; biases and the first kernels
 * ({@link staysFloat}) as float32 ({@link shortened}, like scales and minima). One shard, tensors in the network's order.
 *
 * @param values the weights to store, in the layout of `parameters`
 */
export function quantizeNetwork(parameters: Parameters, values: Float32Array): QuantizedNetwork {
	const parts: Uint8Array[] = [];
	let length = 0;
	/** Appends bytes and returns where they begin. */
	const append = (bytes: Uint8Array | Float32Array) => {
		parts.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
		length += bytes.byteLength;
		return length - bytes.byteLength;
	};
	const tensors = parameters.slots.map((slot): TensorEntry => {
		const { name, shape } = slot;
		const own = values.subarray(slot.offset, slot.offset + slot.length);
		if (staysFloat(slot)) return { name, shape, dtype: 'float32', shard: 0, byteOffset: append(shortened(own)) };
		const { axis, ranges, bytes } = quantizeKernel(slot, own);
		return { name, shape, dtype: 'uint8', axis, shard: 0, rangesOffset: append(ranges), byteOffset: append(bytes) };
	});
	return { tensors, bytes: new Uint8Array(Buffer.concat(parts)) };
}

/** Bytes of one kernel, with the minimum of each output channel and then the step of each. */
export function quantizeKernel({ name, shape }: WeightShape, values: Float32Array) {
	// The last axis is the output's, but for depthwise kernels [3, 3, c, 1], whose channels are the third.
	const axis = name.includes('depthwise') ? 2 : shape.length - 1;
	const channels = shape[axis]!;
	const ranges = new Float32Array(2 * channels);
	const high = new Float32Array(channels).fill(-Infinity);
	ranges.fill(Infinity, 0, channels);
	values.forEach((value, i) => {
		const channel = i % channels;
		ranges[channel] = Math.min(ranges[channel]!, value);
		high[channel] = Math.max(high[channel]!, value);
	});
	high.forEach((top, channel) => (ranges[channels + channel] = (top - ranges[channel]!) / 255 || 1));
	ranges.set(shortened(ranges));
	const bytes = new Uint8Array(values.length);
	values.forEach((value, i) => {
		const channel = i % channels;
		const q = Math.round((value - ranges[channel]!) / ranges[channels + channel]!);
		bytes[i] = Math.max(0, Math.min(255, q));
	});
	return { axis, ranges, bytes };
}

/**
 * Rounds to 15 bits of the mantissa (relative error below 2^-16, far under a kernel's step), so that one byte in four is
 * zero and compresses to nothing on the wire.
 */
export function shortened(values: Float32Array): Float32Array {
	const rounded = values.slice();
	const bits = new Uint32Array(rounded.buffer);
	bits.forEach((value, i) => (bits[i] = (value + 0x80) & 0xffffff00));
	return rounded;
}

/**
 * Whether a tensor stays floating-point: biases, and every kernel of the stem and of the first four blocks.
 *
 * [Note: the first kernels stay floating-point] Measured on held-out photographs (`model/LOG.md`, tenth session):
 * the 744 weights of stem and first block make most of what rounding does to the logits, for every later layer
 * carries their error on, and training, which freezes them, cannot answer it. Up to the fourth block they are 5,048 of
 * 259,299 weights, 15 KiB more on the wire; rounding moves the margin between open and closed by a quarter as much.
 */
export function staysFloat({ name }: Pick<WeightShape, 'name'>): boolean {
	return name.endsWith('/bias') || /^(stem|block_[0-3])\//.test(name);
}

/**
 * The weights as they will be once stored: 8-bit kernels rounded to their steps. Training ends on these, so that the
 * network learns to live with the rounding (straight-through estimator, Bengio et al. 2013).
 */
export function roundToStored(parameters: Parameters, values: Float32Array): Float32Array {
	const rounded = values.slice();
	for (const slot of parameters.slots) {
		const own = rounded.subarray(slot.offset, slot.offset + slot.length);
		if (staysFloat(slot)) {
			own.set(shortened(own));
			continue;
		}
		const { axis, ranges, bytes } = quantizeKernel(slot, own);
		const channels = slot.shape[axis]!;
		bytes.forEach((q, i) => (own[i] = ranges[i % channels]! + q * ranges[channels + (i % channels)]!));
	}
	return rounded;
}
