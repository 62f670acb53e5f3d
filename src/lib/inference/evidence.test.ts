import { describe, expect, it } from 'vitest';
import { evidenceFromMaps } from './evidence';

const crop = { x: 0.5, y: 0.5, side: 0.3 };

describe('the evidence map', () => {
	it('is strongest where the winner leads the runner-up most, and never negative', () => {
		const maps = Float32Array.from([5, 1, 0, 3, 1, 0, 0, 4, 0, 1, 1, 0]);
		const { values } = evidenceFromMaps(maps, 2, 2, [3, 2, 0], crop);
		expect([...values]).toEqual([1, 0.5, 0, 0]);
	});

	it('is all zero where nothing speaks for the winner', () => {
		expect([...evidenceFromMaps(new Float32Array(12), 2, 2, [1, 0, 0], crop).values]).toEqual([0, 0, 0, 0]);
	});
});
