import * as v from 'valibot';

/** The part of the Web Storage interface that is used; tests pass their own. */
export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Any object schema whose every field has a fallback, so that `{}` parses to the defaults. */
type SettingsSchema<T extends object> = v.GenericSchema<unknown, T>;

/**
 * A reactive object kept on the device under one key.
 *
 * [Note: corrupt values] Every field of the schema carries a `v.fallback`: a field that cannot be read returns to
 * its default and the others stay. Text that is no JSON counts as nothing stored. A full or forbidden storage
 * (private windows) leaves the values in memory for this visit, and `stored` false.
 */
export class Persisted<T extends object> {
	#current = $state.raw() as T;
	#stored = $state(true);
	readonly #key: string;
	readonly #schema: SettingsSchema<T>;
	readonly #store: KeyValueStore | null;

	constructor(key: string, schema: SettingsSchema<T>, store: KeyValueStore | null = deviceStorage()) {
		this.#key = key;
		this.#schema = schema;
		this.#store = store;
		this.#current = this.#read();
	}

	/** The values now; read fields from it, never write into it. */
	get current(): Readonly<T> {
		return this.#current;
	}

	/** False where the last change could not be written and will be forgotten with this visit. */
	get stored(): boolean {
		return this.#stored;
	}

	/** Changes some fields at once. A value outside the schema falls back to its default. */
	update(change: Partial<T>): void {
		this.#current = v.parse(this.#schema, { ...this.#current, ...change });
		this.#write(() => this.#store?.setItem(this.#key, JSON.stringify(this.#current)));
	}

	/** Back to the defaults. */
	reset(): void {
		this.#write(() => this.#store?.removeItem(this.#key));
		this.#current = v.parse(this.#schema, {});
	}

	/** Reads again, for changes made in another tab. */
	refresh(): void {
		this.#current = this.#read();
	}

	/** Follows changes made in other tabs until the returned function is called. */
	follow(target: Window): () => void {
		const listener = (event: StorageEvent) => {
			if (event.key === this.#key || event.key === null) this.refresh();
		};
		target.addEventListener('storage', listener);
		return () => target.removeEventListener('storage', listener);
	}

	#read(): T {
		let stored: unknown;
		try {
			stored = JSON.parse(this.#store?.getItem(this.#key) ?? '{}');
		} catch {
			stored = {};
		}
		const isRecord = typeof stored === 'object' && stored !== null && !Array.isArray(stored);
		return v.parse(this.#schema, isRecord ? stored : {});
	}

	#write(write: () => void): void {
		try {
			write();
			this.#stored = this.#store !== null;
		} catch {
			this.#stored = false;
		}
	}
}

/** `localStorage`, or null where there is none or the browser forbids it. */
function deviceStorage(): KeyValueStore | null {
	try {
		return globalThis.localStorage ?? null;
	} catch {
		return null;
	}
}
