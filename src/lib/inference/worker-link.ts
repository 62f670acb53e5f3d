import { InspectorError, type ErrorCode } from '../domain/errors';
import { ANSWER_LIMITS_MS, Patience } from './patience';
import type { FromWorker, Replies, Request, ToWorker, WorkerEvent } from './worker/protocol';

type Reply = Replies[keyof Replies];

interface Pending {
	/** Milliseconds; see ANSWER_LIMITS_MS. */
	readonly limitMs: number;
	resolve(reply: Reply): void;
	reject(fault: InspectorError): void;
}

export interface LinkListener {
	onEvent(event: WorkerEvent): void;
	/** A request failed with this code; its caller has been told already. */
	onFault(code: ErrorCode): unknown;
	/** The worker died, or hung and was ended; what waited for it has been refused already. */
	onCrash(): unknown;
}

/**
 * One inference worker at a time and what waits for its answers: every request has an id and is settled exactly once. A
 * worker that falls silent over one is ended as one that crashed is ([Note: limits on answers]).
 */
export class WorkerLink {
	#worker: Worker | null = null;
	/** In the order in which the worker answers; one that was aborted stays until the worker has dropped it. */
	#pending = new Map<number, Pending>();
	#nextId = 1;

	constructor(
		readonly listener: LinkListener,
		readonly patience = new Patience()
	) {}

	/** Starts a worker anew; one that runs is stopped. */
	open(): void {
		this.stop('worker-crashed');
		const worker = new Worker(new URL('./worker/main.ts', import.meta.url), { type: 'module' });
		worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
		worker.onerror = (event) => {
			event.preventDefault();
			this.#bury();
		};
		this.#worker = worker;
	}

	/**
	 * Sends a request, taking `transfer` over, and waits for its reply.
	 * @throws InspectorError with the worker's code, `cancelled` where `signal` aborts, `backend-missing` without a worker,
	 * `worker-silent` where the worker hangs at this request, `worker-crashed` where it dies or hangs at one before it
	 */
	ask<R extends Request>(request: R, transfer: Transferable[] = [], signal?: AbortSignal): Promise<Replies[R['type']]> {
		const worker = this.#worker;
		if (!worker) return Promise.reject(new InspectorError('backend-missing', 'no worker is running'));
		if (signal?.aborted) return Promise.reject(new InspectorError('cancelled', 'aborted before it was sent'));
		const id = this.#nextId++;
		return new Promise((resolve, reject) => {
			// Throws where a picture was closed meanwhile: nothing waits for an answer then.
			worker.postMessage({ id, request } satisfies ToWorker, transfer);
			// The caller is free at once; the worker drops the request where it has not begun it.
			const abort = () => {
				worker.postMessage({ id, abort: true } satisfies ToWorker);
				reject(new InspectorError('cancelled', 'aborted by the caller'));
			};
			signal?.addEventListener('abort', abort, { once: true });
			const settled = () => signal?.removeEventListener('abort', abort);
			this.#pending.set(id, {
				limitMs: ANSWER_LIMITS_MS[request.type],
				resolve: (reply) => (settled(), resolve(reply as Replies[R['type']])),
				reject: (fault) => (settled(), reject(fault))
			});
			if (this.#pending.size === 1) this.#waitForNext();
		});
	}

	/** Ends the worker; what waits for it is refused with `cause`. */
	stop(cause: ErrorCode): void {
		this.patience.end();
		this.#worker?.terminate();
		this.#worker = null;
		const waiting = [...this.#pending.values()];
		this.#pending.clear();
		for (const pending of waiting) pending.reject(new InspectorError(cause, 'the worker was stopped'));
	}

	#receive(message: FromWorker): void {
		if ('event' in message) {
			this.#waitForNext();
			return this.listener.onEvent(message);
		}
		const pending = this.#pending.get(message.id);
		this.#pending.delete(message.id);
		this.#waitForNext();
		if (message.ok) return pending?.resolve(message.reply);
		pending?.reject(new InspectorError(message.code, message.message));
		this.listener.onFault(message.code);
	}

	#waitForNext(): void {
		const [next] = this.#pending;
		if (!next) return this.patience.end();
		const [id, { limitMs, reject }] = next;
		this.patience.begin(limitMs, () => {
			this.#pending.delete(id);
			reject(new InspectorError('worker-silent', `nothing told for ${limitMs} ms`));
			this.#bury();
		});
	}

	#bury(): void {
		this.stop('worker-crashed');
		this.listener.onCrash();
	}
}
