import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorCode } from '../domain/errors';
import type { BackendName } from '../domain/inference';
import { InferenceClient } from './bridge';
import { ANSWER_LIMITS_MS, type Wait } from './patience';
import type { FromWorker, ToWorker } from './worker/protocol';

/** Timers that fire when the test lets time pass; sleep fires each that came due once, as browsers do afterwards. */
class Time {
	#nowMs = 0;
	readonly #waits = new Set<{ readonly dueMs: number; readonly done: () => void }>();
	readonly wait: Wait = (ms, done) => {
		const entry = { dueMs: this.#nowMs + ms, done };
		this.#waits.add(entry);
		return () => this.#waits.delete(entry);
	};
	async pass(ms: number) {
		for (const endMs = this.#nowMs + ms; this.#nowMs < endMs;) await this.sleep(Math.min(1000, endMs - this.#nowMs));
	}
	async sleep(ms: number) {
		this.#nowMs += ms;
		const due = [...this.#waits].filter(({ dueMs }) => dueMs <= this.#nowMs);
		for (const entry of due) if (this.#waits.delete(entry)) entry.done();
		await new Promise((resolve) => setTimeout(resolve));
	}
	/** Until something waits. */
	begun(): Promise<void> {
		return vi.waitUntil(() => !this.idle).then(() => {});
	}
	get idle(): boolean {
		return this.#waits.size === 0;
	}
}

/** Workers that pass every start and self-test, and leave each picture unanswered until the test answers it. */
class Device {
	readonly workers: StubWorker[] = [];
	readonly time = new Time();
	passes = true;
	/** Whether workers leave self-tests and starts unanswered too. */
	hangs = false;
	readonly states: string[] = [];
	readonly client: InferenceClient;

	constructor(backends: readonly BackendName[] = ['wasm']) {
		const { workers } = this;
		const selfTest = () => (this.hangs ? null : { passed: this.passes, maxLogitError: 0 });
		vi.stubGlobal(
			'Worker',
			class extends StubWorker {
				constructor() {
					super(selfTest);
					workers.push(this);
				}
			}
		);
		const { wait } = this.time;
		this.client = new InferenceClient({ modelBase: 'https://plant.example/model/', backends, wait });
		this.client.onStatus(({ state }) => this.states.push(state));
	}
}

class StubWorker {
	onmessage: ((event: { data: FromWorker }) => void) | null = null;
	onerror: ((event: { preventDefault(): void }) => void) | null = null;
	readonly judging: number[] = [];
	constructor(private readonly selfTest: () => { passed: boolean; maxLogitError: number } | null) {}
	ended = false;
	terminate() {
		this.ended = true;
	}
	postMessage(message: ToWorker) {
		if (!('request' in message)) return;
		const { id, request } = message;
		if (request.type === 'judge') return void this.judging.push(id);
		const selfTest = this.selfTest();
		if (!selfTest) return;
		const started = { manifest: { version: 'bbbbbbbbbbbb' }, backend: 'wasm', selfTest, textures: false };
		this.answer(id, request.type === 'start' ? started : selfTest);
	}
	answer(id: number, reply: unknown) {
		queueMicrotask(() => this.onmessage?.({ data: { id, ok: true, reply } as FromWorker }));
	}
}

const picture = { data: new Uint8ClampedArray(4), width: 1, height: 1 };

beforeEach(() => {
	vi.stubGlobal('caches', undefined);
	vi.stubGlobal('ImageBitmap', class {});
});
afterEach(() => void vi.unstubAllGlobals());

describe('an engine that is started again', () => {
	it('is kept where it is ready: one worker, no other state, and the picture being judged is answered', async () => {
		const { client, workers, states } = new Device();
		const manifest = await client.start();
		const judged = client.judge(picture).then((reply) => reply as unknown, errorCode);
		states.length = 0;
		expect(await client.start()).toBe(manifest);
		const [worker] = workers;
		worker!.answer(worker!.judging[0]!, 'the answer');
		expect(await judged).toBe('the answer');
		expect([workers.length, states]).toEqual([1, []]);
	});

	it('shares the recovery where its worker has crashed, and gets a worker that was tested', async () => {
		const { client, workers } = new Device();
		await client.start();
		workers[0]!.onerror!({ preventDefault: () => {} });
		expect(client.status.state).toBe('recovering');
		await client.start();
		expect([workers.length, client.status.state]).toEqual([2, 'ready']);
	});

	it('is started afresh once it has failed', async () => {
		const device = new Device();
		await device.client.start();
		device.passes = false;
		expect(await device.client.selfTest()).toBe(false);
		await expect(device.client.start()).rejects.toMatchObject({ code: 'self-test-failed' });
		expect(device.client.status.state).toBe('failed');
		device.passes = true;
		await device.client.start();
		expect(device.client.status.state).toBe('ready');
	});
});

describe('a worker that hangs', () => {
	const LIMIT_MS = ANSWER_LIMITS_MS.judge;
	const outcome = (judged: Promise<unknown>) => judged.then(() => 'answered', errorCode);
	async function ready() {
		const device = new Device();
		await device.client.start();
		return device;
	}

	it('fails the picture that it hangs at, and is replaced by one that was tested', async () => {
		const { client, workers, time, states } = await ready();
		const [judged, behind] = [outcome(client.judge(picture)), outcome(client.judge(picture))];
		states.length = 0;
		await time.pass(LIMIT_MS - 1000);
		expect([client.status.state, workers[0]!.ended]).toEqual(['ready', false]);
		await time.pass(1000);
		expect(await Promise.all([judged, behind])).toEqual(['worker-silent', 'worker-crashed']);
		expect(states[0]).toBe('recovering');
		await client.start();
		expect([workers.length, workers[0]!.ended, client.status.state]).toEqual([2, true, 'ready']);
	});

	it('is given the whole time for each picture, and none is counted where nothing waits', async () => {
		const { client, workers, time } = await ready();
		const [first, second] = [outcome(client.judge(picture)), outcome(client.judge(picture))];
		const [worker] = workers;
		await time.pass(LIMIT_MS - 1000);
		worker!.answer(worker!.judging[0]!, 'the answer');
		expect(await first).toBe('answered');
		await time.pass(LIMIT_MS - 1000);
		worker!.answer(worker!.judging[1]!, 'the answer');
		expect(await second).toBe('answered');
		expect([time.idle, workers.length]).toEqual([true, 1]);
	});

	it('is not taken for one that slept with the tablet, however long', async () => {
		const { client, workers, time } = await ready();
		const judged = outcome(client.judge(picture));
		await time.pass(2000);
		await time.sleep(8 * 3_600_000);
		await time.pass(5000);
		workers[0]!.answer(workers[0]!.judging[0]!, 'the answer');
		expect(await judged).toBe('answered');
		expect([client.status.state, workers.length]).toEqual(['ready', 1]);
	});

	it('is found out too where its picture was given up meanwhile, and no other is blamed', async () => {
		const { client, workers, time } = await ready();
		const abort = new AbortController();
		const cancelled = outcome(client.judge(picture, { signal: abort.signal }));
		abort.abort();
		expect(await cancelled).toBe('cancelled');
		const behind = outcome(client.judge(picture));
		await time.pass(LIMIT_MS);
		expect(await behind).toBe('worker-crashed');
		expect(workers).toHaveLength(2);
	});

	it('is not seen in a picture that could not even be sent', async () => {
		const { client, workers, time } = await ready();
		const [worker] = workers;
		vi.spyOn(worker!, 'postMessage').mockImplementationOnce(() => {
			throw new DOMException('detached', 'DataCloneError');
		});
		expect(await outcome(client.judge(picture))).toBe('unexpected');
		await time.pass(2 * LIMIT_MS);
		expect([time.idle, client.status.state, workers.length]).toEqual([true, 'ready', 1]);
	});

	it('is replaced where it hangs at the self-test', async () => {
		const device = await ready();
		device.hangs = true;
		const tested = outcome(device.client.selfTest());
		device.hangs = false;
		await device.time.pass(ANSWER_LIMITS_MS['self-test']);
		expect(await tested).toBe('worker-silent');
		await device.client.start();
		expect([device.workers.length, device.client.status.state]).toEqual([2, 'ready']);
	});

	it('is given up where it starts and tells nothing for too long, and the next backend is tried', async () => {
		const device = new Device(['webgl', 'wasm']);
		device.hangs = true;
		const started = device.client.start();
		await device.time.begun();
		await device.time.pass(ANSWER_LIMITS_MS.start - 1000);
		expect([device.client.status.state, device.workers.length]).toEqual(['loading', 1]);
		device.hangs = false;
		await device.time.pass(1000);
		await started;
		expect([device.workers.length, device.workers[0]!.ended, device.client.status.backend]).toEqual([2, true, 'wasm']);
	});

	it('fails the start where it hangs on every backend, in words of its own', async () => {
		const device = new Device();
		device.hangs = true;
		const started = outcome(device.client.start());
		await device.time.begun();
		await device.time.pass(ANSWER_LIMITS_MS.start);
		expect([await started, device.client.status.state]).toEqual(['worker-silent', 'failed']);
	});

	it('is waited for as long as its start gets on, however slow the network', async () => {
		const device = new Device();
		device.hangs = true;
		void device.client.start();
		for (let piece = 1; piece <= 3; piece++) {
			await device.time.pass(ANSWER_LIMITS_MS.start - 1000);
			device.workers[0]!.onmessage!({ data: { event: 'progress', share: piece / 10 } });
		}
		expect([device.client.status.state, device.client.status.progress, device.workers.length]).toEqual([
			'loading',
			0.3,
			1
		]);
	});
});
