import type { TensorEntry } from '../src/lib/domain/model-manifest';
import type { Parameters, ParameterSlot } from './parameters';

export interface QuantizedNetwork {
	tensors: TensorEntry[];
	bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Stores kernels as uint8 with one scale and one minimum for each output channel, and biases, which are few, as
 * float32. One shard, tensors in the network's order.
 *
 * @param values the weights to store, in the layout of `parameters`
 */
export function quantizeNetwork(parameters: Parameters, values: Float32Array): QuantizedNetwork {
	const parts: Uint8Array[] = [];
	let byteOffset = 0;
	const tensors = parameters.slots.map((slot) => {
		const own = values.subarray(slot.offset, slot.offset + slot.length);
		const { entry, bytes } = slot.name.endsWith('/bias') ? verbatim(slot, own) : perChannel(slot, own);
		const placed: TensorEntry = { ...entry, shard: 0, byteOffset };
		parts.push(bytes);
		byteOffset += bytes.byteLength;
		return placed;
	});
	return { tensors, bytes: new Uint8Array(Buffer.concat(parts)) };
}

type Stored = { entry: Omit<TensorEntry, 'shard' | 'byteOffset'>; bytes: Uint8Array };

function verbatim({ name, shape }: ParameterSlot, values: Float32Array): Stored {
	return { entry: { name, shape, dtype: 'float32' }, bytes: new Uint8Array(values.slice().buffer) };
}

function perChannel({ name, shape }: ParameterSlot, values: Float32Array): Stored {
	// The last axis is the output's, but for depthwise kernels [3, 3, c, 1], whose channels are the third.
	const axis = shape[3] === 1 && name.includes('depthwise') ? 2 : shape.length - 1;
	const channels = shape[axis]!;
	const low = new Array<number>(channels).fill(Infinity);
	const high = new Array<number>(channels).fill(-Infinity);
	// Behind the channel's axis nothing but axes of length 1 follow, so that channels alternate.
	values.forEach((value, i) => {
		const channel = i % channels;
		low[channel] = Math.min(low[channel]!, value);
		high[channel] = Math.max(high[channel]!, value);
	});
	const scale = high.map((top, channel) => significant((top - low[channel]!) / 255 || 1));
	const min = low.map(significant);
	const bytes = new Uint8Array(values.length);
	values.forEach((value, i) => {
		const channel = i % channels;
		bytes[i] = Math.max(0, Math.min(255, Math.round((value - min[channel]!) / scale[channel]!)));
	});
	return { entry: { name, shape, dtype: 'uint8', scale, min, axis }, bytes };
}

/** Six significant digits keep the manifest small, and far finer than a step. */
function significant(value: number): number {
	return Number(value.toPrecision(6));
}
