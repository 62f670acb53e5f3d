import { csvLine } from '../domain/csv';
import { manifestNow, rememberExport, type ExportOptions } from './export-manifest';
import { manifestRow, TABLE_COLUMNS, tableRow } from './record-table';
import { recordStore, type RecordStore } from './store';

/** Rows read in one transaction. */
const BATCH = 500;

/**
 * All records as a table, oldest first, with the manifest in its last row (UTF-8 with byte order mark, so that
 * spreadsheets read accents); see [Note: table]. Remembers that it was exported.
 */
export async function exportCsv(options: ExportOptions = {}, store: RecordStore = recordStore()): Promise<Blob> {
	const database = await store.database();
	const manifest = await manifestNow(store, database);
	const heads = new Map(manifest.chains.map(({ deviceId, sequence }) => [deviceId, sequence]));
	const total = await database.count('records');
	const parts = ['\ufeff', csvLine(TABLE_COLUMNS)];
	let after = 0;
	let read = 0;
	for (;;) {
		const rows = await database.getAll('records', IDBKeyRange.lowerBound(after, true), BATCH);
		if (rows.length === 0) break;
		after = rows.at(-1)!.key!;
		// What is recorded meanwhile belongs to the next export.
		const known = rows.filter(({ record }) => record.sequence <= (heads.get(record.deviceId) ?? 0));
		parts.push(...known.map((row) => csvLine(tableRow(row))));
		read += rows.length;
		options.onProgress?.(read, total);
		options.signal?.throwIfAborted();
	}
	parts.push(csvLine(manifestRow(manifest)));
	await rememberExport(store, manifest);
	return new Blob(parts, { type: 'text/csv' });
}
