import { describe, expect, it } from 'vitest';
import type { Verdict } from '../domain/verdict';
import {
	answer,
	challengeOutcome,
	drawChallenge,
	nextExpected,
	placesDone,
	tally,
	type ChallengeTest
} from './challenge-test';

const PLANNED = { open: 3, closed: 3 };
/** A fixed sequence in place of chance. */
const chance = (seed: number) => () => {
	seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
	return seed / 2 ** 31;
};
const verdict = (kind: Verdict['kind']): Verdict =>
	kind === 'unsure' ? { kind, reason: 'unstable', confidence: 0.5 } : { kind, confidence: 0.99 };
const show = (test: ChallengeTest, kind: Verdict['kind']) =>
	answer(test, { expected: nextExpected(test)!, verdict: verdict(kind), logits: null, atMs: 1 });
const right = (test: ChallengeTest) => show(test, nextExpected(test)!);
const upTo = (expected: 'open' | 'closed') => {
	let test = drawChallenge(PLANNED, chance(7));
	while (nextExpected(test) !== expected) test = right(test);
	return test;
};

describe('the order of a challenge test', () => {
	it('asks for as many of each kind as planned', () => {
		const { order } = drawChallenge({ open: 2, closed: 5 }, chance(1));
		expect(order.filter((kind) => kind === 'open')).toHaveLength(2);
		expect(order).toHaveLength(7);
	});
	it('is every order about equally often', () => {
		const counts = new Map<string, number>();
		const random = chance(42);
		for (let i = 0; i < 6000; i++) {
			const key = drawChallenge({ open: 2, closed: 2 }, random).order.join();
			counts.set(key, (counts.get(key) ?? 0) + 1);
		}
		expect(counts.size).toBe(6);
		for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
	});
});

describe('a challenge test', () => {
	it('is passed when every bottle is named rightly', () => {
		let test = drawChallenge(PLANNED, chance(3));
		for (let i = 0; i < 6; i++) {
			expect(challengeOutcome(test)).toBeNull();
			test = right(test);
		}
		expect(challengeOutcome(test)).toBe('passed');
		expect(nextExpected(test)).toBeNull();
		expect(tally(test)).toEqual({ missedOpen: 0, falseAlarms: 0, undecided: 0 });
	});
	it('is failed at once by an open bottle called closed', () => {
		const test = show(upTo('open'), 'closed');
		expect(challengeOutcome(test)).toBe('failed');
		expect(nextExpected(test)).toBeNull();
		expect(tally(test).missedOpen).toBe(1);
	});
	it('goes on after a false alarm, and is failed at the end', () => {
		let test = show(upTo('closed'), 'open');
		expect(challengeOutcome(test)).toBeNull();
		while (nextExpected(test)) test = right(test);
		expect(challengeOutcome(test)).toBe('failed');
		expect(tally(test)).toMatchObject({ missedOpen: 0, falseAlarms: 1 });
	});
	it('asks for the same bottle again where the tool was unsure, twice in all', () => {
		const before = upTo('open');
		let test = show(before, 'unsure');
		expect(nextExpected(test)).toBe('open');
		expect(placesDone(test)).toBe(placesDone(before));
		test = show(test, 'no-bottle');
		expect(nextExpected(test)).toBe('open');
		while (nextExpected(test)) test = right(test);
		expect(challengeOutcome(test)).toBe('passed');
		expect(tally(test).undecided).toBe(2);
	});
	it('is failed as a missed open where the tries are used up on an open bottle', () => {
		let test = upTo('open');
		for (let i = 0; i < 3; i++) test = show(test, 'unsure');
		expect(challengeOutcome(test)).toBe('failed');
		expect(tally(test).missedOpen).toBe(1);
	});
	it('is failed without a missed open where they are used up on a closed one', () => {
		let test = upTo('closed');
		for (let i = 0; i < 3; i++) test = show(test, 'unsure');
		expect(challengeOutcome(test)).toBe('failed');
		expect(tally(test).missedOpen).toBe(0);
	});
});
