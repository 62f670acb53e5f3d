/** Files over which the pace is averaged: long enough to be calm, short enough to follow a change of kind. */
const WINDOW = 20;

/** Estimates how long the rest of a batch takes from the pace of the last files. */
export class Pace {
	#ends: number[] = [];

	/** @param atMs monotonic time at which one more file was done */
	note(atMs: number): void {
		this.#ends.push(atMs);
		if (this.#ends.length > WINDOW) this.#ends.shift();
	}

	/** Milliseconds for `remaining` files; null while fewer than three files say anything about the pace. */
	timeLeftMs(remaining: number): number | null {
		if (this.#ends.length < 3) return null;
		const span = this.#ends.at(-1)! - this.#ends[0]!;
		return (span / (this.#ends.length - 1)) * remaining;
	}

	/** Forgets the pace, as after a pause. */
	reset(): void {
		this.#ends = [];
	}
}
