import { byArrival, criteriaOf, type Criterion, type HistoryFilter } from './history-filter';
import type { RecordsDatabase, StoredRecord } from './schema';
import { recordStore, type RecordStore } from './store';

export type { HistoryFilter } from './history-filter';

/** The matching records, newest first; rows are read as they are asked for. */
export interface HistoryView {
	readonly total: number;
	/** Rows `offset` to `offset + limit`; shorter at the end, or where records were deleted meanwhile. */
	rows(offset: number, limit: number): Promise<StoredRecord[]>;
}

/**
 * Finds all records that match.
 *
 * [Note: history queries] The keys of the matching records, never the records: 100,000 are less than a megabyte. Several
 * criteria are answered by intersecting such lists. Listing every key takes some tenths of a second over 100,000
 * records, so the screen shows {@link firstRows} meanwhile; from then on any stretch of rows is read by its keys, however
 * far down it is.
 */
export async function queryHistory(filter: HistoryFilter, store: RecordStore = recordStore()): Promise<HistoryView> {
	const database = await store.database();
	const criteria = criteriaOf(filter);
	const keys = await intersect(database, criteria);
	return {
		total: keys.length,
		rows: (offset, limit) => rowsOf(database, keys.slice(offset, offset + limit))
	};
}

/** The keys in a range, oldest first where the index is in the order of time; at most `limit`. */
export const keysIn = (database: RecordsDatabase, { index, range }: Criterion, limit?: number): Promise<number[]> =>
	// idb asks for the key type of the very index; every range was made for its own.
	database.getAllKeysFromIndex('records', index, range as never, limit);

/** The records with these keys, in their order; those deleted meanwhile are left out. */
export async function rowsOf(database: RecordsDatabase, keys: readonly number[]): Promise<StoredRecord[]> {
	const records = database.transaction('records', 'readonly').store;
	const rows = await Promise.all(keys.map((key) => records.get(key)));
	return rows.filter((row) => row !== undefined);
}

/** The keys that are in every range, the first row's first. */
async function intersect(database: RecordsDatabase, criteria: readonly Criterion[]): Promise<number[]> {
	const lists = await Promise.all(criteria.map((criterion) => keysIn(database, criterion)));
	lists.sort((a, b) => a.length - b.length);
	const [shortest, ...others] = lists;
	let keys = shortest!;
	for (const other of others) {
		if (keys.length === 0) return [];
		const among = new Set(other);
		keys = keys.filter((key) => among.has(key));
	}
	// Words may be in several tokens of one record, and their index is in the order of the words.
	return byArrival(criteria) ? [...new Set(keys)].sort((a, b) => b - a) : keys.reverse();
}

/** The distinct values of a field that records state, the empty one included, in alphabetical order. */
export async function distinctValues(
	field: 'line' | 'shift' | 'batch' | 'inspector',
	store: RecordStore = recordStore(),
	limit = 200
): Promise<string[]> {
	const index = (await store.database()).transaction('records', 'readonly').store.index(`by-${field}`);
	const values: string[] = [];
	for (let cursor = await index.openKeyCursor(); cursor && values.length < limit;) {
		const [value] = cursor.key as [string, string];
		values.push(value);
		cursor = await cursor.continue([value, '\uffff']);
	}
	return values;
}
