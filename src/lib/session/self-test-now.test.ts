import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelManifest } from '../domain/model-manifest';
import type { EngineStatus } from '../inference/bridge';
import { SELF_TEST_PATIENCE_MS, SelfTestNow } from './self-test-now.svelte';

/** An engine whose worker answers only when the test says so. */
class Engine {
	status = { state: 'ready', lastSelfTest: { atMs: 1, passed: true, maxLogitError: 0 } } as EngineStatus;
	readonly #listeners = new Set<(status: EngineStatus) => void>();
	asked: string[] = [];
	answer = (passed = true) => void passed;
	fail: (error: Error) => void = () => {};
	readonly client = {
		selfTest: () => this.#asked<boolean>('self-test'),
		start: () => this.#asked<ModelManifest>('start'),
		onStatus: (listener: (status: EngineStatus) => void) => {
			this.#listeners.add(listener);
			return () => this.#listeners.delete(listener);
		}
	};
	tell(change: Partial<EngineStatus>) {
		this.status = { ...this.status, ...change };
		for (const listener of this.#listeners) listener(this.status);
	}
	#asked<T>(what: string): Promise<T> {
		this.asked.push(what);
		return new Promise((resolve, reject) => {
			this.fail = reject;
			this.answer = (passed = true) => {
				this.tell({ lastSelfTest: { atMs: 2, passed, maxLogitError: 0 } });
				resolve(passed as T);
			};
		});
	}
}

describe('a self-test that somebody asks for', () => {
	let engine: Engine;
	let now: SelfTestNow;
	beforeEach(() => {
		vi.useFakeTimers();
		engine = new Engine();
		now = new SelfTestNow(engine);
	});
	afterEach(() => vi.useRealTimers());
	const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

	it('runs until the worker answers', async () => {
		const run = now.run();
		expect(now.state).toBe('running');
		engine.answer();
		await run;
		expect(now.state).toBe('idle');
		await wait(2 * SELF_TEST_PATIENCE_MS);
		expect(now.state).toBe('idle');
	});

	it('ends after a time limit where the worker hangs, and stays so until the engine is tested', async () => {
		void now.run();
		await wait(SELF_TEST_PATIENCE_MS);
		expect(now.state).toBe('silent');
		engine.tell({ progress: 1 });
		expect(now.state).toBe('silent');
		engine.answer();
		expect(now.state).toBe('idle');
	});

	it('can be asked for again, and is asked of the worker once at a time', async () => {
		void now.run();
		void now.run();
		expect(engine.asked).toEqual(['self-test']);
		await wait(SELF_TEST_PATIENCE_MS);
		const again = now.run();
		expect(now.state).toBe('running');
		engine.answer();
		await again;
		expect(now.state).toBe('idle');
	});

	it('is a start where the engine is not ready, which is waited for as long as it gets on', async () => {
		engine.tell({ state: 'idle', lastSelfTest: null });
		void now.run();
		expect(engine.asked).toEqual(['start']);
		await wait(SELF_TEST_PATIENCE_MS - 1);
		engine.tell({ state: 'loading', progress: 0.1 });
		await wait(SELF_TEST_PATIENCE_MS - 1);
		expect(now.state).toBe('running');
		await wait(1);
		expect(now.state).toBe('silent');
	});

	it('that fails leaves it to the engine to say why', async () => {
		const run = now.run();
		engine.fail(new Error('gone'));
		await run;
		expect(now.state).toBe('idle');
	});
});
