import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellText, csvCell, csvLine, MalformedCsv, parseCsv } from './csv';

/** Text with much of what makes tables hard. */
const cell = fc.string({ unit: fc.constantFrom('a', 'ç', '"', ',', '\r', '\n', "'", '=', '-', ' ', '\t', '😀') });
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });

describe('a table', () => {
	it('quotes what must be quoted and disarms formulas', () => {
		expect(csvLine(['a,b', 'say "hi"', '=cmd()', '+1', '@x', -1.5, null, true])).toBe(
			'"a,b","say ""hi""",\'=cmd(),\'+1,\'@x,-1.5,,true\r\n'
		);
	});

	it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('never lets a spreadsheet run %j', (text) => {
		expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
	});

	it('leaves numbers as numbers, the negative ones too', () => {
		expect(csvCell(-0.5)).toBe('-0.5');
	});

	it('quotes what RFC 4180 wants quoted', () => {
		expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
	});

	it('reads back as it was written, whatever it holds, and as an independent reader reads it', () => {
		fc.assert(
			fc.property(table, (rows) => {
				const written = rows.map(csvLine).join('');
				const read = [...parseCsv(written)];
				expect(read).toEqual(rows.map((cells) => cells.map(cellText)));
				const options = { relax_column_count: true, record_delimiter: '\r\n', skip_empty_lines: false };
				// An empty line is one empty cell here and no record there.
				if (rows.every((cells) => cells.join('') !== '')) expect(read).toEqual(parse(written, options));
			})
		);
	});

	it.each(['"never closed', '"a"b,c', 'a"b', 'a\rb', '"a""'])(
		'that no writer would have written is refused: %j',
		(text) => {
			expect(() => [...parseCsv(text)]).toThrow(MalformedCsv);
		}
	);

	it('ends with or without a line end', () => {
		expect([...parseCsv('a,b\n"c\r\nd",')]).toEqual([
			['a', 'b'],
			['c\r\nd', '']
		]);
	});
});
