import { StoreUnavailable, type AppendOutcome, type IncomingReport, type ReportStore } from '../stores/report-store';

interface Waiting {
	readonly reports: readonly IncomingReport[];
	readonly resolve: (outcomes: AppendOutcome[]) => void;
	readonly reject: (thrown: unknown) => void;
}

export interface WriteQueueOptions {
	/** Records waiting before a batch is turned away. */
	readonly maxQueuedRecords: number;
	/** Most records in one transaction. */
	readonly maxGroupRecords: number;
	/** Transactions at once; 1 for SQLite, which has one writer anyway. */
	readonly writers: number;
}

/**
 * Batches wait here for the store.
 * [Note: group commit] Whatever arrives while a transaction runs shares the next one, so that one flush to the disk
 * acknowledges many batches. Each batch still gets its own answer, and only after the commit.
 */
export class WriteQueue {
	readonly #waiting: Waiting[] = [];
	#queued = 0;
	#writing = 0;

	constructor(
		readonly store: Pick<ReportStore, 'append'>,
		readonly options: WriteQueueOptions
	) {}

	/** Records that are waiting for a transaction or in one. */
	get depth(): number {
		return this.#queued;
	}

	/** Outcomes in the batch's order, once durable. @throws StoreUnavailable where nothing of it was stored */
	append(reports: readonly IncomingReport[]): Promise<AppendOutcome[]> {
		if (this.#queued + reports.length > this.options.maxQueuedRecords) {
			return Promise.reject(new StoreUnavailable('The write queue is full.'));
		}
		this.#queued += reports.length;
		return new Promise((resolve, reject) => {
			this.#waiting.push({ reports, resolve, reject });
			if (this.#writing < this.options.writers) void this.#write();
		});
	}

	async #write(): Promise<void> {
		this.#writing += 1;
		while (this.#waiting.length > 0) {
			// One turn of the event loop lets the requests that are already here join the group.
			await new Promise((resolve) => setImmediate(resolve));
			const group = this.#takeGroup();
			if (group.length > 0) await this.#writeGroup(group);
		}
		this.#writing -= 1;
	}

	#takeGroup(): Waiting[] {
		let records = 0;
		let taken = 0;
		for (const { reports } of this.#waiting) {
			records += reports.length;
			if (taken > 0 && records > this.options.maxGroupRecords) break;
			taken += 1;
		}
		return this.#waiting.splice(0, taken);
	}

	async #writeGroup(group: readonly Waiting[]): Promise<void> {
		try {
			const outcomes = await this.store.append(group.flatMap(({ reports }) => reports));
			let offset = 0;
			for (const { reports, resolve } of group) resolve(outcomes.slice(offset, (offset += reports.length)));
		} catch (thrown) {
			// Where the store is well, one batch may have spoilt the transaction for the others: each by itself, then.
			if (group.length > 1 && !(thrown instanceof StoreUnavailable)) await this.#writeOneByOne(group);
			else for (const { reject } of group) reject(thrown);
		} finally {
			this.#queued -= group.reduce((sum, { reports }) => sum + reports.length, 0);
		}
	}

	async #writeOneByOne(group: readonly Waiting[]): Promise<void> {
		for (const { reports, resolve, reject } of group) {
			await this.store.append(reports).then(resolve, reject);
		}
	}
}
