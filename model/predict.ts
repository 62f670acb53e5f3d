import { dispose, tensor4d, tidy, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { JudgeSpec, LocatorSpec } from '../src/lib/domain/network-spec';
import { judgeForward } from '../src/lib/inference/network/judge';
import type { Weights } from '../src/lib/inference/network/layers';
import { locatorForward } from '../src/lib/inference/network/locator';

const BATCH = 32;

/** Logits of the judge for each crop, [classes] each. `crops` are normalised, [inputSize, inputSize, 3]. */
export function judgeLogits(spec: JudgeSpec, weights: Weights, crops: readonly Float32Array[]): Float32Array[] {
	return inBatches(spec.inputSize, crops, (x) => {
		const { logits, maps } = judgeForward(spec, weights, x);
		maps.dispose();
		return rows(logits);
	});
}

export interface LocatorRaw {
	/** [cells, cells, 4]: see LocatorOutput. */
	grid: Float32Array;
	cells: number;
	/** [scenes] */
	scene: Float32Array;
}

/** Raw outputs of the locator for each picture. `pictures` are normalised, [inputSize, inputSize, 3]. */
export function locatorRaw(spec: LocatorSpec, weights: Weights, pictures: readonly Float32Array[]): LocatorRaw[] {
	return inBatches(spec.inputSize, pictures, (x) => {
		const { grid, scene } = locatorForward(spec, weights, x);
		const cells = grid.shape[1];
		const scenes = rows(scene);
		return rows(grid).map((values, i) => ({ grid: values, cells, scene: scenes[i]! }));
	});
}

/** The most likely mouth of a locator's grid. All in fractions of the input's side; heat is a probability. */
export function decodeMouth({ grid, cells }: LocatorRaw): { x: number; y: number; width: number; heat: number } {
	let best = 0;
	for (let i = 0; i < cells * cells; i++) if (grid[i * 4]! > grid[best * 4]!) best = i;
	const [heat, dx, dy, logWidth] = grid.subarray(best * 4, best * 4 + 4) as unknown as [number, number, number, number];
	return {
		x: ((best % cells) + 0.5 + dx) / cells,
		y: (Math.floor(best / cells) + 0.5 + dy) / cells,
		width: Math.exp(logWidth) / cells,
		heat: 1 / (1 + Math.exp(-heat))
	};
}

function inBatches<T>(side: number, inputs: readonly Float32Array[], forward: (x: Tensor4D) => T[]): T[] {
	const outputs: T[] = [];
	for (let from = 0; from < inputs.length; from += BATCH) {
		const batch = inputs.slice(from, from + BATCH);
		const pixels = new Float32Array(batch.length * side * side * 3);
		batch.forEach((input, i) => pixels.set(input, i * side * side * 3));
		tidy(() => void outputs.push(...forward(tensor4d(pixels, [batch.length, side, side, 3]))));
	}
	return outputs;
}

/** Values of each entry of a tensor's first axis; disposes of the tensor. */
function rows(output: Tensor): Float32Array[] {
	const values = output.dataSync() as Float32Array;
	const count = output.shape[0]!;
	const length = values.length / count;
	dispose(output);
	return Array.from({ length: count }, (_, i) => values.slice(i * length, (i + 1) * length));
}
