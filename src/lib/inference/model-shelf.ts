import * as v from 'valibot';
import type { ModelSource } from './model-source';

const version = v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/));
const stateSchema = v.object({
	/** The newest model that has passed its self-test on this device; its files are on the shelf. */
	proved: v.nullable(version),
	/** The one proved before it, on the shelf too. */
	previous: v.nullable(version),
	/** The one that someone went back to; null: the newest serves. */
	held: v.nullable(version)
});

export type ShelfState = v.InferOutput<typeof stateSchema>;

/** Which model a start asks for: the one to be used, or the one to fall back on. */
export type Attempt = 'first' | 'second';

const EMPTY: ShelfState = { proved: null, previous: null, held: null };
const CACHE = 'inspector-models';

/**
 * Keeps the files of the last two models that passed the self-test here.
 *
 * [Note: an update must not take the model away] An app update replaces the service worker's precache, old model
 * included, before the new one has computed anything on this device. So a model that passes is copied here, and
 * serves again where its successor does not pass, or where someone goes back to it.
 */
export class ModelShelf {
	/** @param modelBase folder of `current.json`, absolute URL with a final slash: two apps of one origin keep apart */
	constructor(
		readonly modelBase: string,
		private readonly storage: CacheStorage
	) {}

	/** Empty where nothing was kept yet, or what was kept cannot be read. */
	async state(): Promise<ShelfState> {
		try {
			const kept = await (await this.#open()).match(this.#stateUrl);
			return kept ? v.parse(stateSchema, await kept.json()) : EMPTY;
		} catch {
			return EMPTY;
		}
	}

	/**
	 * The model to start with.
	 * @param current names the one that the app came with
	 * @returns its version, null where there is none left to try, and whether it is read from the shelf
	 */
	async choose(attempt: Attempt, current: () => Promise<string>): Promise<{ version: string | null; kept: boolean }> {
		const { proved, held } = await this.state();
		if (attempt === 'first') {
			return held ? { version: held, kept: true } : { version: await current(), kept: false };
		}
		if (held) return { version: await current(), kept: false };
		const tried = await current().catch(() => null);
		return { version: proved === tried ? null : proved, kept: true };
	}

	/** Whether a second attempt may find another model than the first. */
	async hasSecond(): Promise<boolean> {
		const { proved, held } = await this.state();
		return proved !== null || held !== null;
	}

	/** Reads files of kept models; rejects where one is missing. */
	readonly source: ModelSource = {
		read: async (of, file) => {
			const kept = of === null ? undefined : await (await this.#open()).match(this.#url(of, file));
			if (!kept) throw new Error(`${of}/${file} is not on the shelf`);
			return new Uint8Array(await kept.arrayBuffer());
		}
	};

	/** Keeps a model that has passed. Nothing else leaves the shelf before all its files are on it. */
	async keep(passed: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
		const before = await this.state();
		if (before.proved === passed || before.held === passed) return;
		const cache = await this.#open();
		for (const [file, bytes] of files) {
			await cache.put(this.#url(passed, file), new Response(bytes as Uint8Array<ArrayBuffer>));
		}
		const after: ShelfState = { ...before, proved: passed, previous: before.proved };
		await this.#write(after);
		await this.#discard(cache, Object.values(after));
	}

	/** Goes back to a kept model, or with null to the newest; takes effect at the next start. */
	async hold(kept: string | null): Promise<void> {
		await this.#write({ ...(await this.state()), held: kept });
	}

	async #discard(cache: Cache, wanted: readonly (string | null)[]): Promise<void> {
		for (const { url } of await cache.keys()) {
			if (!url.startsWith(this.modelBase) || url === this.#stateUrl) continue;
			const [of] = url.slice(this.modelBase.length).split('/');
			if (!wanted.includes(of ?? '')) await cache.delete(url);
		}
	}

	async #write(state: ShelfState): Promise<void> {
		await (await this.#open()).put(this.#stateUrl, Response.json(state));
	}

	readonly #open = () => this.storage.open(CACHE);
	readonly #url = (of: string, file: string) => `${this.modelBase}${of}/${file}`;
	get #stateUrl(): string {
		return `${this.modelBase}shelf.json`;
	}
}

/** The shelf of this origin; null where the page has no Cache Storage (plain HTTP). */
export function openShelf(modelBase: string): ModelShelf | null {
	return typeof caches === 'undefined' ? null : new ModelShelf(modelBase, caches);
}
