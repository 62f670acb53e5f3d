import { errorCode, type ErrorCode } from '../domain/errors';
import type { LogRecord } from '../domain/record';
import { canonicalJson } from '../domain/record-hash';
import { Journal } from './journal/journal';
import type { JournalLine } from './journal/worker/protocol';
import { rememberHead } from './remembered-head';
import type { RecordsDatabase } from './schema';

/**
 * `starting`: not asked yet. `complete`: holds every record of this tablet's own chain. `behind`: does not, because it is
 * catching up, or because the last writing failed (`fault`). `unavailable`: this browser has no files for it.
 */
export type CopyState = 'starting' | 'complete' | 'behind' | 'unavailable';

/** Records read at once while catching up. */
const BATCH = 500;

/**
 * [Note: second copy] What the screen confirms is kept twice: in IndexedDB and, line by line, in a journal of files that no
 * database of the browser is needed for. A browser that finds its database broken deletes it (see [Note: fresh log] for how
 * it breaks), and says so to nobody; what is missing then is taken back from the journal (see restore.ts). It holds this
 * tablet's own records, without pictures: records of other tablets are in their files. It follows the database: a record is
 * added once it is stored and before it is confirmed, what retention deleted is deleted, cleared names are cleared first
 * here. A journal that cannot be written never keeps a check from being recorded; it catches up at the next record or start,
 * and readiness says so meanwhile.
 */
export class SecondCopy {
	readonly journal: Journal;
	/** Settled when the copy has been compared with the database; what is to be forgotten or cleared waits for it. */
	comparing: Promise<void> = Promise.resolve();
	#state: CopyState = 'starting';
	#fault: ErrorCode | null = null;
	#catchingUp: Promise<void> | null = null;
	#more = false;

	/**
	 * @param name of the database
	 * @param onState called when the state has changed
	 */
	constructor(
		readonly name: string,
		readonly onState: () => void = () => {}
	) {
		this.journal = new Journal(`${name}-journal`);
	}

	get state(): CopyState {
		return this.#state;
	}
	/** Why it is behind or unavailable; null where it only catches up. */
	get fault(): ErrorCode | null {
		return this.#fault;
	}

	/** Keeps a record that has just been stored; resolves when it is on disk, or could not be put there. Never rejects. */
	async keep(record: LogRecord, database: RecordsDatabase): Promise<void> {
		rememberHead(this.name, record);
		if (this.#state === 'unavailable') return;
		this.#more = true;
		if (this.#catchingUp) return;
		try {
			const last = await this.journal.append(record.deviceId, [lineOf(record)], record.sequence > 1);
			if (last === record.sequence) this.#set('complete');
			// Another past of the same chain, which could not be taken back whole: the two are never mixed.
			else if (last > record.sequence) this.#set('behind', 'unexpected');
			else void this.catchUp(record.deviceId, last, database);
		} catch (thrown) {
			this.#set('behind', errorCode(thrown));
		}
	}

	/** Adds what the database holds after record `last` of this tablet's chain. Never rejects. */
	catchUp(deviceId: string, last: number, database: RecordsDatabase): Promise<void> {
		this.#set('behind');
		return (this.#catchingUp ??= this.#follow(deviceId, last, database).catch((thrown) => {
			this.#catchingUp = null;
			this.#set('behind', errorCode(thrown));
		}));
	}

	async #follow(deviceId: string, from: number, database: RecordsDatabase): Promise<void> {
		let last = from;
		do {
			this.#more = false;
			const range = IDBKeyRange.bound([deviceId, last], [deviceId, Infinity], true);
			const rows = await database.getAllFromIndex('records', 'by-chain', range, BATCH);
			if (rows.length === 0) continue;
			const lines = rows.map(({ record }) => lineOf(record));
			last = Math.max(lines.at(-1)!.sequence, await this.journal.append(deviceId, lines, false));
			this.#more = true;
		} while (this.#more);
		// At once: a record that comes from here on is kept by itself.
		this.#catchingUp = null;
		this.#set('complete');
	}

	/** It holds all. */
	complete(): void {
		this.#set('complete');
	}
	/** There are no files for it here. */
	giveUp(fault: ErrorCode): void {
		this.#set('unavailable', fault);
	}

	/** The comparison with the database went wrong; the next record or start tries again. */
	fail(fault: ErrorCode): void {
		this.#set('behind', fault);
	}

	/** Deletes what retention deleted. Never rejects: what stays is deleted at the next start. */
	async forget(deviceId: string, through: number): Promise<void> {
		if (!(await this.#settled())) return;
		await this.journal.forget(deviceId, through).catch((thrown) => this.#set('behind', errorCode(thrown)));
	}

	/**
	 * Takes the personal fields out of these records. Called before the database does: were the app ended between the two,
	 * the names would still be there to be cleared again, and in one place only.
	 * @throws InspectorError storage-full | storage-unavailable: the names are still in the copy
	 */
	async clearPersonal(records: readonly LogRecord[]): Promise<void> {
		if (!(await this.#settled())) return;
		const lines = records.map((record) => lineOf({ ...record, personal: null }));
		for (const deviceId of new Set(records.map((record) => record.deviceId))) {
			await this.journal.replace(
				deviceId,
				lines.filter((_, i) => records[i]!.deviceId === deviceId)
			);
		}
	}

	/** False where there is no copy. */
	async #settled(): Promise<boolean> {
		await this.comparing;
		await this.#catchingUp;
		return this.#state !== 'unavailable';
	}

	close(): void {
		this.journal.close();
	}

	#set(state: CopyState, fault: ErrorCode | null = null) {
		if (this.#state === 'unavailable' || (state === this.#state && fault === this.#fault)) return;
		this.#state = state;
		this.#fault = fault;
		this.onState();
	}
}

const lineOf = (record: LogRecord): JournalLine => ({ sequence: record.sequence, json: canonicalJson(record) });
