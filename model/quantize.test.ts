import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JudgeManifest } from '../src/lib/domain/model-manifest';
import { dequantize, loadWeights } from '../src/lib/inference/network/weights';
import { startWasm } from './backend';
import { Parameters } from './parameters';
import { quantizeNetwork, roundToStored, shortened, staysFloat } from './quantize';
import { Random } from './random';
import { TINY_JUDGE, TINY_LOCATOR } from './testing';

/** The locator's fusion has a depthwise kernel that is stored in bytes; the judge's all lie in its first blocks. */
const SPECS = [TINY_JUDGE, TINY_LOCATOR];

function network(spec: (typeof SPECS)[number] = TINY_JUDGE) {
	const parameters = new Parameters(spec);
	parameters.initialise(new Random(2), new Map());
	const { tensors, bytes } = quantizeNetwork(parameters, parameters.values);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const manifest = { spec, tensors, shards: [{ file: 'w.bin', bytes: bytes.length, sha256 }] };
	return { parameters, bytes, manifest: manifest as unknown as JudgeManifest };
}

describe('quantized weights', () => {
	it.each(SPECS)(
		'of a $kind come back within half a step of their channel, floating-point numbers within a 65,536th of themselves',
		(spec) => {
			const { parameters, bytes, manifest } = network(spec);
			for (const [i, slot] of parameters.slots.entries()) {
				const entry = manifest.tensors[i]!;
				const exact = parameters.of(slot);
				const stored = dequantize(entry, bytes);
				if (entry.dtype === 'float32') {
					stored.forEach((value, j) =>
						expect(Math.abs(value - exact[j]!)).toBeLessThanOrEqual(Math.abs(exact[j]!) / 65_536)
					);
					continue;
				}
				const channels = slot.shape[entry.axis]!;
				const steps = new Float32Array(
					bytes.slice(entry.rangesOffset + channels * 4, entry.rangesOffset + channels * 8).buffer
				);
				stored.forEach((value, j) =>
					expect(Math.abs(value - exact[j]!)).toBeLessThanOrEqual(steps[j % channels]! * 0.501)
				);
			}
		}
	);

	it.each(SPECS)('of a $kind are what training rounds to', (spec) => {
		const { parameters, bytes, manifest } = network(spec);
		const rounded = roundToStored(parameters, parameters.values);
		for (const [i, slot] of parameters.slots.entries()) {
			const stored = dequantize(manifest.tensors[i]!, bytes);
			stored.forEach((value, j) => expect(value).toBeCloseTo(rounded[slot.offset + j]!, 6));
		}
	});

	it('leave the last byte of every floating-point number empty, for the wire', () => {
		const values = Float32Array.from([1 / 3, -2.7182818, 1e-7, 0, 65_535.99]);
		const kept = shortened(values);
		for (const bits of new Uint32Array(kept.buffer)) expect(bits & 0xff).toBe(0);
		kept.forEach((value, i) => expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(Math.abs(values[i]!) / 65_536));
	});

	it('survive a channel of equal values', () => {
		const parameters = new Parameters(TINY_JUDGE);
		const { tensors, bytes } = quantizeNetwork(parameters, parameters.values.fill(0.25));
		for (const entry of tensors) expect(dequantize(entry, bytes).every((value) => value === 0.25)).toBe(true);
	});

	it('are bytes but for biases and the kernels of stem and first four blocks', () => {
		expect(staysFloat({ name: 'stem/kernel' })).toBe(true);
		expect(staysFloat({ name: 'block_3/depthwise/kernel' })).toBe(true);
		expect(staysFloat({ name: 'block_4/expand/kernel' })).toBe(false);
		expect(staysFloat({ name: 'block_13/depthwise/kernel' })).toBe(false);
		expect(staysFloat({ name: 'block_13/depthwise/bias' })).toBe(true);
		expect(staysFloat({ name: 'classifier/kernel' })).toBe(false);
		const { manifest } = network();
		expect(new Set(manifest.tensors.map(({ dtype }) => dtype))).toEqual(new Set(['uint8', 'float32']));
	});
});

describe('loadWeights', () => {
	it('gives every tensor of the network', async () => {
		await startWasm();
		const { parameters, bytes, manifest } = network();
		const weights = await loadWeights(manifest, [bytes]);
		expect(Object.keys(weights)).toEqual(parameters.slots.map(({ name }) => name));
		expect(weights['stem/kernel']!.shape).toEqual([3, 3, 3, 8]);
	});

	it('refuses a shard with one byte changed, naming it', async () => {
		const { bytes, manifest } = network();
		bytes[100] = bytes[100]! ^ 1;
		await expect(loadWeights(manifest, [bytes])).rejects.toThrow(/w\.bin.*sha256/);
	});

	it('refuses a truncated shard', async () => {
		const { bytes, manifest } = network();
		await expect(loadWeights(manifest, [bytes.slice(0, -1)])).rejects.toThrow('w.bin');
	});

	it('refuses a tensor of another shape than the network needs', async () => {
		const { bytes, manifest } = network();
		manifest.tensors[0]!.shape = [3, 3, 3, 4];
		await expect(loadWeights(manifest, [bytes])).rejects.toThrow("'stem/kernel' has shape [3,3,3,4]");
	});

	it('refuses a manifest that lacks a tensor', async () => {
		const { bytes, manifest } = network();
		manifest.tensors.pop();
		await expect(loadWeights(manifest, [bytes])).rejects.toThrow("'classifier/bias'");
	});
});
