import type { StoredRecord } from './schema';
import { recordStore, type RecordStore } from './store';
import type { ExportOptions } from './export-bundle';

type Cell = string | number | boolean | null;

/** The columns of the table of checks: name and content. */
const COLUMNS: readonly [string, (row: CheckRow) => Cell][] = [
	['time', ({ record }) => record.wallTime],
	['device', ({ record }) => record.deviceId],
	['sequence', ({ record }) => record.sequence],
	['line', ({ record }) => record.station.line],
	['shift', ({ record }) => record.station.shift],
	['batch', ({ record }) => record.station.batch],
	['inspector', ({ record }) => record.personal?.inspector ?? ''],
	['verdict', ({ facet }) => facet],
	['corrected', ({ corrected }) => corrected === 1],
	['first_verdict', ({ record }) => record.verdict.kind],
	['reason', ({ record }) => (record.verdict.kind === 'unsure' ? record.verdict.reason : '')],
	['confidence', ({ record }) => record.verdict.confidence],
	['p_open', ({ record }) => record.probabilities.open],
	['p_closed', ({ record }) => record.probabilities.closed],
	['p_none', ({ record }) => record.probabilities.none],
	['logit_open', ({ record }) => record.logits?.[0] ?? null],
	['logit_closed', ({ record }) => record.logits?.[1] ?? null],
	['logit_none', ({ record }) => record.logits?.[2] ?? null],
	['temperature', ({ record }) => record.temperature],
	['model', ({ record }) => record.model.version],
	['backend', ({ record }) => record.model.backend],
	['source', ({ record }) => record.source],
	['file', ({ record }) => record.personal?.fileName ?? ''],
	['challenge', ({ record }) => record.challenge],
	['clock_set_back', ({ record }) => record.clockSetBack],
	['picture_sha256', ({ record }) => record.picture?.sha256 ?? ''],
	['id', ({ record }) => record.id],
	['hash', ({ record }) => record.hash]
];
type CheckRow = StoredRecord & { record: Extract<StoredRecord['record'], { kind: 'check' }> };

/** Rows read in one transaction. */
const BATCH = 500;

/** All checks as a table (RFC 4180, UTF-8 with byte order mark, so that spreadsheets read accents), oldest first. */
export async function exportCsv(options: ExportOptions = {}, store: RecordStore = recordStore()): Promise<Blob> {
	const database = await store.database();
	const total = await database.count('records');
	const parts = ['\ufeff', csvLine(COLUMNS.map(([name]) => name))];
	let after = 0;
	let read = 0;
	for (;;) {
		const rows = await database.getAll('records', IDBKeyRange.lowerBound(after, true), BATCH);
		if (rows.length === 0) break;
		after = rows.at(-1)!.key!;
		for (const row of rows) {
			if (row.record.kind === 'check') parts.push(csvLine(COLUMNS.map(([, cell]) => cell(row as CheckRow))));
		}
		read += rows.length;
		options.onProgress?.(read, total);
		options.signal?.throwIfAborted();
	}
	return new Blob(parts, { type: 'text/csv' });
}

/**
 * One line of a table. Text that a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV
 * injection); numbers are written with a point, whatever the language.
 */
export function csvLine(cells: readonly Cell[]): string {
	return cells.map(csvCell).join(',') + '\r\n';
}

function csvCell(cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell !== 'string') return String(cell);
	const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
