import { describe, expect, it } from 'vitest';
import { localStamp, utcOf } from './local-time';

describe('a moment chosen on the screen', () => {
	it('is none where nothing is chosen, and else the same moment in UTC', () => {
		expect(utcOf('')).toBeUndefined();
		expect(Date.parse(utcOf('2026-03-02T06:30')!)).toBe(new Date(2026, 2, 2, 6, 30).getTime());
	});

	it.each(['20266-01-01T10:00', '275760-09-13T00:00', '9999-12-31T23:59'])(
		'lies after every record, and is no fault, where its year was typed too long (%s)',
		(local) => {
			const records = '2026-03-02T06:00:00.000Z';
			expect(utcOf(local)! > records).toBe(true);
		}
	);
});

describe('the stamp in the name of a file', () => {
	it('is the time that the clock on the wall shows', () => {
		expect(localStamp(new Date(2026, 2, 2, 23, 5, 9))).toBe('2026-03-02T23:05:09');
	});
});
