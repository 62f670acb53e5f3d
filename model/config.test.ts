import { describe, expect, it } from 'vitest';
import { isHeldOut } from './config';

const frame = (number: number, group = 'clip:hall') => ({ fold: 0, group, source: 'clip', file: `clip/${number}.jpg` });

describe('isHeldOut', () => {
	it('goes by the fold of whole sources', () => {
		expect(isHeldOut({ holdOut: [0, 5] }, frame(1))).toBe(true);
		expect(isHeldOut({ holdOut: [1, 5] }, frame(1))).toBe(false);
	});

	it('and by the room within one source', () => {
		const config = { holdOut: [], holdOutGroups: ['clip:car'] };
		expect(isHeldOut(config, frame(1, 'clip:car'))).toBe(true);
		expect(isHeldOut(config, frame(1, 'clip:home'))).toBe(false);
	});

	it('takes about the wanted share of one source at random, the same frames each time', () => {
		const config = { holdOut: [], holdOutAtRandom: { source: 'clip', share: 0.2 } };
		const held = () => Array.from({ length: 500 }, (_, i) => isHeldOut(config, frame(i)));
		expect(held().filter(Boolean).length / 500).toBeCloseTo(0.2, 1);
		expect(held()).toEqual(held());
		expect(isHeldOut(config, { ...frame(1), source: 'other' })).toBe(false);
	});
});
