import type { LogRecord } from '../domain/record';
import { writeAll } from './database';
import type { OutboxState, WriteTransaction } from './schema';
import { recordStore, type RecordStore } from './store';

/**
 * The outbox: one entry for every record, written in the record's transaction. Reporting drains it: read a batch,
 * send, await the acknowledgement, then settle. Entries are never deleted before the record itself is.
 */

export type OutboxCounts = Record<OutboxState, number>;

const range = (state: OutboxState) => IDBKeyRange.bound([state, 0], [state, Infinity]);

/** The oldest records that wait to be sent, in the order in which they were written. */
export async function pendingBatch(limit: number, store: RecordStore = recordStore()): Promise<LogRecord[]> {
	const transaction = (await store.database()).transaction(['outbox', 'records'], 'readonly');
	const entries = await transaction.objectStore('outbox').index('by-state').getAll(range('pending'), limit);
	const rows = await Promise.all(entries.map(({ key }) => transaction.objectStore('records').get(key)));
	return rows.flatMap((row) => (row ? [row.record] : []));
}

/** Marks records as acknowledged by the server. Ids that are unknown or settled already are passed over. */
export const markSent = (ids: readonly string[], store: RecordStore = recordStore()) =>
	settle(store, ids, () => ({ state: 'sent', problem: null }));

/** Keeps records that the server refused, with its words, for somebody to look at. */
export const markRejected = (problems: ReadonlyMap<string, string>, store: RecordStore = recordStore()) =>
	settle(store, [...problems.keys()], (id) => ({ state: 'rejected', problem: problems.get(id)! }));

/** Sends rejected records again, by somebody's wish. */
export const retryRejected = (store: RecordStore = recordStore()) => moveAll(store, 'rejected', 'pending');

/** Turns reporting on or off: what was held waits to be sent from then on, and the other way round. */
export async function setReporting(on: boolean, store: RecordStore = recordStore()): Promise<void> {
	await moveAll(store, on ? 'held' : 'pending', on ? 'pending' : 'held', (transaction) =>
		transaction.objectStore('meta').put(on, 'reporting')
	);
}

export async function outboxCounts(store: RecordStore = recordStore()): Promise<OutboxCounts> {
	const index = (await store.database()).transaction('outbox', 'readonly').store.index('by-state');
	const [held, pending, sent, rejected] = await Promise.all(
		(['held', 'pending', 'sent', 'rejected'] as const).map((state) => index.count(range(state)))
	);
	return { held: held!, pending: pending!, sent: sent!, rejected: rejected! };
}

async function settle(
	store: RecordStore,
	ids: readonly string[],
	outcome: (id: string) => { state: OutboxState; problem: string | null }
): Promise<void> {
	const settledAt = new Date(store.clock.wallMs()).toISOString();
	await writeAll(await store.database(), async (transaction) => {
		const outbox = transaction.objectStore('outbox');
		for (const id of ids) {
			const entry = await outbox.get(id);
			if (entry?.state === 'pending') await outbox.put({ ...entry, ...outcome(id), settledAt });
		}
	});
	store.announce({ kinds: ['outbox'] });
}

async function moveAll(
	store: RecordStore,
	from: OutboxState,
	to: OutboxState,
	also: (transaction: WriteTransaction) => Promise<unknown> = async () => {}
): Promise<void> {
	await writeAll(await store.database(), async (transaction) => {
		const outbox = transaction.objectStore('outbox');
		for (const entry of await outbox.index('by-state').getAll(range(from))) {
			await outbox.put({ ...entry, state: to, settledAt: null, problem: null });
		}
		await also(transaction);
	});
	store.announce({ kinds: ['outbox'] });
}
