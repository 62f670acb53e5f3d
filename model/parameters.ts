import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorEntry } from '../src/lib/domain/model-manifest';
import type { NetworkSpec } from '../src/lib/domain/network-spec';
import { dequantize } from '../src/lib/inference/network/weights';
import { weightShapes, type WeightShape } from '../src/lib/inference/network/shapes';
import type { Random } from './random';

/** One tensor's place among the parameters. */
export interface ParameterSlot extends WeightShape {
	offset: number;
	length: number;
}

/** All weights of a network in one array, so that optimiser, averaging and checkpoints are plain loops. */
export class Parameters {
	readonly slots: readonly ParameterSlot[];

	constructor(
		readonly spec: NetworkSpec,
		readonly values: Float32Array = new Float32Array(totalLength(spec))
	) {
		let offset = 0;
		this.slots = weightShapes(spec).map(({ name, shape }) => {
			const length = size(shape);
			const slot = { name, shape, offset, length };
			offset += length;
			return slot;
		});
		if (values.length !== offset) throw new RangeError(`The network has ${offset} weights, not ${values.length}.`);
	}

	of(slot: ParameterSlot): Float32Array {
		return this.values.subarray(slot.offset, slot.offset + slot.length);
	}

	/** The weights of a shipped network, from its shard. */
	static ofShard(spec: NetworkSpec, tensors: readonly TensorEntry[], shard: Uint8Array): Parameters {
		const parameters = new Parameters(spec);
		const entries = new Map(tensors.map((entry) => [entry.name, entry]));
		for (const slot of parameters.slots) {
			const entry = entries.get(slot.name);
			if (!entry) throw new Error(`The model holds no ${slot.name}.`);
			parameters.of(slot).set(dequantize(entry, shard));
		}
		return parameters;
	}

	/** Tensors of all weights by name, on the active backend. */
	tensors(values: Float32Array = this.values): Record<string, Tensor> {
		return Object.fromEntries(
			this.slots.map(({ name, shape, offset, length }) => [
				name,
				tensor(values.slice(offset, offset + length), shape, 'float32')
			])
		);
	}

	/** He-normal kernels and zero biases, and over them whatever `known` holds by name. */
	initialise(random: Random, known: ReadonlyMap<string, Float32Array>): void {
		for (const slot of this.slots) {
			const given = known.get(slot.name);
			if (given && given.length === slot.length) this.of(slot).set(given);
			else if (slot.name.endsWith('/kernel')) {
				const [height, width, input] = slot.shape as [number, number, number];
				const deviation = Math.sqrt(2 / (height * width * (slot.name.includes('depthwise') ? 1 : input)));
				const gain = /^(classifier|heat\/out|scene\/out)/.test(slot.name) ? 0.3 : 1;
				this.of(slot).forEach((_, i, values) => (values[i] = random.normal() * deviation * gain));
			}
		}
	}
}

function size(shape: readonly number[]): number {
	return shape.reduce((product, side) => product * side, 1);
}

function totalLength(spec: NetworkSpec): number {
	return weightShapes(spec).reduce((sum, { shape }) => sum + size(shape), 0);
}
