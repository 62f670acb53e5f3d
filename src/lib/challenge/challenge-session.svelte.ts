import type { Inference } from '../domain/inference';
import { isSameTool } from '../domain/challenge-state';
import type { ChallengeRecord, ModelStamp } from '../domain/record';
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

/** After an answer, before the camera's next picture is taken, milliseconds. */
const BOUNCE_MS = 700;

/** Idle -> showing <-> judging -> recording -> over; a fault while judging leads back to showing. */
export type ChallengePhase = 'idle' | 'showing' | 'judging' | 'recording' | 'over';

/** A test as it is to be recorded. */
export type DecidedTest = Omit<ChallengeInput, 'origin' | 'endedAt' | 'note' | 'id'> & { readonly id: string };

export interface ChallengeEnvironment {
	/** The same way to a verdict as in inspection, and which model it came from, hashed. */
	judge(picture: ImageBitmap): Promise<{ judgement: Judgement; inference: Inference; model: ModelStamp }>;
	/** Which model would judge now; asked only where none has judged. */
	model(): Promise<ModelStamp>;
	/** Called again with the same `id` where it rejected: the test is recorded once. */
	record(input: DecidedTest): Promise<ChallengeRecord>;
	monotonicMs(): number;
	random?: () => number;
}

/** Why a test is made; whether the tool changed since the last one is known only with the model that judges. */
export type WhyTested = (model: ModelStamp) => ChallengeRecord['trigger'];

/** One challenge test on the screen. What it finds is recorded before it is shown as found. */
export class ChallengeSession {
	phase = $state<ChallengePhase>('idle');
	record = $state.raw<ChallengeRecord | null>(null);
	/** The last answer, shown until the next bottle. */
	lastVerdict = $state.raw<Verdict | null>(null);
	fault = $state<ErrorCode | null>(null);
	/**
	 * Model, thresholds or backend are others than those that judged the bottles before: nobody has been shown every bottle,
	 * so nobody can pass. What was missed stays missed.
	 */
	changed = $state(false);
	#test = $state.raw<ChallengeTest | null>(null);
	#why: WhyTested = () => 'on-demand';
	/** The model of the last answer: the record can be written though the engine is down by then. */
	#model: ModelStamp | null = null;
	/** Someone stopped or left while a bottle was being judged; its answer must not be lost. */
	#leaving = false;
	#startedMs = 0;
	#answeredMs = -Infinity;
	/** Of its record. */
	#id = '';
	readonly #env: ChallengeEnvironment;

	constructor(environment: ChallengeEnvironment) {
		this.#env = environment;
	}

	get expected(): Expected | null {
		return this.#test && !this.changed ? nextExpected(this.#test) : null;
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

	/**
	 * False right after an answer: nobody changes bottles so fast, and a tap that bounces under a glove would have the same
	 * bottle judged as the next one.
	 */
	get mayShoot(): boolean {
		return this.phase === 'showing' && this.#env.monotonicMs() - this.#answeredMs >= BOUNCE_MS;
	}

	start(planned: { open: number; closed: number }, why: WhyTested): void {
		this.#test = drawChallenge(planned, this.#env.random ?? secureRandom);
		this.#why = why;
		this.#id = crypto.randomUUID();
		this.#model = null;
		this.changed = false;
		this.#leaving = false;
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
			const { judgement, inference, model } = await this.#env.judge(picture);
			this.changed = this.#model !== null && !isSameTool(this.#model, model);
			this.#model = model;
			const logits = inference.logits && ([...inference.logits] as [number, number, number]);
			const atMs = this.#env.monotonicMs() - this.#startedMs;
			this.#test = answer(this.#test, { expected, verdict: judgement.verdict, logits, atMs });
			this.lastVerdict = judgement.verdict;
			this.#answeredMs = this.#env.monotonicMs();
		} catch (error) {
			this.fault = errorCode(error);
		}
		this.phase = 'showing';
		if (this.#leaving || this.#outcome) await this.#finish();
	}

	/**
	 * Ends early. The record says so, and a test that was passed before still counts; where the test is decided, only not
	 * recorded yet, its outcome is recorded all the same: stopping must not bury a missed open.
	 */
	async abandon(): Promise<void> {
		if (this.phase === 'judging') this.#leaving = true;
		if (this.phase === 'showing') await this.#finish();
	}

	/** Tries again to write what could not be written. */
	async retryRecording(): Promise<void> {
		if (this.phase === 'showing' && this.#outcome) await this.#finish();
	}

	get #outcome(): ChallengeRecord['outcome'] | null {
		const outcome = this.#test && challengeOutcome(this.#test);
		return this.changed && outcome !== 'failed' ? 'abandoned' : outcome;
	}

	/** Records how the test stands: passed or failed, or else stopped early. */
	async #finish(): Promise<void> {
		this.phase = 'recording';
		try {
			await this.#record(this.#test!);
			this.phase = 'over';
		} catch (error) {
			this.fault = errorCode(error);
			this.phase = 'showing';
		}
	}

	async #record(test: ChallengeTest): Promise<void> {
		const planned = {
			open: test.order.filter((kind) => kind === 'open').length,
			closed: test.order.filter((kind) => kind === 'closed').length
		};
		const model = this.#model ?? (await this.#env.model());
		this.record = await this.#env.record({
			id: this.#id,
			trigger: this.#why(model),
			outcome: this.#outcome ?? 'abandoned',
			planned,
			steps: [...test.steps],
			...tally(test),
			model
		});
	}
}
