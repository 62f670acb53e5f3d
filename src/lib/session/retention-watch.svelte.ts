import { errorCode, type ErrorCode } from '../domain/errors';
import { originOf } from './record-origin';
import { settings } from './settings.svelte';

/** After the start, so that the first bottle does not wait for it; then again while the app stays open for weeks. */
const FIRST_MS = 5_000;
const EVERY_MS = 6 * 3_600_000;
/** After a fault: a minute, doubled with each further one, at most {@link EVERY_MS}. */
const RETRY_MS = 60_000;

/**
 * Applies the retention rule a little after the app's start, whichever page it starts on, and every six hours. Without
 * a rule nothing is written. waiting -> applying -> waiting; after a fault the next turn comes sooner, and `fault` says
 * why the rule is not in force until a turn succeeds, by itself or by the inspector's hand.
 */
export class RetentionWatch<Outcome = unknown> {
	/** Why the last turn failed; null where it succeeded or none was yet. */
	fault = $state<ErrorCode | null>(null);
	#failures = 0;
	#next: ReturnType<typeof setTimeout> | undefined;
	readonly #apply: () => Promise<Outcome>;

	constructor(apply: () => Promise<Outcome>) {
		this.#apply = apply;
	}

	/** Takes turns until the returned function is called. */
	follow(): () => void {
		let ended = false;
		const turn = async () => {
			await this.apply().catch(() => undefined);
			if (!ended) this.#next = setTimeout(turn, this.#pauseMs());
		};
		this.#next = setTimeout(turn, FIRST_MS);
		return () => {
			ended = true;
			clearTimeout(this.#next);
		};
	}

	/** One turn, now. @throws InspectorError, which `fault` then names as well */
	async apply(): Promise<Outcome> {
		try {
			const outcome = await this.#apply();
			this.fault = null;
			this.#failures = 0;
			return outcome;
		} catch (thrown) {
			this.fault = errorCode(thrown);
			this.#failures += 1;
			throw thrown;
		}
	}

	#pauseMs(): number {
		return this.#failures === 0 ? EVERY_MS : Math.min(EVERY_MS, RETRY_MS * 2 ** (this.#failures - 1));
	}
}

/** The watch of this visit. */
export const retentionWatch = new RetentionWatch(async () => {
	const { applyRetention } = await import('../records/retention');
	return applyRetention(originOf(settings.current));
});
