import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorCode } from '../domain/errors';
import { InferenceClient } from './bridge';
import type { FromWorker, ToWorker } from './worker/protocol';

/** Workers that pass every start and self-test, and leave each picture unanswered until the test answers it. */
class Device {
	readonly workers: StubWorker[] = [];
	passes = true;
	readonly states: string[] = [];
	readonly client: InferenceClient;

	constructor() {
		const { workers } = this;
		const selfTest = () => ({ passed: this.passes, maxLogitError: 0 });
		vi.stubGlobal(
			'Worker',
			class extends StubWorker {
				constructor() {
					super(selfTest);
					workers.push(this);
				}
			}
		);
		this.client = new InferenceClient({ modelBase: 'https://plant.example/model/', backends: ['wasm'] });
		this.client.onStatus(({ state }) => this.states.push(state));
	}
}

class StubWorker {
	onmessage: ((event: { data: FromWorker }) => void) | null = null;
	onerror: ((event: { preventDefault(): void }) => void) | null = null;
	readonly judging: number[] = [];
	constructor(private readonly selfTest: () => { passed: boolean; maxLogitError: number }) {}
	terminate() {}
	postMessage(message: ToWorker) {
		if (!('request' in message)) return;
		const { id, request } = message;
		if (request.type === 'judge') return void this.judging.push(id);
		const selfTest = this.selfTest();
		const started = { manifest: { version: 'bbbbbbbbbbbb' }, backend: 'wasm', selfTest, textures: false };
		this.answer(id, request.type === 'start' ? started : selfTest);
	}
	answer(id: number, reply: unknown) {
		queueMicrotask(() => this.onmessage?.({ data: { id, ok: true, reply } as FromWorker }));
	}
}

const picture = { data: new Uint8ClampedArray(4), width: 1, height: 1 };

describe('an engine that is started again', () => {
	beforeEach(() => {
		vi.stubGlobal('caches', undefined);
		vi.stubGlobal('ImageBitmap', class {});
	});
	afterEach(() => void vi.unstubAllGlobals());

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
