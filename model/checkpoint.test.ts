import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { initialState, optimiserStep } from './optimiser';
import { Parameters } from './parameters';
import { Random } from './random';
import { TINY_JUDGE, TINY_LOCATOR } from './testing';

const run = mkdtempSync(join(tmpdir(), 'run-'));
afterAll(() => rmSync(run, { recursive: true }));

const options = { rateOf: () => 0.01, weightDecay: 0.01, clipNorm: 1, emaDecay: 0.9 };

it('a resumed run goes on to the bit as if it had not stopped', () => {
	const gradientOf = (step: number, length: number) => {
		const random = new Random(step);
		return Float32Array.from({ length }, () => random.normal());
	};
	const parameters = new Parameters(TINY_JUDGE);
	parameters.initialise(new Random(1), new Map());
	const state = initialState(parameters);
	const step = (p: Parameters, s: typeof state) => optimiserStep(p, gradientOf(s.step, p.values.length), s, 1, options);
	step(parameters, state);
	step(parameters, state);
	saveCheckpoint(run, parameters, state);
	step(parameters, state);

	const resumed = new Parameters(TINY_JUDGE);
	const restored = loadCheckpoint(run, resumed)!;
	expect(restored.step).toBe(2);
	step(resumed, restored);
	expect(resumed.values).toEqual(parameters.values);
	expect(restored.average).toEqual(state.average);
});

it('a checkpoint of another network is refused', () => {
	expect(() => loadCheckpoint(run, new Parameters(TINY_LOCATOR))).toThrow('belongs to another network');
});

it('a run without a checkpoint has none', () => {
	expect(loadCheckpoint(join(run, 'nowhere'), new Parameters(TINY_JUDGE))).toBeNull();
});
