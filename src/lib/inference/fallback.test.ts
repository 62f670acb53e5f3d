import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../domain/errors';
import type { BackendName } from '../domain/inference';
import { InferenceClient } from './bridge';
import { ModelShelf, type Attempt } from './model-shelf';
import type { FromWorker, Request, ToWorker } from './worker/protocol';

type Start = Extract<Request, { type: 'start' }>;
type Outcome = 'passes' | 'computes other numbers' | ErrorCode;

const NEW = 'bbbbbbbbbbbb';
const KEPT = 'aaaaaaaaaaaa';
const modelBase = 'https://plant.example/inspector/model/';

/** Answers starts as a device would on which `outcome` holds, and notes what was tried. */
function device(outcome: (backend: BackendName, attempt: Attempt) => Outcome) {
	const tried: string[] = [];
	class StubWorker {
		onmessage: ((event: { data: FromWorker }) => void) | null = null;
		terminate() {}
		postMessage(message: ToWorker) {
			const { backends, attempt } = (message as { request: Start }).request;
			tried.push(`${backends[0]} ${attempt}`);
			const found = outcome(backends[0]!, attempt);
			const passed = found === 'passes';
			const manifest = { version: attempt === 'first' ? NEW : KEPT };
			const data =
				passed || found === 'computes other numbers'
					? { ok: true, reply: { manifest, backend: backends[0], selfTest: { passed, maxLogitError: 0 } } }
					: { ok: false, code: found, message: 'as the test wants it' };
			queueMicrotask(() => this.onmessage?.({ data: { id: message.id, ...data } as FromWorker }));
		}
	}
	vi.stubGlobal('Worker', StubWorker);
	const client = new InferenceClient({ modelBase, backends: ['webgl', 'wasm'] });
	return { client, tried };
}

const keepsAModel = (kept: boolean) => vi.spyOn(ModelShelf.prototype, 'hasSecond').mockResolvedValue(kept);

describe('a new model that does not pass on this device', () => {
	beforeEach(() => void vi.stubGlobal('caches', {}));
	afterEach(() => {
		vi.unstubAllGlobals();
		vi.restoreAllMocks();
	});

	it.each(['computes other numbers', 'model-corrupt', 'model-missing', 'unexpected'] as const)(
		'gives way at once to the kept one, on the same backend: %s',
		async (fault) => {
			keepsAModel(true);
			const { client, tried } = device((_, attempt) => (attempt === 'first' ? fault : 'passes'));
			expect((await client.start()).version).toBe(KEPT);
			expect(tried).toEqual(['webgl first', 'webgl second']);
			expect(client.status).toMatchObject({ state: 'ready', backend: 'webgl', fellBack: true, error: null });
		}
	);

	it('serves on another backend where the first one computes wrong numbers with either model', async () => {
		keepsAModel(true);
		const { client, tried } = device((backend) => (backend === 'webgl' ? 'computes other numbers' : 'passes'));
		expect((await client.start()).version).toBe(NEW);
		expect(tried).toEqual(['webgl first', 'webgl second', 'wasm first']);
		expect(client.status.fellBack).toBe(false);
	});

	it('tries no second model on a backend that is not there', async () => {
		keepsAModel(true);
		const { client, tried } = device((backend) => (backend === 'webgl' ? 'backend-missing' : 'passes'));
		await client.start();
		expect(tried).toEqual(['webgl first', 'wasm first']);
	});

	it('is not read again on the next backend where its files are broken', async () => {
		keepsAModel(true);
		const { client, tried } = device((backend, attempt) => {
			if (attempt === 'first') return 'model-corrupt';
			return backend === 'webgl' ? 'computes other numbers' : 'passes';
		});
		expect((await client.start()).version).toBe(KEPT);
		expect(tried).toEqual(['webgl first', 'webgl second', 'wasm second']);
	});

	it('puts the app out of service where none is kept, and says what failed', async () => {
		keepsAModel(false);
		const { client, tried } = device(() => 'computes other numbers');
		await expect(client.start()).rejects.toMatchObject({ code: 'self-test-failed' });
		expect(tried).toEqual(['webgl first', 'wasm first']);
		expect(client.status).toMatchObject({ state: 'failed', error: 'self-test-failed' });
	});
});
