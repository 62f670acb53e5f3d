import { clone, memory, tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTraining } from '../backend';
import { pointer } from './wasm-kernels';

beforeAll(async () => void (await startTraining()), 60_000);

describe('clones in training', () => {
	it('share their values, which live as long as any of them', () => {
		const before = memory();
		const x = tensor1d([1, 2, 3]);
		const copy = clone(x);
		expect(pointer(copy)).toBe(pointer(x));
		x.dispose();
		expect([...copy.dataSync()]).toEqual([1, 2, 3]);
		copy.dispose();
		expect(memory().numTensors).toBe(before.numTensors);
		expect(memory().numDataBuffers).toBe(before.numDataBuffers);
	});
});
