/** A seeded stream of random numbers: every scene is a pure function of its seed. */
export interface Random {
	/** Uniform in [0, 1). */
	(): number;
	/** Uniform in [low, high). */
	range(low: number, high: number): number;
	/** Uniform integer in [low, high], both included. */
	integer(low: number, high: number): number;
	/** True with the given probability, 0..1. */
	chance(probability: number): boolean;
	/** One of the choices, each as likely as the others. */
	pick<T>(choices: readonly T[]): T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough for pictures. */
export function seeded(seed: number): Random {
	let state = seed >>> 0;
	const next = (() => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}) as Random;
	next.range = (low, high) => low + (high - low) * next();
	next.integer = (low, high) => low + Math.floor((high - low + 1) * next());
	next.chance = (probability) => next() < probability;
	next.pick = (choices) => choices[Math.floor(next() * choices.length)]!;
	return next;
}
