import type { Request } from './worker/protocol';

/** Calls `done` once after `ms` milliseconds or later, unless the function that it returns is called before. */
export type Wait = (ms: number, done: () => void) => () => void;

/**
 * [Note: limits on answers] How long the worker may tell nothing while it is at a request, milliseconds; its time runs from
 * when the one before it was answered, and anew from each sign of progress. A frame takes half a second on the slowest backend
 * measured, and some seconds on a slow tablet's WASM: who takes 30 s hangs. The self-test judges four golden pictures, on a
 * GPU in two ways. A start tells of each piece of the model that it has read; its longest silence is the compiling of every
 * shader, which takes an old phone half a minute.
 */
export const ANSWER_LIMITS_MS: Record<Request['type'], number> = {
	start: 120_000,
	judge: 30_000,
	'self-test': 60_000,
	memory: 30_000,
	'lose-context': 30_000
};

const TICK_MS = 1000;

const pageWait: Wait = (ms, done) => {
	const timer = setTimeout(done, ms);
	return () => clearTimeout(timer);
};

/**
 * Waits for an answer, but not for ever.
 *
 * [Note: time awake] No clock is read: some stand still while a tablet sleeps and some do not. Time is counted in ticks
 * instead, each started by the one before. A page that sleeps, is frozen or blocked gets no tick, and the one that comes
 * late afterwards counts as one second like any other. Where a browser slows the timers of a hidden page the limit comes
 * later, never sooner.
 */
export class Patience {
	#cancel: (() => void) | null = null;

	constructor(readonly wait: Wait = pageWait) {}

	/** Begins anew; `onSpent` is called once, after `ms` milliseconds awake, unless {@link end} is called before. */
	begin(ms: number, onSpent: () => void): void {
		this.end();
		let ticksLeft = Math.ceil(ms / TICK_MS);
		const tick = () => {
			this.#cancel = ticksLeft-- > 0 ? this.wait(TICK_MS, tick) : null;
			if (!this.#cancel) onSpent();
		};
		tick();
	}

	end(): void {
		this.#cancel?.();
		this.#cancel = null;
	}
}
