import type { ClearanceRecord, RetentionRecord } from '../domain/record';
import { append, type RecordOrigin } from './append';
import { readMeta, writeMeta } from './database';
import { deleteRows } from './delete-rows';
import { distinctValues } from './history-query';
import { recordWords } from './search-words';
import type { MetaValues, WriteTransaction } from './schema';
import { recordStore, type RecordStore } from './store';

/**
 * [Note: retention] Records are deleted from a chain's beginning up to the first one that must stay: younger than
 * the period, or not yet reported. A retention record states up to where, so that the rest still verifies. The
 * age is taken from the latest time that any record states, where that is earlier than the clock: a clock that
 * jumps years ahead deletes nothing before a record has been written with it.
 */
export type RetentionRule = MetaValues['retention'];

/** Nothing is deleted and no name cleared until somebody sets a period. */
export const NO_RETENTION: RetentionRule = { recordDays: 0, nameDays: 0 };

const DAY_MS = 86_400_000;
/** Rows changed in one transaction: small enough that a check recorded meanwhile hardly waits. */
const BATCH = 500;

export async function retentionRule(store: RecordStore = recordStore()): Promise<RetentionRule> {
	return (await readMeta(await store.database(), 'retention')) ?? NO_RETENTION;
}

/** @param rule whole days, 0 keeps for ever */
export async function setRetention(rule: RetentionRule, store: RecordStore = recordStore()): Promise<void> {
	await writeMeta(await store.database(), 'retention', rule);
}

/** Deletes and clears what the rule asks for. @returns how much */
export async function applyRetention(
	origin: RecordOrigin,
	store: RecordStore = recordStore()
): Promise<{ removed: number; cleared: number }> {
	const rule = await retentionRule(store);
	let removed = 0;
	let cleared = 0;
	if (rule.recordDays > 0) {
		const before = await daysAgo(store, rule.recordDays);
		for (const chain of await (await store.database()).getAll('chains')) {
			for (let n = 1; n > 0; removed += n)
				n = await deleteBatch(store, origin, chain.deviceId, rule.recordDays, before);
		}
	}
	if (rule.nameDays > 0) {
		const before = await daysAgo(store, rule.nameDays);
		for (let n = 1; n > 0; cleared += n) n = await clearBatch(store, origin, 'retention', (name) => [name, before]);
	}
	return { removed, cleared };
}

/**
 * Clears one inspector's name, with the notes and file names beside it, from every record of this tablet.
 * Copies that were exported or reported before are out of reach.
 * @returns records changed
 */
export async function clearInspector(
	inspector: string,
	origin: RecordOrigin,
	store: RecordStore = recordStore()
): Promise<number> {
	let cleared = 0;
	const ofInspector = (name: string): [string, string] | null => (name === inspector ? [name, '\uffff'] : null);
	for (let n = 1; n > 0; cleared += n) n = await clearBatch(store, origin, 'on-request', ofInspector);
	return cleared;
}

async function daysAgo(store: RecordStore, days: number): Promise<string> {
	const chains = await (await store.database()).getAll('chains');
	const latest = chains.map((chain) => Date.parse(chain.wallTime)).filter((ms) => !Number.isNaN(ms));
	const now = Math.min(store.clock.wallMs(), Math.max(0, ...latest));
	return new Date(now - days * DAY_MS).toISOString();
}

const chainRange = (deviceId: string, through = Infinity) => IDBKeyRange.bound([deviceId, 0], [deviceId, through]);

async function deleteBatch(
	store: RecordStore,
	origin: RecordOrigin,
	chainDeviceId: string,
	keepDays: number,
	before: string
): Promise<number> {
	const transaction = (await store.database()).transaction(['records', 'outbox'], 'readonly');
	const oldest = await transaction.objectStore('records').index('by-chain').getAll(chainRange(chainDeviceId), BATCH);
	const waiting = await Promise.all(oldest.map(({ record }) => transaction.objectStore('outbox').get(record.id)));
	const first = oldest.findIndex(
		({ record }, i) => record.wallTime >= before || waiting[i]?.state === 'pending' || waiting[i]?.state === 'rejected'
	);
	const doomed = first < 0 ? oldest : oldest.slice(0, first);
	const last = doomed.at(-1)?.record;
	if (!last) return 0;
	await append<RetentionRecord>(store, {
		origin,
		body: () => ({
			kind: 'retention',
			chainDeviceId,
			keepDays,
			throughSequence: last.sequence,
			throughHash: last.hash,
			removed: doomed.length
		}),
		alongside: (writing) => deleteRows(writing, doomed)
	});
	await store.copy.forget(chainDeviceId, last.sequence);
	return doomed.length;
}

/** Clears one batch of records; `until` says how far in time each inspector's records are concerned, null: not at all. */
async function clearBatch(
	store: RecordStore,
	origin: RecordOrigin,
	cause: ClearanceRecord['cause'],
	until: (inspector: string) => [string, string] | null
): Promise<number> {
	const database = await store.database();
	const keys: number[] = [];
	for (const name of await distinctValues('inspector', store)) {
		const upper = until(name);
		if (!upper || keys.length >= BATCH) continue;
		const range = IDBKeyRange.bound([name, ''], upper, false, true);
		keys.push(...(await database.getAllKeysFromIndex('records', 'by-inspector', range, BATCH - keys.length)));
	}
	if (keys.length === 0) return 0;
	const rows = await Promise.all(keys.map((key) => database.get('records', key)));
	await store.copy.clearPersonal(rows.flatMap((row) => row?.record ?? []));
	// The record that states it carries no name, or clearing would never end.
	await append<ClearanceRecord>(store, {
		origin: { ...origin, inspector: '' },
		body: () => ({ kind: 'clearance', cause, cleared: keys.length }),
		async alongside(transaction, record, ownKey) {
			for (const key of [...keys, ownKey]) await clearRow(transaction, key);
		}
	});
	return keys.length;
}

async function clearRow(transaction: WriteTransaction, key: number): Promise<void> {
	const records = transaction.objectStore('records');
	const row = await records.get(key);
	if (!row) return;
	const record = { ...row.record, personal: null };
	await records.put({ ...row, record, tokens: recordWords(record) });
}
