import type { LogRecord } from '../../src/lib/domain/record';
import type { Outbox } from '../../src/lib/reporting/drain';

/** A tablet's outbox in memory: what the load and fault scripts drain with the app's own `drain`. */
export class MemoryOutbox implements Outbox {
	readonly #pending = new Map<string, LogRecord>();
	readonly all: LogRecord[] = [];
	readonly rejected = new Map<string, string>();

	constructor(
		/** Changes the order of a batch; a tablet keeps it, a faulty one need not. */
		readonly order: (batch: LogRecord[]) => LogRecord[] = (batch) => batch
	) {}

	add(records: readonly LogRecord[]): void {
		for (const record of records) {
			this.#pending.set(record.id, record);
			this.all.push(record);
		}
	}

	get pending(): number {
		return this.#pending.size;
	}

	async pendingBatch(limit: number): Promise<LogRecord[]> {
		const batch: LogRecord[] = [];
		for (const record of this.#pending.values()) {
			if (batch.length === limit) break;
			batch.push(record);
		}
		return this.order(batch);
	}

	async markSent(ids: readonly string[]): Promise<void> {
		for (const id of ids) this.#pending.delete(id);
	}

	async markRejected(problems: ReadonlyMap<string, string>): Promise<void> {
		for (const [id, problem] of problems) {
			this.#pending.delete(id);
			this.rejected.set(id, problem);
		}
	}

	async picture(): Promise<null> {
		return null;
	}
}
