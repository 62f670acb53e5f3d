import { describe, expect, it } from 'vitest';
import { GRID, lumaOf, moved } from './motion';

const cells = GRID.columns * GRID.rows;
const flat = (luma: number) => new Uint8Array(cells).fill(luma);

function noisy(luma: number, amplitude: number, seed: number): Uint8Array {
	let state = seed;
	const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
	return flat(luma).map((value) => value + Math.round((random() - 0.5) * 2 * amplitude));
}

describe('motion', () => {
	it('sees none in sensor noise', () => {
		expect(moved(noisy(90, 3, 1), noisy(90, 3, 2))).toBe(false);
	});

	it('sees a neck that comes in at the edge', () => {
		const after = noisy(90, 3, 2);
		for (let y = 0; y < 14; y++) for (let x = 0; x < 4; x++) after[y * GRID.columns + x] = 190;
		expect(moved(noisy(90, 3, 1), after)).toBe(true);
	});

	it('takes the first frame for moved', () => {
		expect(moved(null, flat(90))).toBe(true);
	});

	it('weighs colours as eyes do', () => {
		const luma = lumaOf(new Uint8ClampedArray([255, 255, 255, 255, 0, 255, 0, 255, 0, 0, 255, 255]));
		expect([...luma]).toEqual([255, 149, 28]);
	});
});
