import { describe, expect, it } from 'vitest';
import { cosineSchedule, initialState, optimiserStep } from './optimiser';
import { Parameters } from './parameters';
import { Random } from './random';
import { TINY_JUDGE } from './testing';

const options = { rateOf: () => 0.05, weightDecay: 0, clipNorm: 1e9, emaDecay: 0.9 };

function network(): Parameters {
	const parameters = new Parameters(TINY_JUDGE);
	parameters.initialise(new Random(1), new Map());
	return parameters;
}

describe('optimiserStep', () => {
	it('walks to the least of a bowl', () => {
		const parameters = network();
		const goal = parameters.values.map((value) => value + 0.1);
		const distance = () => Math.max(...parameters.values.map((value, i) => Math.abs(value - goal[i]!)));
		const state = initialState(parameters);
		const before = distance();
		for (let i = 0; i < 400; i++)
			optimiserStep(
				parameters,
				parameters.values.map((value, j) => value - goal[j]!),
				state,
				1 - i / 400,
				options
			);
		expect(distance()).toBeLessThan(0.2 * before);
	});

	it('steps in proportion to the size of a tensor’s weights', () => {
		const parameters = network();
		const [small, large] = parameters.slots.filter(({ name }) => name.endsWith('/kernel'));
		parameters.of(small!).fill(0.1);
		parameters.of(large!).fill(10);
		optimiserStep(parameters, new Float32Array(parameters.values.length).fill(1), initialState(parameters), 1, options);
		expect(0.1 - parameters.of(small!)[0]!).toBeCloseTo(0.005, 5);
		expect(10 - parameters.of(large!)[0]!).toBeCloseTo(0.5, 4);
	});

	it('leaves frozen tensors to the bit as they were', () => {
		const parameters = network();
		const before = parameters.values.slice();
		const frozen = { ...options, rateOf: ({ name }: { name: string }) => (name.startsWith('stem/') ? 0 : 0.05) };
		optimiserStep(parameters, new Float32Array(before.length).fill(1), initialState(parameters), 1, frozen);
		const stem = parameters.slots.find(({ name }) => name === 'stem/kernel')!;
		expect(parameters.of(stem)).toEqual(before.subarray(stem.offset, stem.offset + stem.length));
		expect(parameters.values).not.toEqual(before);
	});

	it('returns the gradient’s norm before clipping', () => {
		const parameters = network();
		const gradient = new Float32Array(parameters.values.length);
		gradient.set([3, 4]);
		expect(optimiserStep(parameters, gradient, initialState(parameters), 1, { ...options, clipNorm: 1 })).toBeCloseTo(
			5,
			5
		);
	});
});

describe('cosineSchedule', () => {
	it('warms up, peaks and ends at its floor', () => {
		expect(cosineSchedule(0, 100, 10, 0.1)).toBeCloseTo(0.1, 6);
		expect(cosineSchedule(10, 100, 10, 0.1)).toBeCloseTo(1, 6);
		expect(cosineSchedule(55, 100, 10, 0.1)).toBeCloseTo(0.55, 6);
		expect(cosineSchedule(100, 100, 10, 0.1)).toBeCloseTo(0.1, 6);
	});
});
