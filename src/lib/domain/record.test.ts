import { describe, expect, it } from 'vitest';
import { parseLogRecord } from './record';
import { LABEL_LIMIT, NOTE_LIMIT } from './record-fields';
import { exampleCheck } from '../../../tests/records/example-records';

const refused = (change: Record<string, unknown>) => expect(() => parseLogRecord({ ...exampleCheck(), ...change }));

describe('parseLogRecord', () => {
	it('takes a complete check as it is', () => {
		const check = exampleCheck();
		expect(parseLogRecord(check)).toEqual(check);
	});
	it('survives JSON', () => {
		const check = exampleCheck();
		expect(parseLogRecord(JSON.parse(JSON.stringify(check)))).toEqual(check);
	});
	it('refuses unknown fields, so that nothing unhashed travels along', () => refused({ extra: 1 }).toThrow());
	it('refuses unknown kinds', () => refused({ kind: 'gift' }).toThrow());
	it('refuses numbers that JSON cannot hold', () => refused({ temperature: Infinity }).toThrow());
	it('refuses a sequence under one', () => refused({ sequence: 0 }).toThrow());
	it('refuses upper-case hashes, which would be a second spelling', () => refused({ hash: 'A'.repeat(64) }).toThrow());
	it('refuses a time that does not exist', () => refused({ wallTime: '2026-13-01T00:00:00.000Z' }).toThrow());
	it('refuses long, multi-line, control and broken text in labels', () => {
		for (const line of ['x'.repeat(LABEL_LIMIT + 1), 'a\nb', 'a\u0007', '\ud800', 'a\u2028b']) {
			refused({ station: { line, shift: '', batch: '' } }).toThrow();
		}
	});
	it('takes script as the text it is, up to the limit of a note', () => {
		const personal = { ...exampleCheck().personal!, note: '<script>alert(1)</script>\nsecond line' };
		expect(parseLogRecord({ ...exampleCheck(), personal })).toMatchObject({ personal });
		refused({ personal: { ...personal, note: 'x'.repeat(NOTE_LIMIT + 1) } }).toThrow();
	});
});
