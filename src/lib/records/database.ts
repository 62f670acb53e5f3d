import { openDB, type IDBPTransaction, type StoreNames } from 'idb';
import { InspectorError } from '../domain/errors';
import { DATABASE_VERSION, MIGRATIONS } from './migrations';
import type { MetaValues, RecordsDatabase, RecordsSchema, WriteTransaction } from './schema';

export const DATABASE_NAME = 'bottle-inspector';

/**
 * Opens the database and brings it to the current version. `onClosed` is called when another tab needs a newer
 * version or the browser closes the connection: open again before the next use.
 * @throws InspectorError storage-unavailable where the browser keeps nothing (blocked site data, broken profile)
 */
export async function openDatabase(name = DATABASE_NAME, onClosed = () => {}): Promise<RecordsDatabase> {
	try {
		const database: RecordsDatabase = await openDB<RecordsSchema>(name, DATABASE_VERSION, {
			async upgrade(db, oldVersion, _newVersion, transaction) {
				for (const migrate of MIGRATIONS.slice(oldVersion)) await migrate(db, transaction);
			},
			blocking() {
				// A newer version waits in another tab: stepping aside at once keeps it from hanging.
				database?.close();
				onClosed();
			},
			terminated: onClosed
		});
		return database;
	} catch (cause) {
		throw storageError(cause);
	}
}

/** The code that a failure of IndexedDB stands for; faults of our own pass through. */
export function storageError(cause: unknown): InspectorError {
	if (cause instanceof InspectorError) return cause;
	const name = cause instanceof Error ? cause.name : '';
	const code = name === 'QuotaExceededError' ? 'storage-full' : 'storage-unavailable';
	return new InspectorError(code, `IndexedDB: ${String(cause)}`, { cause });
}

/**
 * Runs `work` in one read-write transaction over all stores and resolves when it is on disk (strict durability):
 * what the screen confirms after that survives a power cut. All of it is written or none.
 * @throws InspectorError storage-full | storage-unavailable, or whatever `work` throws
 */
export async function writeAll<T>(
	database: RecordsDatabase,
	work: (transaction: WriteTransaction) => Promise<T>
): Promise<T> {
	const transaction = database.transaction(
		['records', 'chains', 'outbox', 'pictures', 'meta'] as StoreNames<RecordsSchema>[],
		'readwrite',
		{ durability: 'strict' }
	);
	// The outcome is read below; without this a rejection would be reported as unhandled meanwhile.
	transaction.done.catch(() => {});
	try {
		const outcome = await work(transaction);
		await transaction.done;
		return outcome;
	} catch (thrown) {
		abort(transaction);
		// The transaction knows why it died (the quota); the request that noticed only knows that it did.
		const cause = transaction.error ?? thrown;
		throw cause instanceof DOMException ? storageError(cause) : thrown;
	}
}

function abort(transaction: IDBPTransaction<RecordsSchema, StoreNames<RecordsSchema>[], 'readwrite'>) {
	try {
		transaction.abort();
	} catch {
		// It has ended already: nothing to undo.
	}
}

/** Reads one single value; null where it was never set. */
export async function readMeta<K extends keyof MetaValues>(
	database: RecordsDatabase,
	name: K
): Promise<MetaValues[K] | null> {
	return ((await database.get('meta', name)) as MetaValues[K] | undefined) ?? null;
}

/** Writes one single value; null removes it. */
export async function writeMeta<K extends keyof MetaValues>(
	database: RecordsDatabase,
	name: K,
	value: MetaValues[K] | null
): Promise<void> {
	await writeAll(database, async (transaction) => {
		const meta = transaction.objectStore('meta');
		await (value === null ? meta.delete(name) : meta.put(value, name));
	});
}
