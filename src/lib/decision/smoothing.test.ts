import { describe, expect, it } from 'vitest';
import { castVote, pooled, type Votes } from './smoothing';

const POLICY = { timeConstantMs: 800, gapMs: 1500, logOddsCap: 6 };
const OPEN = { open: 0.99, closed: 0.008, none: 0.002 };
const CLOSED = { open: 0.008, closed: 0.99, none: 0.002 };

/** Votes of `p` every `everyMs` over [fromMs, toMs]. */
function votesOver(start: Votes | null, p: typeof OPEN, fromMs: number, toMs: number, everyMs: number): Votes {
	let votes = start;
	for (let at = fromMs; at <= toMs; at += everyMs) votes = castVote(votes, p, at, POLICY);
	return votes!;
}

describe('votes of frames', () => {
	it('agree with a single frame when all frames are alike, whatever their number', () => {
		for (const everyMs of [33, 100, 400]) {
			const p = pooled(votesOver(null, OPEN, 0, 4000, everyMs));
			expect(p.open).toBeGreaterThan(0.98);
			expect(p.open).toBeLessThanOrEqual(0.995);
		}
	});

	it('hold through one bad frame at five and at fifteen frames a second', () => {
		for (const everyMs of [66, 200]) {
			const steady = votesOver(null, CLOSED, 0, 3000, everyMs);
			const shaken = castVote(steady, { open: 1, closed: 0, none: 0 }, steady.atMs + everyMs, POLICY);
			expect(pooled(shaken).closed).toBeGreaterThan(pooled(shaken).open);
			expect(pooled(shaken).closed).toBeGreaterThan(0.9);
		}
	});

	it('turn at the same moment on a slow device as on a fast one', () => {
		const turnsAt = (everyMs: number) => {
			let votes = votesOver(null, CLOSED, 0, 8000, everyMs);
			while (pooled(votes).open < 0.5) votes = castVote(votes, OPEN, votes.atMs + everyMs, POLICY);
			return votes.atMs - 8000;
		};
		// Half of the weight is older than ln 2 time constants.
		expect(turnsAt(20)).toBeGreaterThanOrEqual(540);
		expect(turnsAt(20)).toBeLessThanOrEqual(600);
		expect(Math.abs(turnsAt(100) - turnsAt(20))).toBeLessThanOrEqual(100);
	});

	it('start anew after a gap', () => {
		const before = votesOver(null, CLOSED, 0, 3000, 100);
		const after = castVote(before, OPEN, before.atMs + 1501, POLICY);
		expect(after.count).toBe(1);
		expect(after.sinceMs).toBe(after.atMs);
		expect(pooled(after).open).toBeGreaterThan(0.98);
	});

	it('ignore a frame that is not newer than the last', () => {
		const votes = votesOver(null, CLOSED, 0, 500, 100);
		expect(castVote(votes, OPEN, votes.atMs, POLICY)).toBe(votes);
		expect(castVote(votes, OPEN, votes.atMs - 50, POLICY)).toBe(votes);
	});

	it('stay finite and sum to one for any frames, certain ones included', () => {
		let seed = 7;
		const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
		let votes: Votes | null = null;
		let at = 0;
		for (let i = 0; i < 5000; i++) {
			const [a, b, c] = [random() ** 8, random() ** 8, random() ** 8];
			const sum = a + b + c;
			const p = i % 7 === 0 ? { open: 0, closed: 1, none: 0 } : { open: a / sum, closed: b / sum, none: c / sum };
			votes = castVote(votes, p, (at += random() * 1800), POLICY);
			const { open, closed, none } = pooled(votes);
			expect(open + closed + none).toBeCloseTo(1, 10);
			expect(Math.min(open, closed, none)).toBeGreaterThan(0);
			expect(votes.count).toBeGreaterThanOrEqual(1);
		}
	});
});
