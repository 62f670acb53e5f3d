import type { ChallengeRecord, ChallengeStep } from '../domain/record';

/**
 * The challenge test as a pure machine: which known bottle is asked for next, and when the test is over.
 *
 * [Note: challenge order] The order is drawn at random by the app, so that nobody can show bottles in an order that
 * a broken tool would happen to get right, and always holds both kinds. The first missed open ends the test at once
 * as failed: showing more bottles could only bury it.
 */
export type Expected = ChallengeStep['expected'];

export interface ChallengeTest {
	readonly order: readonly Expected[];
	readonly steps: readonly ChallengeStep[];
	/** Further tries allowed for bottles on which the tool was unsure. */
	readonly retriesLeft: number;
}

/** How often an unsure answer may be tried again with another shot before the test counts it. */
export const RETRIES = 2;

/**
 * Draws a test.
 * @param random uniform in 0..1, 1 excluded
 */
export function drawChallenge(planned: { open: number; closed: number }, random: () => number): ChallengeTest {
	const order: Expected[] = [
		...Array<Expected>(planned.open).fill('open'),
		...Array<Expected>(planned.closed).fill('closed')
	];
	// Fisher-Yates: every order is equally likely.
	for (let i = order.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[order[i], order[j]] = [order[j]!, order[i]!];
	}
	return { order, steps: [], retriesLeft: RETRIES };
}

/** Uniform in 0..1 from the browser's cryptographic source. */
export const secureRandom = () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;

/** The bottle to show now; null once the test is over. */
export function nextExpected(test: ChallengeTest): Expected | null {
	return challengeOutcome(test) === null ? (test.order[placesDone(test)] ?? null) : null;
}

/** Places of the order that are settled; an unsure answer that is tried again settles none. */
export const placesDone = (test: ChallengeTest) => test.steps.length - (RETRIES - test.retriesLeft);

/** Takes one answer. An unsure or absent verdict may be tried again, a decided one never. */
export function answer(test: ChallengeTest, step: ChallengeStep): ChallengeTest {
	const undecided = step.verdict.kind === 'unsure' || step.verdict.kind === 'no-bottle';
	const retriesLeft = undecided && test.retriesLeft > 0 ? test.retriesLeft - 1 : test.retriesLeft;
	return { ...test, steps: [...test.steps, step], retriesLeft };
}

/** Missed open: a known open bottle called closed, or, once no try is left, not called open. */
export function tally(test: ChallengeTest): Pick<ChallengeRecord, 'missedOpen' | 'falseAlarms' | 'undecided'> {
	const calledClosed = test.steps.filter((s) => s.expected === 'open' && s.verdict.kind === 'closed').length;
	const falseAlarms = test.steps.filter((s) => s.expected === 'closed' && s.verdict.kind === 'open').length;
	const unresolved = unresolvedStep(test);
	return {
		missedOpen: calledClosed + (unresolved?.expected === 'open' ? 1 : 0),
		falseAlarms,
		undecided: test.steps.filter((s) => s.verdict.kind === 'unsure' || s.verdict.kind === 'no-bottle').length
	};
}

/** The step that used up the tries without a decision; null where there is none. */
function unresolvedStep(test: ChallengeTest): ChallengeStep | null {
	const undecided = test.steps.filter((s) => s.verdict.kind === 'unsure' || s.verdict.kind === 'no-bottle');
	return undecided[RETRIES] ?? null;
}

/** Null while bottles are still to be shown. */
export function challengeOutcome(test: ChallengeTest): 'passed' | 'failed' | null {
	const { missedOpen, falseAlarms } = tally(test);
	if (missedOpen > 0 || unresolvedStep(test)) return 'failed';
	if (placesDone(test) < test.order.length) return null;
	return falseAlarms > 0 ? 'failed' : 'passed';
}
