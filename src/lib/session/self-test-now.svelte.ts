import type { EngineStatus, InferenceClient } from '../inference/bridge';
import { sharedEngine } from './engine.svelte';

interface Engine {
	/** Reactive. */
	readonly status: EngineStatus;
	readonly client: Pick<InferenceClient, 'selfTest' | 'start'>;
}

/**
 * The self-test that somebody asks for. idle -> running -> idle: how it ended, also where the worker hung, is in the
 * engine's status.
 */
export class SelfTestNow {
	#running = $state(false);
	readonly #engine: Engine;

	constructor(engine: Engine) {
		this.#engine = engine;
	}

	get state(): 'idle' | 'running' {
		return this.#running ? 'running' : 'idle';
	}

	/** Tests, or starts the engine, which tests by itself; a call while one is under way does nothing. Never rejects. */
	async run(): Promise<void> {
		if (this.#running) return;
		this.#running = true;
		const { client, status } = this.#engine;
		// The status carries the fault.
		await (status.state === 'ready' ? client.selfTest() : client.start()).catch(() => {});
		this.#running = false;
	}
}

let shared: SelfTestNow | null = null;

/** This page's, made on first use: one that is under way is seen on every screen. */
export const selfTestNow = (): SelfTestNow => (shared ??= new SelfTestNow(sharedEngine()));
