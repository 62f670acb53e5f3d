import type { EngineStatus, InferenceClient } from '../inference/bridge';
import { SELF_TEST_EVERY_MS, SELF_TEST_EXPIRES_MS } from './fail-safe';

/** Knows how old the last self-test that passed is, and has the golden picture judged again when it is due. */
export class SelfTestWatch {
	/** Monotonic time of the last self-test, milliseconds; null where it failed or none has run. */
	#passedAtMs = $state<number | null>(null);
	#noted: EngineStatus['lastSelfTest'] = null;
	#running = false;

	constructor(readonly client: Pick<InferenceClient, 'selfTest'>) {}

	/** Takes note of a self-test that the engine's status tells of for the first time. */
	note({ lastSelfTest }: EngineStatus, nowMs: number): void {
		if (lastSelfTest === this.#noted) return;
		this.#noted = lastSelfTest;
		this.#passedAtMs = lastSelfTest?.passed ? nowMs : null;
	}

	/**
	 * Milliseconds since the last self-test that passed; null where none vouches. Reactive. The monotonic clock of some
	 * devices stands still while they sleep, and the wall clock can be set: whichever says longer holds.
	 */
	ageMs(nowMs: number): number | null {
		if (this.#passedAtMs === null) return null;
		return Math.max(nowMs - this.#passedAtMs, Date.now() - this.#noted!.atMs);
	}

	/**
	 * Tests where it is time: between two bottles if it can wait for that.
	 * @param idle no bottle is in view
	 */
	async testWhenDue(nowMs: number, idle: boolean): Promise<void> {
		const age = this.ageMs(nowMs);
		if (this.#running || age === null || age < SELF_TEST_EVERY_MS) return;
		if (!idle && age < SELF_TEST_EXPIRES_MS * 0.8) return;
		this.#running = true;
		await this.client.selfTest().catch(() => false);
		this.#running = false;
	}
}
