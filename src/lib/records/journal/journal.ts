import { InspectorError } from '../../domain/errors';
import type { Extent, FromWorker, JournalLine, Replies, Request, ToWorker } from './worker/protocol';

interface Pending {
	resolve(reply: Replies[keyof Replies]): void;
	reject(fault: InspectorError): void;
	readonly patience: ReturnType<typeof setTimeout>;
}

/** Without an answer for so long the worker is given up, and the next request starts another. */
const PATIENCE_MS = 30_000;

/**
 * The journal of records as the page sees it: files in the origin's private file system, written by a worker, since only
 * workers can write in place and wait for the disk. Every call rejects with InspectorError storage-full or
 * storage-unavailable (no such file system, as in older browsers, or storage forbidden).
 */
export class Journal {
	readonly #folder: string;
	#worker: Worker | null = null;
	#pending = new Map<number, Pending>();
	#nextId = 1;

	/** @param folder of the private file system; made where it is not there */
	constructor(folder: string) {
		this.#folder = folder;
	}

	extents(): Promise<readonly Extent[]> {
		return this.#ask({ type: 'extents' });
	}

	/**
	 * Adds lines to a chain and resolves when they are on disk.
	 * @param joined true: only where the first follows the last one held
	 * @returns sequence number of the last line now; where it is less than the last given, nothing was added
	 */
	append(deviceId: string, lines: readonly JournalLine[], joined: boolean): Promise<number> {
		return this.#ask({ type: 'append', deviceId, lines, joined });
	}

	/** Whole lines of one file, in the order of the chain. */
	read(deviceId: string, segment: number): Promise<readonly string[]> {
		return this.#ask({ type: 'read', deviceId, segment });
	}

	/** Takes every line up to `through` away. */
	async forget(deviceId: string, through: number): Promise<void> {
		await this.#ask({ type: 'forget', deviceId, through });
	}

	/** Writes lines anew that are held already; none may be longer than it was. */
	async replace(deviceId: string, lines: readonly JournalLine[]): Promise<void> {
		await this.#ask({ type: 'replace', deviceId, lines });
	}

	close(): void {
		this.#stop('closed');
	}

	#ask<T extends Request['type']>(request: Extract<Request, { type: T }>): Promise<Replies[T]> {
		return new Promise((resolve, reject) => {
			const worker = (this.#worker ??= this.#start());
			const id = this.#nextId++;
			const patience = setTimeout(() => this.#stop('no answer'), PATIENCE_MS);
			this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject, patience });
			worker.postMessage({ id, folder: this.#folder, request } satisfies ToWorker);
		});
	}

	#start(): Worker {
		// The file's name is the built one's: soak and benchmark find the inference worker by its own, `main`.
		const worker = new Worker(new URL('./worker/journal-worker.ts', import.meta.url), {
			type: 'module',
			name: 'journal'
		});
		worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
		worker.onerror = (event) => {
			event.preventDefault();
			this.#stop('worker failed');
		};
		return worker;
	}

	#receive(message: FromWorker): void {
		const pending = this.#pending.get(message.id);
		this.#pending.delete(message.id);
		clearTimeout(pending?.patience);
		if (message.ok) pending?.resolve(message.reply);
		else pending?.reject(new InspectorError(message.code, `journal: ${message.message}`));
	}

	#stop(why: string): void {
		this.#worker?.terminate();
		this.#worker = null;
		const waiting = [...this.#pending.values()];
		this.#pending.clear();
		for (const { reject, patience } of waiting) {
			clearTimeout(patience);
			reject(new InspectorError('storage-unavailable', `journal: ${why}`));
		}
	}
}
