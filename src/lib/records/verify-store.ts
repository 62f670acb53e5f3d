import { verifyChains, type ChainReport } from '../domain/chain';
import type { LogRecord } from '../domain/record';
import { recordStore, type RecordStore } from './store';
import type { RecordsDatabase, StoredRecord } from './schema';

/** Rows read in one short transaction, so that checks recorded meanwhile never wait. */
const BATCH = 500;

/**
 * Verifies every chain of this tablet against its own memory of the heads.
 * @param onProgress called with the records read so far and their number at the start
 */
export async function verifyStore(
	store: RecordStore = recordStore(),
	onProgress: (read: number, total: number) => void = () => {},
	signal?: AbortSignal
): Promise<ChainReport[]> {
	const database = await store.database();
	const chains = await database.getAll('chains');
	const total = await database.count('records');
	const heads = new Map(chains.map((chain) => [chain.deviceId, { sequence: chain.sequence, hash: chain.hash }]));
	const reports = await verifyChains(allRecords(database), heads, (read) => onProgress(read, total), signal);
	return reports.filter((report) => report.records > 0 || report.faults.length > 0);
}

/** Every record, chain by chain, each in the order of its sequence. Records that arrive meanwhile are included. */
export async function* allRecords(database: RecordsDatabase): AsyncGenerator<LogRecord> {
	for (let after: [string, number] | null = null; ;) {
		const range: IDBKeyRange | null = after && IDBKeyRange.lowerBound(after, true);
		const rows: StoredRecord[] = await database.getAllFromIndex('records', 'by-chain', range, BATCH);
		for (const { record } of rows) yield record;
		const last = rows.at(-1)?.record;
		if (!last) return;
		after = [last.deviceId, last.sequence];
	}
}
