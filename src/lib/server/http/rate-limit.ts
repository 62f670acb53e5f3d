/** A token bucket for each key: `burst` at once, refilled at `perSecond`. The clock is passed in, milliseconds. */
export class RateLimit {
	readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

	constructor(
		readonly perSecond: number,
		readonly burst: number,
		/** Keys kept; past it the longest unused is forgotten, so that guesses cannot fill the memory. */
		readonly maxKeys = 20_000
	) {}

	/** Takes one; answers how many milliseconds to wait, 0 where it was granted. */
	take(key: string, nowMs: number): number {
		const bucket = this.#buckets.get(key) ?? { tokens: this.burst, atMs: nowMs };
		const elapsedMs = Math.max(0, nowMs - bucket.atMs);
		bucket.tokens = Math.min(this.burst, bucket.tokens + (elapsedMs / 1000) * this.perSecond);
		bucket.atMs = nowMs;
		// Deleted first, so that the map's order is the order of last use.
		this.#buckets.delete(key);
		this.#buckets.set(key, bucket);
		if (this.#buckets.size > this.maxKeys) this.#forget();
		if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / this.perSecond) * 1000);
		bucket.tokens -= 1;
		return 0;
	}

	get size(): number {
		return this.#buckets.size;
	}

	#forget(): void {
		const oldest = this.#buckets.keys().next().value;
		if (oldest !== undefined) this.#buckets.delete(oldest);
	}
}
