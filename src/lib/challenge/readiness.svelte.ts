import {
	challengeStateOf,
	challengeTriggerOf,
	type ChallengeCircumstances,
	type LastChallenge
} from '../domain/challenge-state';
import type { ChallengeRecord, ChallengeState } from '../domain/record';
import { keptFailure } from '../records/kept-challenges';
import { lastChallenge } from '../records/record-challenge';
import { recordStore, type RecordStore } from '../records/store';

/**
 * Whether the tool has been proven for this line and shift: the word that the live screen shows. Follows every
 * challenge test, in whichever tab it was made.
 *
 * ```svelte
 * const readiness = new ChallengeReadiness();
 * $effect(() => readiness.follow());
 * readiness.stateFor(station, model) // 'passed' | 'due' | 'failed' | null
 * ```
 */
export class ChallengeReadiness {
	#last = $state.raw<LastChallenge | null>(null);
	/** False until the tablet's memory has been read; show nothing before. */
	#known = $state(false);
	/** Moves on each minute, so that a pass runs out by itself. */
	#nowMs = $state(0);
	readonly #store: RecordStore;

	constructor(store: RecordStore = recordStore()) {
		this.#store = store;
		this.#nowMs = store.clock.wallMs();
	}

	get known(): boolean {
		return this.#known;
	}

	get last(): LastChallenge | null {
		return this.#last;
	}

	/**
	 * `failed` takes "ready" away until a test is passed; `due` means that none was passed for this line, shift and model.
	 * @param model null while none is ready: a pass is then not known to hold, which null says
	 */
	stateFor(
		station: ChallengeCircumstances['station'],
		model: ChallengeCircumstances['model'] | null
	): ChallengeState | null {
		if (model) return challengeStateOf(this.#last, this.#now(station, model));
		const atBest = this.#last && challengeStateOf(this.#last, this.#now(station, this.#last.model));
		return atBest === 'passed' ? null : (atBest ?? 'due');
	}

	/** Why a test that is made now is made. */
	triggerFor(
		station: ChallengeCircumstances['station'],
		model: ChallengeCircumstances['model']
	): ChallengeRecord['trigger'] {
		return challengeTriggerOf(this.#last, this.#now(station, model));
	}

	#now(station: ChallengeCircumstances['station'], model: ChallengeCircumstances['model']): ChallengeCircumstances {
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a moment, never changed
		return { wallTime: new Date(this.#nowMs).toISOString(), station, model };
	}

	/** Reads now and after every change, until the returned function is called. */
	follow(): () => void {
		const read = async () => {
			this.#nowMs = this.#store.clock.wallMs();
			// Where nothing can be read, nothing is proven: the test shows as due.
			const recorded = await lastChallenge(this.#store).catch(() => null);
			this.#last = keptFailure(this.#store.copy.name) ?? recorded;
			this.#known = true;
		};
		void read();
		const stop = this.#store.onChange(({ kinds }) => {
			if (kinds.includes('challenge')) void read();
		});
		const timer = setInterval(() => (this.#nowMs = this.#store.clock.wallMs()), 60_000);
		return () => {
			stop();
			clearInterval(timer);
		};
	}
}
