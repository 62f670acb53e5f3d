import { describe, expect, it } from 'vitest';
import type { EngineStatus } from '../inference/bridge';
import { SelfTestNow } from './self-test-now.svelte';

/** An engine in some state; what it is asked stays unanswered until the test answers it. */
function engineIn(state: EngineStatus['state']) {
	const asked: string[] = [];
	let settle: { resolve(value: unknown): void; reject(fault: Error): void };
	const ask = (what: string) => {
		asked.push(what);
		return new Promise<never>((resolve, reject) => (settle = { resolve: resolve as () => void, reject }));
	};
	return {
		asked,
		status: { state } as EngineStatus,
		client: { selfTest: () => ask('self-test'), start: () => ask('start') },
		answer: () => settle.resolve(true),
		fail: () => settle.reject(new Error('gone'))
	};
}

describe('a self-test that somebody asks for', () => {
	it('runs until the engine answers, and is asked once at a time', async () => {
		const engine = engineIn('ready');
		const now = new SelfTestNow(engine);
		const run = now.run();
		void now.run();
		expect([now.state, engine.asked]).toEqual(['running', ['self-test']]);
		engine.answer();
		await run;
		expect(now.state).toBe('idle');
		void now.run();
		expect(engine.asked).toEqual(['self-test', 'self-test']);
	});

	it('is a start where the engine is not ready', () => {
		const engine = engineIn('failed');
		void new SelfTestNow(engine).run();
		expect(engine.asked).toEqual(['start']);
	});

	it('that fails leaves it to the engine to say why, and can be asked for again', async () => {
		const engine = engineIn('ready');
		const now = new SelfTestNow(engine);
		const run = now.run();
		engine.fail();
		await run;
		expect(now.state).toBe('idle');
		void now.run();
		expect(now.state).toBe('running');
	});
});
