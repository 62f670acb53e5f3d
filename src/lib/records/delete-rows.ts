import { releasePictures } from './pictures';
import type { StoredRecord, WriteTransaction } from './schema';

/** Deletes records with their outbox entries, and the pictures that no other refers to. */
export async function deleteRows(transaction: WriteTransaction, rows: readonly StoredRecord[]): Promise<void> {
	for (const { key, record } of rows) {
		await transaction.objectStore('records').delete(key!);
		await transaction.objectStore('outbox').delete(record.id);
		if (record.kind === 'check') await releasePictures(transaction, record);
	}
}
