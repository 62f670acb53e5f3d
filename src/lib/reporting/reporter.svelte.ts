import type { Session } from '../domain/report-protocol';
import { backoffMs, LONGEST_WAIT_MS } from './backoff';
import { drain, type Outbox } from './drain';
import type { HttpTransport } from './transport';

/**
 * `off`: reporting is not wanted. `idle`: nothing waits. `sending`. `waiting`: a try failed, the next is due at
 * `retryAt`. `offline`: the browser says that there is no network. `signed-out`: a token is needed; nothing is sent, but
 * the server is asked now and then whether it knows the tablet after all (a proxy may have spoken in its place).
 */
export type ReporterState = 'off' | 'idle' | 'sending' | 'waiting' | 'offline' | 'signed-out';

export interface OutboxCounts {
	readonly held: number;
	readonly pending: number;
	readonly sent: number;
	readonly rejected: number;
}

/** The tablet's outbox with everything the reporter asks of it. */
export interface ReporterOutbox extends Outbox {
	counts(): Promise<OutboxCounts>;
	/** Whether new records wait to be sent, or are only held. */
	setReporting(on: boolean): Promise<void>;
	retryRejected(): Promise<void>;
	/** Calls back after every change of the store, in any tab; returns the way to stop. */
	onChange(listener: () => void): () => void;
}

/**
 * New records gather for up to this long before they are sent, milliseconds: at one check a second a tablet then
 * sends a few records at a time instead of one, and a thousand tablets ask the server 200 times a second, not 1,000.
 */
const GATHER_MS = 5_000;

const DRAIN_LOCK = 'bottle-inspector:drain';

/**
 * Drains the outbox in the background: when the app opens, when the network comes back, when the page is looked at
 * again, when a record is written, at the end of a wait, and by a button. Safari has no background sync, so that
 * nothing here relies on it.
 */
export class Reporter {
	#state = $state<ReporterState>('off');
	#counts = $state.raw<OutboxCounts>({ held: 0, pending: 0, sent: 0, rejected: 0 });
	#retryAt = $state<number | null>(null);
	#failures = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: AbortController | null = null;
	#again = false;
	#gathering = false;
	readonly #stopListening: (() => void)[] = [];

	constructor(
		readonly outbox: ReporterOutbox,
		readonly transport: HttpTransport
	) {}

	get state(): ReporterState {
		return this.#state;
	}
	get counts(): OutboxCounts {
		return this.#counts;
	}
	/** When the next try is due, milliseconds since 1970; null where none is. */
	get retryAt(): number | null {
		return this.#retryAt;
	}

	/** Turns reporting on: what was held waits from now on, and sending begins. */
	async start(): Promise<void> {
		if (this.#state !== 'off') return;
		this.#state = 'idle';
		const wake = () => void this.#wake();
		const seen = () => document.visibilityState === 'visible' && wake();
		addEventListener('online', wake);
		document.addEventListener('visibilitychange', seen);
		this.#stopListening.push(
			() => removeEventListener('online', wake),
			() => document.removeEventListener('visibilitychange', seen),
			this.outbox.onChange(() => void this.#noticed())
		);
		await this.outbox.setReporting(true);
		await this.sendNow();
		// Asked also where nothing waits, so that the tablet is signed in before the first bottle.
		const session = await this.transport.session().catch(() => undefined);
		if (session === null && this.#state === 'idle') this.#pause();
	}

	/** Turns reporting off: what waits is held, nothing is lost. */
	async stop(): Promise<void> {
		if (this.#state === 'off') return;
		this.#state = 'off';
		for (const stop of this.#stopListening.splice(0)) stop();
		this.#running?.abort();
		this.#clearWait();
		await this.outbox.setReporting(false);
		await this.refresh();
	}

	/** Reads the counts again. */
	async refresh(): Promise<void> {
		this.#counts = await this.outbox.counts();
	}

	/** Tries at once, whatever wait is running. */
	async sendNow(): Promise<void> {
		if (this.#state === 'off') return;
		if (this.#running) {
			this.#again = true;
			return;
		}
		this.#clearWait();
		this.#running = new AbortController();
		this.#state = 'sending';
		try {
			do {
				this.#again = false;
				await this.#drainOnce(this.#running.signal);
			} while (this.#again && this.state === 'idle');
		} finally {
			this.#running = null;
		}
		await this.refresh();
	}

	/** Sends rejected records again. */
	async retryRejected(): Promise<void> {
		await this.outbox.retryRejected();
		await this.sendNow();
	}

	/** Null: the token is not known. @throws where the server is out of reach */
	async signIn(token: string): Promise<Session | null> {
		const session = await this.transport.signIn(token.trim());
		if (session) await this.sendNow();
		return session;
	}

	async #drainOnce(signal: AbortSignal): Promise<void> {
		const result = await this.#exclusively(() => drain(this.outbox, this.transport, signal));
		if (this.#state === 'off') return;
		if (result?.kind === 'later') return this.#wait(result.afterMs);
		this.#failures = 0;
		if (result?.kind === 'signed-out') this.#pause();
		else this.#state = 'idle';
	}

	/** Undefined where another tab is draining already. A fault of the store counts as a failed try. */
	async #exclusively<T>(work: () => Promise<T>): Promise<T | { kind: 'later'; afterMs: null } | undefined> {
		const failed = () => ({ kind: 'later', afterMs: null }) as const;
		if (!navigator.locks) return work().catch(failed);
		return navigator.locks.request(DRAIN_LOCK, { ifAvailable: true }, async (lock) =>
			lock ? work().catch(failed) : undefined
		);
	}

	#wait(afterMs: number | null): void {
		this.#failures += 1;
		this.#state = navigator.onLine ? 'waiting' : 'offline';
		// The server's wish is the least; the jitter comes on top, so that all it sent away do not return at once.
		const waitMs = (afterMs ?? 0) + backoffMs(this.#failures);
		this.#retryAt = Date.now() + waitMs;
		this.#timer = setTimeout(() => void this.sendNow(), waitMs);
	}

	#pause(): void {
		this.#state = 'signed-out';
		this.#timer = setTimeout(() => void this.#askAgain(), LONGEST_WAIT_MS);
	}

	/** Goes on where the server knows this tablet; pauses on where it does not, or does not answer. */
	async #askAgain(): Promise<void> {
		clearTimeout(this.#timer);
		const session = await this.transport.session().catch(() => null);
		if (this.#state !== 'signed-out') return;
		if (session) await this.sendNow();
		else this.#pause();
	}

	#clearWait(): void {
		clearTimeout(this.#timer);
		this.#gathering = false;
		this.#retryAt = null;
	}

	/** The network is back or somebody looks: no reason to sit out a long wait. */
	async #wake(): Promise<void> {
		if (this.#state === 'signed-out') await this.#askAgain();
		else if (this.#state === 'waiting' || this.#state === 'offline' || this.#state === 'idle') await this.sendNow();
	}

	async #noticed(): Promise<void> {
		await this.refresh();
		if (this.#state !== 'idle' || this.#counts.pending === 0 || this.#gathering) return;
		this.#gathering = true;
		this.#timer = setTimeout(() => void this.sendNow(), GATHER_MS * (0.5 + Math.random() / 2));
	}
}
