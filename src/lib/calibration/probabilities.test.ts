import { describe, expect, it } from 'vitest';
import type { Inference } from '../domain/inference';
import { plainness, probabilities, sceneProbabilities, temperatureOf } from './probabilities';

const mouth = { x: 0.5, y: 0.2, width: 0.1 };
const policy = { judge: { temperature: 0.5, doubt: 2 }, locator: { sceneTemperature: 1 } };

/** A look at a mouth of that heat, in a scene that shows one with that probability. */
function seen(heat: number, visible: number) {
	const logits = [-1, 3, 0] as const;
	const rest = Math.log((1 - visible) / 2);
	return {
		logits,
		mouth,
		candidates: [{ mouth, heat, logits }],
		sceneLogits: [Math.log(visible), rest, rest]
	} as const satisfies Partial<Inference>;
}

describe('temperature by how plain the mouth is', () => {
	it('is the geometric mean of heat and of the probability that a mouth is to be seen', () => {
		expect(plainness(seen(0.81, 0.25), policy)).toBeCloseTo(0.45, 6);
		expect(temperatureOf(seen(0.81, 0.25), policy)).toBeCloseTo(0.5 * (1 + 2 * 0.55), 6);
	});

	it('takes confidence away where the locator is in doubt, and never turns the answer', () => {
		const plain = probabilities(seen(0.9, 0.98), policy);
		const dim = probabilities(seen(0.3, 0.98), policy);
		const hidden = probabilities(seen(0.9, 0.3), policy);
		for (const doubtful of [dim, hidden]) {
			expect(doubtful.closed).toBeLessThan(plain.closed);
			expect(doubtful.closed).toBeGreaterThan(Math.max(doubtful.open, doubtful.none));
		}
	});

	it('is one for all in models from before the rule', () => {
		expect(temperatureOf(seen(0.2, 0.2), { ...policy, judge: { temperature: 0.8 } })).toBe(0.8);
	});

	it('is at its warmest where nobody says how hot the place was', () => {
		expect(temperatureOf({ ...seen(0.9, 0.9), candidates: [] }, policy)).toBeCloseTo(1.5, 6);
	});

	it('asks the heat of the place that is meant, not of the hottest', () => {
		const there = { x: 0.1, y: 0.9, width: 0.1 };
		const two = [...seen(0.9, 0.9).candidates, { mouth: there, heat: 0.1, logits: [3, 0, 0] as const }];
		const look = { ...seen(0.9, 0.9), candidates: two };
		expect(temperatureOf({ ...look, mouth: there }, policy)).toBeGreaterThan(temperatureOf(look, policy));
	});
});

describe('probabilities', () => {
	it('without a proposed mouth are what the scene leaves: nothing is known between open and closed', () => {
		const look = { ...seen(0, 0.4), logits: null, mouth: null, candidates: [] };
		const { open, closed, none } = probabilities(look, policy);
		expect([open, closed, none].map((p) => Number(p.toFixed(6)))).toEqual([0.2, 0.2, 0.6]);
	});

	it('of the scene are named and sum to one', () => {
		const scene = sceneProbabilities(seen(0.5, 0.5), policy);
		expect(scene['mouth-visible']).toBeCloseTo(0.5, 6);
		expect(Object.values(scene).reduce((sum, p) => sum + p)).toBeCloseTo(1, 6);
	});
});
