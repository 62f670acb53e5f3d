import type { RecordsDatabase, StoredRecord, Facet, RecordsSchema } from './schema';
import { searchWords } from './search-words';
import type { IndexKey, IndexNames } from 'idb';
import { recordStore, type RecordStore } from './store';

/** What the history shows; every field narrows it. Times are UTC, ISO. */
export interface HistoryFilter {
	readonly facet?: Facet | 'corrected';
	readonly line?: string;
	readonly shift?: string;
	readonly batch?: string;
	readonly inspector?: string;
	readonly from?: string;
	readonly to?: string;
	/** Words, each of which a record must hold, by their beginnings. */
	readonly search?: string;
}

/** The matching records, newest first; rows are read as they are asked for. */
export interface HistoryView {
	readonly total: number;
	/** Rows `offset` to `offset + limit`; shorter at the end, or where records were deleted meanwhile. */
	rows(offset: number, limit: number): Promise<StoredRecord[]>;
}

type IndexName = IndexNames<RecordsSchema, 'records'>;
interface Criterion {
	readonly index: IndexName;
	readonly range: IDBKeyRange | null;
}

/**
 * Finds the records that match.
 *
 * [Note: history queries] One criterion is one index range: counted by the engine, and rows are reached by moving a
 * cursor, so that nothing grows with the number of records. Several criteria are answered by intersecting lists
 * of keys, the shortest first; 100,000 records mean at most some hundred thousand integers, never the records.
 */
export async function queryHistory(filter: HistoryFilter, store: RecordStore = recordStore()): Promise<HistoryView> {
	const database = await store.database();
	const criteria = criteriaOf(filter);
	const [only] = criteria;
	if (criteria.length === 1 && only!.index !== 'by-token') return cursorView(database, only!);
	return keysView(database, await intersect(database, criteria));
}

function criteriaOf({ search, ...filter }: HistoryFilter): Criterion[] {
	const from = filter.from ?? '';
	const to = filter.to ?? '\uffff';
	const during = (value: string | number) => IDBKeyRange.bound([value, from], [value, to]);
	const criteria: Criterion[] = searchWords(search ?? '').map((word) => ({
		index: 'by-token',
		range: IDBKeyRange.bound(word, `${word}\uffff`)
	}));
	if (filter.facet === 'corrected') criteria.push({ index: 'by-corrected', range: during(1) });
	else if (filter.facet) criteria.push({ index: 'by-facet', range: during(filter.facet) });
	for (const field of ['line', 'shift', 'batch', 'inspector'] as const) {
		const value = filter[field];
		if (value !== undefined) criteria.push({ index: `by-${field}`, range: during(value) });
	}
	const timed = criteria.some(({ index }) => index !== 'by-token');
	const bounded = filter.from !== undefined || filter.to !== undefined;
	if (!timed && (bounded || criteria.length === 0)) {
		criteria.push({ index: 'by-time', range: bounded ? IDBKeyRange.bound(from, to) : null });
	}
	return criteria;
}

async function cursorView(database: RecordsDatabase, { index, range }: Criterion): Promise<HistoryView> {
	const total = await database.countFromIndex('records', index, range);
	return {
		total,
		async rows(offset, limit) {
			const source = database.transaction('records', 'readonly').store.index(index);
			let cursor = await source.openCursor(range, 'prev');
			if (cursor && offset > 0) cursor = await cursor.advance(offset);
			const rows: StoredRecord[] = [];
			while (cursor && rows.length < limit) {
				rows.push(cursor.value);
				cursor = rows.length < limit ? await cursor.continue() : null;
			}
			return rows;
		}
	};
}

async function intersect(database: RecordsDatabase, criteria: readonly Criterion[]): Promise<number[]> {
	const sized = await Promise.all(
		criteria.map(async (c) => ({ ...c, size: await database.countFromIndex('records', c.index, c.range) }))
	);
	sized.sort((a, b) => a.size - b.size);
	let keys: number[] | null = null;
	for (const { index, range } of sized) {
		const found: number[] = await database.getAllKeysFromIndex(
			'records',
			index,
			range as IndexKey<RecordsSchema, 'records', IndexName> | IDBKeyRange | null
		);
		const among: Set<number> = new Set(found);
		keys = keys ? keys.filter((key) => among.has(key)) : [...among];
		if (keys.length === 0) break;
	}
	return (keys ?? []).sort((a, b) => b - a);
}

function keysView(database: RecordsDatabase, keys: readonly number[]): HistoryView {
	return {
		total: keys.length,
		async rows(offset, limit) {
			const records = database.transaction('records', 'readonly').store;
			const rows = await Promise.all(keys.slice(offset, offset + limit).map((key) => records.get(key)));
			return rows.filter((row) => row !== undefined);
		}
	};
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
