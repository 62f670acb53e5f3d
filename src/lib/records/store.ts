import { openDatabase, DATABASE_NAME, storageError } from './database';
import { beginFreshLog } from './fresh-log';
import { startCopy } from './restore';
import type { RecordsDatabase } from './schema';
import { SecondCopy } from './second-copy';

/** Time as records state it; replaced in tests. */
export interface Clock {
	/** The device's clock, milliseconds since 1970, which people can set. */
	wallMs(): number;
	/** Milliseconds since the session began, which nobody can set. */
	monotonicMs(): number;
}

/** What changed, told to every tab of this origin. */
export interface StoreChange {
	readonly kinds: readonly string[];
}

const systemClock: Clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** The connection of one tab to the records: reopens by itself, and tells the other tabs what it wrote. */
export class RecordStore {
	/** One start of the app; `monotonicMs` counts from it. */
	readonly sessionId = crypto.randomUUID();
	readonly copy: SecondCopy;
	readonly #name: string;
	readonly #channel: BroadcastChannel | null;
	readonly #listeners = new Set<(change: StoreChange) => void>();
	#opening: Promise<RecordsDatabase> | null = null;

	constructor(
		name = DATABASE_NAME,
		readonly clock: Clock = systemClock
	) {
		this.#name = name;
		this.copy = new SecondCopy(name, () => this.#tell({ kinds: ['copy'] }));
		this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`${name}:changes`);
		this.#channel?.addEventListener('message', (event: MessageEvent<StoreChange>) => this.#tell(event.data));
	}

	/** @throws InspectorError storage-unavailable */
	database(): Promise<RecordsDatabase> {
		const forget = () => (this.#opening = null);
		this.#opening ??= this.#open(forget).catch((error) => {
			forget();
			throw error;
		});
		return this.#opening;
	}

	async #open(onClosed: () => void): Promise<RecordsDatabase> {
		await beginFreshLog(this.#name);
		const database = await openDatabase(this.#name, onClosed);
		await startCopy(this.copy, database, this.clock.wallMs, () => this.announce({ kinds: ['restore'] }));
		return database;
	}

	/**
	 * Runs `work` while no other tab appends. Only a courtesy that saves retries: correctness rests on the
	 * comparison of the chain's head inside the write transaction, also where Web Locks are missing.
	 */
	async exclusively<T>(work: () => Promise<T>): Promise<T> {
		if (typeof navigator === 'undefined' || !navigator.locks) return work();
		try {
			return (await navigator.locks.request(`${this.#name}:append`, work)) as T;
		} catch (error) {
			// A browser that forbids storage forbids locks as well.
			throw error instanceof DOMException ? storageError(error) : error;
		}
	}

	/** Calls `listener` after every write of this or another tab; returns the way to stop. */
	onChange(listener: (change: StoreChange) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	announce(change: StoreChange): void {
		this.#channel?.postMessage(change);
		this.#tell(change);
	}

	async close(): Promise<void> {
		this.#channel?.close();
		this.#listeners.clear();
		this.copy.close();
		const opening = this.#opening;
		this.#opening = null;
		(await opening?.catch(() => null))?.close();
	}

	#tell(change: StoreChange) {
		for (const listener of this.#listeners) listener(change);
	}
}

let shared: RecordStore | null = null;

/** The store of this tab, opened at first use. */
export function recordStore(): RecordStore {
	return (shared ??= new RecordStore());
}
