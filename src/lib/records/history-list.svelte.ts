import { SvelteMap } from 'svelte/reactivity';
import { errorCode, type ErrorCode } from '../domain/errors';
import { queryHistory, type HistoryFilter, type HistoryView } from './history-query';
import type { StoredRecord } from './schema';
import { recordStore, type RecordStore } from './store';

/** Rows read at once; a screen shows about ten. */
const PAGE = 40;

/**
 * The history as a list of any length, of which only the pages on the screen are read. Follows new records and
 * corrections from every tab; a filter that changes while its rows are being read is never mixed with the old one.
 */
export class HistoryList {
	total = $state(0);
	/** Until the first answer. */
	loading = $state(true);
	fault = $state<ErrorCode | null>(null);
	readonly #pages = new SvelteMap<number, readonly StoredRecord[]>();
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- what was asked for is nothing that a screen shows
	readonly #asked = new Set<number>();
	readonly #store: RecordStore;
	#filter: HistoryFilter = {};
	#view: HistoryView | null = null;
	#generation = 0;

	constructor(store: RecordStore = recordStore()) {
		this.#store = store;
	}

	/** Row `index`, newest first; undefined while it is being read. */
	row(index: number): StoredRecord | undefined {
		return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
	}

	/** Asks for the rows from `first` to `last`, both included; call it with what comes into view. */
	need(first: number, last: number): void {
		for (let page = Math.floor(Math.max(0, first) / PAGE); page <= Math.floor(last / PAGE); page++) {
			if (!this.#asked.has(page)) void this.#load(page);
		}
	}

	async show(filter: HistoryFilter): Promise<void> {
		this.#filter = filter;
		const generation = ++this.#generation;
		try {
			const view = await queryHistory(filter, this.#store);
			const first = await view.rows(0, PAGE);
			if (generation !== this.#generation) return;
			this.#view = view;
			this.#pages.clear();
			this.#asked.clear();
			this.#asked.add(0);
			this.#pages.set(0, first);
			this.total = view.total;
			this.fault = null;
		} catch (error) {
			if (generation === this.#generation) this.fault = errorCode(error);
		} finally {
			if (generation === this.#generation) this.loading = false;
		}
	}

	/** Shows what changes until the returned function is called. */
	follow(): () => void {
		return this.#store.onChange(({ kinds }) => {
			if (!kinds.includes('outbox')) void this.show(this.#filter);
		});
	}

	async #load(page: number): Promise<void> {
		const view = this.#view;
		if (!view) return;
		this.#asked.add(page);
		try {
			const rows = await view.rows(page * PAGE, PAGE);
			if (view === this.#view) this.#pages.set(page, rows);
		} catch (error) {
			this.#asked.delete(page);
			this.fault = errorCode(error);
		}
	}
}
