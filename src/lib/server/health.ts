import type { PictureStore } from './pictures/picture-store';
import type { Storage } from './stores/report-store';

export interface Wellbeing {
	readonly store: 'ok' | 'unavailable';
	readonly pictures: 'ok' | 'unavailable';
}

/** Anybody may ask, and asking writes and flushes: one answer serves everybody for this long, milliseconds. */
const LASTS_MS = 1000;

/** Asks the stores whether they would take something now. */
export class HealthProbe {
	#last: { readonly atMs: number; readonly found: Promise<Wellbeing> } | null = null;

	constructor(
		readonly storage: Pick<Storage, 'ping'>,
		readonly pictures: Pick<PictureStore, 'ping'>
	) {}

	/** @param nowMs of a clock that only goes forward */
	look(nowMs: number): Promise<Wellbeing> {
		if (!this.#last || nowMs - this.#last.atMs >= LASTS_MS) this.#last = { atMs: nowMs, found: this.#ask() };
		return this.#last.found;
	}

	async #ask(): Promise<Wellbeing> {
		const [store, pictures] = await Promise.all([settled(this.storage.ping()), settled(this.pictures.ping())]);
		return { store, pictures };
	}
}

const settled = (ping: Promise<void>) =>
	ping.then(
		() => 'ok' as const,
		() => 'unavailable' as const
	);
