import { add, correct, EMPTY_TALLY, type Tally } from '../decision/counting';
import { bottlesPerMinute, RATE_WINDOW_MS } from '../decision/rate';
import { errorCode, type ErrorCode } from '../domain/errors';
import type { CountedBottle, CountedKind } from '../domain/live';

/** How many bottles stay at hand as thumbnails. */
export const AT_HAND = 20;

type Correction = NonNullable<CountedBottle['correctedTo']>;

/** A bottle that is to be counted. */
export interface NewBottle {
	readonly kind: CountedKind;
	readonly confidence: number;
	readonly thumbnail: Promise<Blob | null>;
	/** Stores it; resolves with the id of its record. */
	readonly record: () => Promise<string>;
}

/**
 * The running counts of this session and the last bottles, which can be corrected.
 * [Note: counts and records] `tally`, which the screen shows, counts a bottle when its record is on disk (or is known to
 * have failed, which `fault` and the bottle then say): a crash takes nothing away that was confirmed. `seen` counts it
 * at once, for the alarm, which must not wait for a disk.
 */
export class BottleLedger {
	tally = $state.raw<Tally>(EMPTY_TALLY);
	seen = $state.raw<Tally>(EMPTY_TALLY);
	/** Newest first, at most {@link AT_HAND}. */
	recent = $state.raw<readonly CountedBottle[]>([]);
	/** Why the last bottle could not be stored; null where it was. */
	fault = $state<ErrorCode | null>(null);

	#next = 1;
	/** First number of the bottles counted since the last reset. */
	#first = 1;
	#countedAtMs = $state.raw<readonly number[]>([]);

	/** Bottles a minute at the monotonic time `nowMs`; null where no rate can be told. */
	rate(nowMs: number): number | null {
		return bottlesPerMinute(this.#countedAtMs, nowMs);
	}

	/** Notes a bottle; picture, record and count follow. Resolves when its record is on disk or has failed. */
	async add({ kind, confidence, thumbnail, record }: NewBottle, monotonicMs: number): Promise<void> {
		const number = this.#next++;
		this.seen = add(this.seen, kind);
		this.#countedAtMs = [...this.#countedAtMs.filter((at) => monotonicMs - at <= RATE_WINDOW_MS), monotonicMs];
		const recordId = this.#store(record);
		const bottle = { number, kind, confidence, atMs: Date.now(), thumbnail: null, correctedTo: null, recordId };
		this.#keep([{ ...bottle, record: 'saving' }, ...this.recent]);
		void thumbnail.then(
			(picture) => picture && this.#change(number, { thumbnail: URL.createObjectURL(picture) }),
			() => undefined
		);
		const isStored = (await recordId) !== null;
		if (number >= this.#first) this.tally = add(this.tally, kind);
		this.#change(number, { record: isStored ? 'stored' : 'unstored' });
	}

	/**
	 * Notes what an inspector says that a bottle was: the last word counts, as it does in the records. The first verdict
	 * stays what it was.
	 */
	correct(number: number, to: Correction): void {
		const bottle = this.recent.find((b) => b.number === number);
		if (!bottle) return;
		const from = bottle.correctedTo ?? bottle.kind;
		this.tally = correct(this.tally, from, to);
		this.seen = correct(this.seen, from, to);
		this.#change(number, { correctedTo: to });
	}

	/** Starts the counts anew, as at the start of a shift; records stay. */
	reset(): void {
		this.tally = this.seen = EMPTY_TALLY;
		this.#first = this.#next;
		this.#countedAtMs = [];
		this.#keep([]);
	}

	async #store(record: NewBottle['record']): Promise<string | null> {
		try {
			const id = await record();
			this.fault = null;
			return id;
		} catch (thrown) {
			this.fault = errorCode(thrown);
			return null;
		}
	}

	#change(number: number, change: Partial<CountedBottle>): void {
		if (this.recent.some((b) => b.number === number)) {
			this.recent = this.recent.map((b) => (b.number === number ? { ...b, ...change } : b));
		} else if (change.thumbnail) URL.revokeObjectURL(change.thumbnail);
	}

	#keep(bottles: readonly CountedBottle[]): void {
		const kept = bottles.slice(0, AT_HAND);
		for (const gone of this.recent) {
			if (gone.thumbnail && !kept.some((b) => b.number === gone.number)) URL.revokeObjectURL(gone.thumbnail);
		}
		this.recent = kept;
	}
}
