import { SvelteMap } from 'svelte/reactivity';
import { errorCode, type ErrorCode } from '../domain/errors';
import { firstRows } from './history-first';
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
	/** Rows known so far; of all that match once `counting` is over. */
	total = $state(0);
	/** Whether there may be more than `total`. */
	counting = $state(false);
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
	#refreshing = false;
	#stale = false;

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

	/** Shows what matches: the first rows at once, the number of all and the way to the others as soon as they are known. */
	async show(filter: HistoryFilter): Promise<void> {
		this.#filter = filter;
		const generation = ++this.#generation;
		const current = () => generation === this.#generation;
		try {
			const first = await firstRows(filter, PAGE, this.#store);
			if (!current()) return;
			if (first.rows.length > 0 || first.complete) this.#begin(null, first.rows, first.rows.length);
			this.counting = !first.complete;
			await this.#readAll(current);
		} catch (error) {
			if (current()) this.fault = errorCode(error);
		} finally {
			if (current()) this.loading = this.counting = false;
		}
	}

	/** Shows what changes until the returned function is called. */
	follow(): () => void {
		return this.#store.onChange(({ kinds }) => {
			if (!kinds.includes('outbox') && !kinds.includes('copy')) void this.#refresh();
		});
	}

	/** Reads the same list anew, with what has come or gone; changes that come meanwhile are read together afterwards. */
	async #refresh(): Promise<void> {
		if (this.#refreshing) return void (this.#stale = true);
		this.#refreshing = true;
		try {
			do {
				this.#stale = false;
				const generation = this.#generation;
				await this.#readAll(() => generation === this.#generation);
			} while (this.#stale);
		} catch (error) {
			this.fault = errorCode(error);
		} finally {
			this.#refreshing = false;
		}
	}

	async #readAll(current: () => boolean): Promise<void> {
		const view = await queryHistory(this.#filter, this.#store);
		const rows = await view.rows(0, PAGE);
		if (current()) this.#begin(view, rows, view.total);
	}

	#begin(view: HistoryView | null, rows: readonly StoredRecord[], total: number): void {
		this.#view = view;
		this.#pages.clear();
		this.#asked.clear();
		this.#asked.add(0);
		this.#pages.set(0, rows);
		this.total = total;
		this.loading = false;
		this.fault = null;
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
