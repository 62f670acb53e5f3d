import { describe, expect, it } from 'vitest';
import { candidatesFromGrid, distinct } from './candidates';

const CELLS = 4;
const LOCATOR = { heatThreshold: 0.3, widthCells: { min: 0.5, max: 3 } };
const whole = { cx: 200, cy: 200, side: 400, angle: 0 };

function grid(cells: Record<number, readonly [heat: number, dx: number, dy: number, logWidth: number]>): Float32Array {
	const values = new Float32Array(CELLS * CELLS * 4);
	for (let cell = 0; cell < CELLS * CELLS; cell++) values.set(cells[cell] ?? [-9, 0, 0, 0], cell * 4);
	return values;
}

describe('mouths read off the grid', () => {
	it('stand at the cell centre plus its offset, as wide as the cell says', () => {
		const [mouth] = candidatesFromGrid(grid({ 5: [4, 0.25, -0.25, Math.log(2)] }), whole, LOCATOR, 3);
		expect(mouth).toMatchObject({ x: 175, y: 125 });
		expect(mouth!.width).toBeCloseTo(200, 3);
		expect(mouth!.heat).toBeGreaterThan(0.95);
	});

	it('are none where no cell reaches the threshold', () => {
		expect(candidatesFromGrid(grid({ 5: [-1, 0, 0, 0] }), whole, LOCATOR, 3)).toEqual([]);
	});

	it('keep their width within the bounds of the manifest', () => {
		const [wide] = candidatesFromGrid(grid({ 0: [4, 0, 0, 9] }), whole, LOCATOR, 1);
		const [narrow] = candidatesFromGrid(grid({ 0: [4, 0, 0, -9] }), whole, LOCATOR, 1);
		expect([wide!.width, narrow!.width]).toEqual([300, 50]);
	});

	it('count neighbouring cells of one mouth once, the hottest first', () => {
		const found = candidatesFromGrid(
			grid({ 5: [2, 0.4, 0, 0], 6: [3, -0.4, 0, 0], 12: [1, 0, 0, 0] }),
			whole,
			LOCATOR,
			5
		);
		expect(found).toHaveLength(2);
		expect(found[0]!.heat).toBeGreaterThan(found[1]!.heat);
	});

	it('are at most as many as asked for', () => {
		const many = Array.from({ length: 9 }, (_, i) => ({ x: i * 100, y: 0, width: 10, heat: 0.5 + i / 100 }));
		expect(distinct(many, 4).map(({ x }) => x)).toEqual([800, 700, 600, 500]);
	});
});
