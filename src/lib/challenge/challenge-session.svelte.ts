import type { Inference } from '../domain/inference';
import type { ChallengeRecord } from '../domain/record';
import type { Judgement, Verdict } from '../domain/verdict';
import { errorCode, type ErrorCode } from '../domain/errors';
import {
	answer,
	challengeOutcome,
	drawChallenge,
	nextExpected,
	placesDone,
	secureRandom,
	tally,
	type ChallengeTest,
	type Expected
} from './challenge-test';
import type { ChallengeInput } from '../records/record-challenge';

/** Idle -> showing <-> judging -> recording -> over; a fault while judging leads back to showing. */
export type ChallengePhase = 'idle' | 'showing' | 'judging' | 'recording' | 'over';

export interface ChallengeEnvironment {
	/** The same way to a verdict as in inspection. */
	judge(picture: ImageBitmap): Promise<{ judgement: Judgement; inference: Inference }>;
	/** Which model judges, hashed. */
	model(): Promise<ChallengeRecord['model']>;
	record(input: Omit<ChallengeInput, 'origin'>): Promise<ChallengeRecord>;
	monotonicMs(): number;
	random?: () => number;
}

/** One challenge test on the screen. What it finds is recorded before it is shown as found. */
export class ChallengeSession {
	phase = $state<ChallengePhase>('idle');
	record = $state.raw<ChallengeRecord | null>(null);
	/** The last answer, shown until the next bottle. */
	lastVerdict = $state.raw<Verdict | null>(null);
	fault = $state<ErrorCode | null>(null);
	#test = $state.raw<ChallengeTest | null>(null);
	#trigger: ChallengeRecord['trigger'] = 'on-demand';
	#startedMs = 0;
	readonly #env: ChallengeEnvironment;

	constructor(environment: ChallengeEnvironment) {
		this.#env = environment;
	}

	get expected(): Expected | null {
		return this.#test && nextExpected(this.#test);
	}
	get done(): number {
		return this.#test ? placesDone(this.#test) : 0;
	}
	get planned(): number {
		return this.#test?.order.length ?? 0;
	}
	get retriesLeft(): number {
		return this.#test?.retriesLeft ?? 0;
	}

	start(planned: { open: number; closed: number }, trigger: ChallengeRecord['trigger']): void {
		this.#test = drawChallenge(planned, this.#env.random ?? secureRandom);
		this.#trigger = trigger;
		this.#startedMs = this.#env.monotonicMs();
		this.record = null;
		this.lastVerdict = null;
		this.fault = null;
		this.phase = 'showing';
	}

	/** Judges what is shown now; takes ownership of the picture. */
	async show(picture: ImageBitmap): Promise<void> {
		const expected = this.expected;
		if (this.phase !== 'showing' || !expected || !this.#test) return picture.close();
		this.phase = 'judging';
		this.fault = null;
		try {
			const { judgement, inference } = await this.#env.judge(picture);
			const logits = inference.logits && ([...inference.logits] as [number, number, number]);
			const atMs = this.#env.monotonicMs() - this.#startedMs;
			this.#test = answer(this.#test, { expected, verdict: judgement.verdict, logits, atMs });
			this.lastVerdict = judgement.verdict;
			const outcome = challengeOutcome(this.#test);
			if (outcome) await this.#finish(outcome);
			else this.phase = 'showing';
		} catch (error) {
			this.fault = errorCode(error);
			this.phase = 'showing';
		}
	}

	/** Ends early. The record says so; a test that was passed before still counts. */
	async abandon(): Promise<void> {
		if (this.phase !== 'showing') return;
		await this.#finish('abandoned').catch((error) => {
			this.fault = errorCode(error);
			this.phase = 'showing';
		});
	}

	/** Tries again to write what could not be written. */
	async retryRecording(): Promise<void> {
		const outcome = this.#test && challengeOutcome(this.#test);
		if (!outcome || this.record) return;
		await this.#finish(outcome).catch((error) => (this.fault = errorCode(error)));
	}

	async #finish(outcome: ChallengeRecord['outcome']): Promise<void> {
		const test = this.#test!;
		this.phase = 'recording';
		const planned = {
			open: test.order.filter((kind) => kind === 'open').length,
			closed: test.order.filter((kind) => kind === 'closed').length
		};
		this.record = await this.#env.record({
			trigger: this.#trigger,
			outcome,
			planned,
			steps: [...test.steps],
			...tally(test),
			model: await this.#env.model()
		});
		this.phase = 'over';
	}
}
