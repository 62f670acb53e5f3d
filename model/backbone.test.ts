import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBackbone } from './backbone';

const folder = mkdtempSync(join(tmpdir(), 'backbone-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a layers model of the given tensors. */
function write(tensors: Record<string, { shape: number[]; values: number[] }>): void {
	const weights = Object.entries(tensors).map(([name, { shape }]) => ({ name, shape, dtype: 'float32' }));
	writeFileSync(join(folder, 'model.json'), JSON.stringify({ weightsManifest: [{ paths: ['weights.bin'], weights }] }));
	const values = Float32Array.from(Object.values(tensors).flatMap(({ values }) => values));
	writeFileSync(join(folder, 'weights.bin'), Buffer.from(values.buffer));
}

const norm = (layer: string, values: { gamma: number[]; beta: number[]; mean: number[]; variance: number[] }) => ({
	[`${layer}/gamma`]: { shape: [2], values: values.gamma },
	[`${layer}/beta`]: { shape: [2], values: values.beta },
	[`${layer}/moving_mean`]: { shape: [2], values: values.mean },
	[`${layer}/moving_variance`]: { shape: [2], values: values.variance }
});

describe('readBackbone', () => {
	it('folds batch normalisation into kernel and bias', () => {
		write({
			'block_1_expand/kernel': { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] },
			...norm('block_1_expand_BN', { gamma: [2, 3], beta: [0.5, -1], mean: [1, 2], variance: [1 - 1e-3, 4 - 1e-3] })
		});
		const folded = readBackbone(folder, [
			{ name: 'block_1/expand/kernel', shape: [1, 1, 2, 2] },
			{ name: 'block_1/expand/bias', shape: [2] }
		]);
		// Channel 0: gamma / sqrt(variance) = 2; channel 1: 3 / 2.
		expect(Array.from(folded.get('block_1/expand/kernel')!)).toEqual([2, 3, 6, 6]);
		expect(Array.from(folded.get('block_1/expand/bias')!)).toEqual([0.5 - 1 * 2, -1 - 2 * 1.5]);
	});

	it('folds depthwise kernels by their own channels and knows the first block’s name', () => {
		write({
			'expanded_conv_depthwise/depthwise_kernel': { shape: [3, 3, 2, 1], values: Array.from({ length: 18 }, () => 1) },
			...norm('expanded_conv_depthwise_BN', {
				gamma: [2, 5],
				beta: [0, 0],
				mean: [0, 0],
				variance: [1 - 1e-3, 1 - 1e-3]
			})
		});
		const folded = readBackbone(folder, [{ name: 'block_0/depthwise/kernel', shape: [3, 3, 2, 1] }]);
		expect(Array.from(folded.get('block_0/depthwise/kernel')!.subarray(0, 4))).toEqual([2, 5, 2, 5]);
	});

	it('leaves out what it does not have, or has in another shape', () => {
		const folded = readBackbone(folder, [
			{ name: 'head/kernel', shape: [1, 1, 2, 2] },
			{ name: 'block_0/depthwise/kernel', shape: [3, 3, 4, 1] }
		]);
		expect(folded.size).toBe(0);
	});
});
