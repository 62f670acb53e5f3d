import type { EngineStatus, InferenceClient } from '../inference/bridge';
import { sharedEngine } from './engine.svelte';

/** A worker that tells nothing for so long hangs, milliseconds: the slowest device tests itself in a few seconds. */
export const SELF_TEST_PATIENCE_MS = 30_000;

interface Engine {
	/** Reactive. */
	readonly status: EngineStatus;
	readonly client: Pick<InferenceClient, 'selfTest' | 'start' | 'onStatus'>;
}

/**
 * The self-test that somebody asks for. idle -> running -> idle, where the engine's status says how it ended; or ->
 * `silent` where the worker hangs. What passed before vouches for nothing then, until the engine is tested again.
 */
export class SelfTestNow {
	#running = $state(false);
	/** The outcome that stood when the worker fell silent; null where it has not. */
	#unanswered = $state.raw<{ last: EngineStatus['lastSelfTest'] } | null>(null);
	readonly #engine: Engine;

	constructor(engine: Engine) {
		this.#engine = engine;
	}

	get state(): 'idle' | 'running' | 'silent' {
		if (this.#running) return 'running';
		return this.#unanswered && this.#unanswered.last === this.#engine.status.lastSelfTest ? 'silent' : 'idle';
	}

	/** Tests, or starts the engine, which tests by itself; a call while one is under way does nothing. Never rejects. */
	async run(): Promise<void> {
		if (this.#running) return;
		this.#running = true;
		this.#unanswered = null;
		const { client, status } = this.#engine;
		const answered = (status.state === 'ready' ? client.selfTest() : client.start()).then(
			() => true,
			() => true
		);
		const last = (await this.#orSilence(answered)) ? null : { last: this.#engine.status.lastSelfTest };
		this.#unanswered = last;
		this.#running = false;
	}

	/** False where neither `answered` nor the engine's status tells anything for too long. */
	async #orSilence(answered: Promise<boolean>): Promise<boolean> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let stop = () => {};
		const silence = new Promise<boolean>((resolve) => {
			const wait = () => {
				clearTimeout(timer);
				timer = setTimeout(() => resolve(false), SELF_TEST_PATIENCE_MS);
			};
			wait();
			stop = this.#engine.client.onStatus(wait);
		});
		try {
			return await Promise.race([answered, silence]);
		} finally {
			clearTimeout(timer);
			stop();
		}
	}
}

let shared: SelfTestNow | null = null;

/** This page's, made on first use: what it found holds on every screen. */
export const selfTestNow = (): SelfTestNow => (shared ??= new SelfTestNow(sharedEngine()));
