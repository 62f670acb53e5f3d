import type { LogRecord } from '../domain/record';
import { ImportRefused, LIMITS } from './bundle-format';
import { cellText, MalformedCsv, parseCsv } from '../domain/csv';
import { parseJson, parseManifest, parseRecord } from './parse-record';
import type { OpenedBundle } from './read-bundle';
import { MANIFEST_KIND, statedCells, TABLE_COLUMNS } from './record-table';

/** True where the text begins as a table of this app does. */
export const isTable = (start: string): boolean => start.replace(/^\ufeff/, '').startsWith(`${TABLE_COLUMNS[0]},`);

/** Opens a table as `exportCsv` writes it, see [Note: table]. @throws ImportRefused */
export async function openCsv(file: Blob): Promise<OpenedBundle> {
	if (file.size > LIMITS.recordsBytes / 4) throw new ImportRefused('too-large', `${file.size} bytes of CSV`);
	const text = (await file.text()).replace(/^\ufeff/, '');
	const rows = [...refusing(parseCsv(text))];
	const [header, ...body] = rows;
	if (header?.join() !== TABLE_COLUMNS.join()) throw new ImportRefused('not-a-bundle', 'other columns');
	const last = body.pop();
	if (last?.[0] !== MANIFEST_KIND) throw new ImportRefused('damaged', 'the table has no end');
	return {
		manifest: parseManifest(parseJson(last.at(-1)!)),
		async *records() {
			for (const row of body) yield recordOf(row);
		},
		async *pictures() {},
		async close() {}
	};
}

function* refusing(rows: Iterable<string[]>): Generator<string[]> {
	try {
		for (const row of rows) {
			if (row.length !== TABLE_COLUMNS.length) throw new ImportRefused('damaged', `a row of ${row.length} cells`);
			if (row.some((cell) => cell.length > LIMITS.lineLength)) throw new ImportRefused('too-large', 'a cell');
			yield row;
		}
	} catch (cause) {
		if (cause instanceof MalformedCsv) throw new ImportRefused('damaged', cause.message, { cause });
		throw cause;
	}
}

function recordOf(row: readonly string[]): LogRecord {
	const record = parseRecord(parseJson(row.at(-1)!));
	const edited = statedCells(record).findIndex((cell, i) => cellText(cell) !== row[i]);
	if (edited >= 0) throw new ImportRefused('edited', `${TABLE_COLUMNS[edited]} of record ${record.sequence}`);
	return record;
}
