import { describe, expect, it } from 'vitest';
import { Pace } from './time-left';

describe('time left', () => {
	it('is unknown until three files are done', () => {
		const pace = new Pace();
		[0, 100].forEach((at) => pace.note(at));
		expect(pace.timeLeftMs(10)).toBeNull();
	});

	it('follows the pace of the last twenty files, not of the slow start', () => {
		const pace = new Pace();
		for (const at of [0, 9000, 18_000]) pace.note(at);
		for (let i = 1; i <= 20; i++) pace.note(18_000 + i * 100);
		expect(pace.timeLeftMs(50)).toBeCloseTo(5000);
	});

	it('starts anew after a pause', () => {
		const pace = new Pace();
		[0, 1, 2].forEach((at) => pace.note(at));
		pace.reset();
		expect(pace.timeLeftMs(1)).toBeNull();
	});
});
