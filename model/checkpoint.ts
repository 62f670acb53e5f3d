import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptimiserState } from './optimiser';
import type { Parameters } from './parameters';

const FILE = 'latest.bin';

/** Saves weights and optimiser as one file, written aside and renamed, so that a kill leaves the former one whole. */
export function saveCheckpoint(run: string, parameters: Parameters, state: OptimiserState): void {
	const folder = join(run, 'checkpoints');
	mkdirSync(folder, { recursive: true });
	const arrays = [Float32Array.of(state.step), parameters.values, state.average, state.first, state.second];
	const bytes = Buffer.concat(arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)));
	writeFileSync(join(folder, `${FILE}.part`), bytes);
	renameSync(join(folder, `${FILE}.part`), join(folder, FILE));
}

export function hasCheckpoint(run: string): boolean {
	return existsSync(join(run, 'checkpoints', FILE));
}

/** Restores what `saveCheckpoint` wrote into `parameters`; null where the run has no checkpoint. */
export function loadCheckpoint(run: string, parameters: Parameters): OptimiserState | null {
	if (!hasCheckpoint(run)) return null;
	const file = join(run, 'checkpoints', FILE);
	const values = new Float32Array(new Uint8Array(readFileSync(file)).buffer);
	const length = parameters.values.length;
	if (values.length !== 1 + 4 * length) throw new Error(`${file} belongs to another network.`);
	const part = (i: number) => values.slice(1 + i * length, 1 + (i + 1) * length);
	parameters.values.set(part(0));
	return { step: values[0]!, average: part(1), first: part(2), second: part(3) };
}
