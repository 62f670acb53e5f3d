/**
 * Seedable pseudo-random numbers (sfc32 by Chris Doty-Humphrey), so that a recorded command and seed give the same
 * pictures again. Small and fast enough to be called for every pixel of noise.
 */
export class Random {
	#state: Int32Array;

	constructor(seed: number) {
		this.#state = new Int32Array([0x9e3779b9, 0x243f6a88, seed, seed ^ 0xdeadbeef]);
		for (let i = 0; i < 15; i++) this.next();
	}

	/** 0 up to but not including 1. */
	next(): number {
		const s = this.#state;
		const t = (((s[0]! + s[1]!) | 0) + s[3]!) | 0;
		s[3] = s[3]! + 1;
		s[0] = s[1]! ^ (s[1]! >>> 9);
		s[1] = s[2]! + (s[2]! << 3);
		s[2] = ((s[2]! << 21) | (s[2]! >>> 11)) + t;
		return (t >>> 0) / 4294967296;
	}

	uniform(low: number, high: number): number {
		return low + (high - low) * this.next();
	}

	/** Uniform in the logarithm; bounds above 0. */
	logUniform(low: number, high: number): number {
		return Math.exp(this.uniform(Math.log(low), Math.log(high)));
	}

	/** Whole number from 0 to below `bound`. */
	integer(bound: number): number {
		return Math.floor(this.next() * bound);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** Standard normal by Box and Muller. */
	normal(): number {
		return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
	}

	pick<T>(items: readonly T[]): T {
		const item = items[this.integer(items.length)];
		if (item === undefined) throw new RangeError('Cannot pick from an empty list.');
		return item;
	}

	/** Index drawn with the given weights. */
	weighted(weights: readonly number[]): number {
		let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
		for (let i = 0; i < weights.length; i++) if ((left -= weights[i]!) < 0) return i;
		return weights.length - 1;
	}
}
