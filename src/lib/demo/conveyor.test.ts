import { describe, expect, it } from 'vitest';
import { isOpenOnLine, passing, passingMouth, spriteChooser, type Sprite } from './conveyor';

const sprite = (open: boolean): Sprite => ({
	file: open ? 'open.webp' : 'closed.webp',
	open,
	width: 100,
	height: 300,
	left: 270,
	top: 120,
	mouth: { x: 320, y: 130, width: 60 }
});
const plan = { spriteOf: () => sprite(false), pitch: 200, speed: 100 };

describe('bottles on the belt', () => {
	it('begin at the left edge and move right at the belt speed', () => {
		expect(passing(plan, 640, 0).find(({ number }) => number === 0)!.offset).toBe(-320);
		expect(passing(plan, 640, 3.2).find(({ number }) => number === 0)!.offset).toBeCloseTo(0);
	});

	it('keep their distance and come in order from left to right', () => {
		const offsets = passing(plan, 640, 30).map(({ offset }) => offset);
		expect(offsets.length).toBeGreaterThanOrEqual(4);
		for (let i = 1; i < offsets.length; i++) expect(offsets[i]! - offsets[i - 1]!).toBeCloseTo(200);
	});

	it('are drawn as long as any part of them can be seen, and no longer', () => {
		for (const seconds of [0, 5, 17.3, 400]) {
			const bottles = passing(plan, 640, seconds);
			expect(Math.max(...bottles.map(({ offset }) => offset))).toBeLessThanOrEqual(520);
			expect(Math.min(...bottles.map(({ offset }) => offset))).toBeLessThan(-320 + 200);
			expect(bottles.every(({ number }) => number >= 0)).toBe(true);
		}
	});

	it('carry their mouth with them', () => {
		const middle = passing(plan, 640, 3.2).find(({ number }) => number === 0)!;
		expect(passingMouth(middle, { width: 640, height: 480 })).toEqual({ x: 0.5, y: 130 / 480, width: 60 / 640 });
	});
});

describe('the line', () => {
	it('has a row of three open bottles in each two dozen, for the alarm, and about the asked share besides', () => {
		expect([5, 6, 7].every((number) => isOpenOnLine(number, 0.1))).toBe(true);
		const outside = Array.from({ length: 4800 }, (_, n) => n).filter((n) => n % 24 < 5 || n % 24 > 7);
		const share = outside.filter((n) => isOpenOnLine(n, 0.1)).length / outside.length;
		expect(share).toBeGreaterThan(0.07);
		expect(share).toBeLessThan(0.13);
	});

	it('has no open bottle where none is asked for', () => {
		expect(Array.from({ length: 100 }, (_, n) => isOpenOnLine(n, 0)).some(Boolean)).toBe(false);
	});

	it('shows an open sprite for an open bottle only', () => {
		const choose = spriteChooser([sprite(true), sprite(false)], 0.3);
		for (let n = 0; n < 200; n++) expect(choose(n).open).toBe(isOpenOnLine(n, 0.3));
	});
});
