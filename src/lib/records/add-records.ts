import type { LogRecord } from '../domain/record';
import { putRecord } from './append';
import { writeAll } from './database';
import type { RecordsDatabase, WriteTransaction } from './schema';

/** Adds records of one chain in its order, moves its head and lets corrections hold. @returns those that were new */
export async function addRecords(database: RecordsDatabase, records: readonly LogRecord[]): Promise<LogRecord[]> {
	return writeAll(database, async (transaction) => {
		const added: LogRecord[] = [];
		for (const record of records) {
			// Another tab may have imported the same file meanwhile.
			if (await transaction.objectStore('records').index('by-id').getKey(record.id)) continue;
			await putRecord(transaction, record);
			if (record.kind === 'correction') await applyCorrection(transaction, record.checkId, record.correctedTo);
			added.push(record);
			await moveHead(transaction, record);
		}
		return added;
	});
}

async function applyCorrection(transaction: WriteTransaction, checkId: string, facet: 'open' | 'closed' | 'no-bottle') {
	const row = await transaction.objectStore('records').index('by-id').get(checkId);
	if (row) await transaction.objectStore('records').put({ ...row, facet, corrected: 1 });
}

async function moveHead(transaction: WriteTransaction, record: LogRecord) {
	const chains = transaction.objectStore('chains');
	const head = await chains.get(record.deviceId);
	if (head && head.sequence >= record.sequence) return;
	const { deviceId, sequence, hash, wallTime } = record;
	const latest = head && head.wallTime > wallTime ? head.wallTime : wallTime;
	await chains.put({ deviceId, own: head?.own ?? false, sequence, hash, wallTime: latest });
}
