import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { NetworkManifest, TensorEntry } from '../../domain/model-manifest';
import { weightShapes } from './shapes';

/** The weights' files are not those that the manifest describes; `message` says which and how. */
export class WeightsError extends Error {
	override name = 'WeightsError';
}

/**
 * Turns the shards of one network into float32 tensors.
 *
 * @param network the judge's or locator's part of the manifest
 * @param shards bytes of `network.shards`, in the same order
 * @returns tensors by name, to be disposed of by the caller
 * @throws WeightsError when a shard's length or sha256, or a tensor's shape, differs from the manifest's or the spec's
 */
export async function loadWeights(
	network: NetworkManifest,
	shards: readonly Uint8Array[]
): Promise<Record<string, Tensor>> {
	for (const [index, shard] of network.shards.entries()) await checkShard(shard, shards[index]);
	const entries = new Map(network.tensors.map((entry) => [entry.name, entry]));
	const values = weightShapes(network.spec).map(({ name, shape }) => {
		const entry = entries.get(name);
		if (!entry) throw new WeightsError(`The manifest lists no tensor '${name}'.`);
		if (entry.shape.join() !== shape.join())
			throw new WeightsError(
				`Tensor '${name}' has shape [${entry.shape.join()}], the network needs [${shape.join()}].`
			);
		return { name, shape, values: dequantize(entry, shards[entry.shard]) };
	});
	return Object.fromEntries(values.map(({ name, shape, values }) => [name, tensor(values, shape, 'float32')]));
}

async function checkShard(shard: NetworkManifest['shards'][number], bytes: Uint8Array | undefined): Promise<void> {
	if (!bytes || bytes.byteLength !== shard.bytes)
		throw new WeightsError(`${shard.file} holds ${bytes?.byteLength ?? 0} bytes, the manifest says ${shard.bytes}.`);
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
	const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
	if (hex !== shard.sha256) throw new WeightsError(`${shard.file} has another sha256 than the manifest says.`);
}

/** Float32 values of one stored tensor; see `tensorEntrySchema`. */
export function dequantize(entry: TensorEntry, shard: Uint8Array | undefined): Float32Array {
	const length = entry.shape.reduce((product, side) => product * side, 1);
	if (entry.dtype === 'float32') return floats(entry, shard, entry.byteOffset, length);
	const channels = entry.shape[entry.axis] ?? 1;
	const ranges = floats(entry, shard, entry.rangesOffset, 2 * channels);
	const stored = bytes(entry, shard, entry.byteOffset, length);
	const values = new Float32Array(length);
	for (let i = 0; i < length; i++) {
		const channel = i % channels;
		values[i] = ranges[channel]! + stored[i]! * ranges[channels + channel]!;
	}
	return values;
}

function floats(entry: TensorEntry, shard: Uint8Array | undefined, offset: number, length: number): Float32Array {
	return new Float32Array(bytes(entry, shard, offset, length * 4).slice().buffer);
}

function bytes({ name }: TensorEntry, shard: Uint8Array | undefined, offset: number, length: number): Uint8Array {
	if (!shard || offset + length > shard.byteLength)
		throw new WeightsError(`Tensor '${name}' reaches past the end of its shard.`);
	return shard.subarray(offset, offset + length);
}
