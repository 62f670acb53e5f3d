import { InspectorError } from '../domain/errors';
import type { ActiveRound, ChainHead, Facet, MetaValues, StoredRecord, WriteTransaction } from './schema';
import type { LastChallenge } from '../domain/challenge-state';
import { parseLogRecord, RECORD_SCHEMA_VERSION, type LogRecord, type Personal, type Station } from '../domain/record';
import { recordHash, sealPersonal } from '../domain/record-hash';
import { writeAll } from './database';
import { deviceLabelOf } from './device-label';
import { keptFailure } from './kept-challenges';
import { recordWords } from './search-words';
import type { RecordStore } from './store';

/** What the tablet remembers while a record is sealed; guarded by the head, since only appends change it. */
export interface AppendState {
	readonly head: ChainHead;
	/** UTC, as the new record will state it. */
	readonly wallTime: string;
	readonly challenge: LastChallenge | null;
	readonly round: ActiveRound | null;
}

/** Where, on what and by whom: the same for every kind of record. `station` fields are empty where not stated. */
export interface RecordOrigin {
	readonly station: Station;
	readonly inspector: string;
}

type EnvelopeKey =
	| 'schemaVersion'
	| 'id'
	| 'deviceId'
	| 'deviceLabel'
	| 'sequence'
	| 'previousHash'
	| 'hash'
	| 'wallTime'
	| 'monotonicMs'
	| 'sessionId'
	| 'clockSetBack'
	| 'appVersion'
	| 'station'
	| 'personalHash'
	| 'personal';
/** The part of a record that its kind adds to the envelope. */
export type RecordBody<R extends LogRecord> = Omit<R, EnvelopeKey>;

export interface Append<R extends LogRecord> {
	/** Of the record; a new one where not stated. */
	readonly id?: string;
	readonly origin: RecordOrigin;
	readonly personal?: Partial<Omit<Personal, 'salt' | 'inspector'>>;
	/** May be called again where another tab was faster. Must not touch the database. */
	body(state: AppendState): RecordBody<R> | Promise<RecordBody<R>>;
	/** What is written in the same transaction, after record, outbox entry and head. Only IndexedDB may be awaited. */
	alongside?(transaction: WriteTransaction, record: R, key: number): Promise<void>;
}

/** Under contention each round lets one tab through, so this many tabs at once would be needed to give up. */
const MAX_ATTEMPTS = 64;

/**
 * Seals a record onto the device's chain: record, outbox entry and head in one strictly durable transaction.
 *
 * [Note: append] Web Crypto is asynchronous and an IndexedDB transaction ends when anything else is awaited, so
 * the hash is computed between two transactions: read the head, seal, then write only if the head is still the
 * one that was sealed upon. Where another tab was faster, nothing was written and the record is sealed again.
 * Once it is stored it is kept a second time, see [Note: second copy].
 * @throws InspectorError storage-full | storage-unavailable; nothing is written then
 */
export function append<R extends LogRecord>(store: RecordStore, what: Append<R>): Promise<R> {
	return store.exclusively(async () => {
		for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
			const state = await readState(store);
			const record = await seal(store, state, what);
			if (!(await writeIfHead(store, state.head, record, what.alongside))) continue;
			await store.copy.keep(record, await store.database());
			store.announce({ kinds: [record.kind] });
			return record;
		}
		throw new InspectorError('storage-unavailable', `the chain's head moved ${MAX_ATTEMPTS} times in a row`);
	});
}

async function readState(store: RecordStore): Promise<AppendState> {
	const transaction = (await store.database()).transaction(['chains', 'meta'], 'readonly');
	const meta = transaction.objectStore('meta');
	const value = async <K extends keyof MetaValues>(name: K) => ((await meta.get(name)) ?? null) as MetaValues[K] | null;
	const [chains, challenge, round] = await Promise.all([
		transaction.objectStore('chains').getAll(),
		value('challenge'),
		value('round')
	]);
	const head = chains.find((chain) => chain.own)!;
	const wallTime = new Date(store.clock.wallMs()).toISOString();
	// A failed test takes the proof away though it is not recorded yet.
	return { head, wallTime, challenge: keptFailure(store.copy.name) ?? challenge, round };
}

async function seal<R extends LogRecord>(store: RecordStore, state: AppendState, what: Append<R>): Promise<R> {
	const { head, wallTime } = state;
	const { station, inspector } = what.origin;
	const unsealed = {
		schemaVersion: RECORD_SCHEMA_VERSION,
		id: what.id ?? crypto.randomUUID(),
		deviceId: head.deviceId,
		deviceLabel: deviceLabelOf(head.deviceId, navigator.userAgent),
		sequence: head.sequence + 1,
		previousHash: head.hash,
		wallTime,
		monotonicMs: store.clock.monotonicMs(),
		sessionId: store.sessionId,
		clockSetBack: wallTime < head.wallTime,
		appVersion: __APP_VERSION__,
		station: { line: station.line, shift: station.shift, batch: station.batch },
		...(await sealPersonal({ inspector, note: '', fileName: '', ...what.personal })),
		...(await what.body(state))
	} as unknown as R;
	// Parsed before it is sealed: a record that an import or the server would refuse never enters the chain.
	return parseLogRecord({ ...unsealed, hash: await recordHash(unsealed) }) as R;
}

/** False where the head has moved: nothing is written then. */
async function writeIfHead<R extends LogRecord>(
	store: RecordStore,
	sealedUpon: ChainHead,
	record: R,
	alongside: Append<R>['alongside']
): Promise<boolean> {
	return writeAll(await store.database(), async (transaction) => {
		const head = await transaction.objectStore('chains').get(sealedUpon.deviceId);
		if (head?.hash !== sealedUpon.hash) return false;
		const key = await putRecord(transaction, record);
		await transaction.objectStore('chains').put({
			...head,
			sequence: record.sequence,
			hash: record.hash,
			// The latest time seen, so that every record after a clock set back says so until time has caught up.
			wallTime: record.wallTime > head.wallTime ? record.wallTime : head.wallTime
		});
		await alongside?.(transaction, record, key);
		return true;
	});
}

/** Writes record and outbox entry; resolves to the record's key. */
export async function putRecord(transaction: WriteTransaction, record: LogRecord): Promise<number> {
	const row: StoredRecord = { record, facet: facetOf(record), corrected: 0, tokens: recordWords(record) };
	const key = await transaction.objectStore('records').add(row);
	const reporting = ((await transaction.objectStore('meta').get('reporting')) as boolean | undefined) ?? false;
	await transaction
		.objectStore('outbox')
		.add({ id: record.id, key, state: reporting ? 'pending' : 'held', settledAt: null, problem: null });
	return key;
}

const facetOf = (record: LogRecord): Facet => (record.kind === 'check' ? record.verdict.kind : record.kind);
