import { describe, expect, it, vi } from 'vitest';
import { InspectorError, type ErrorCode } from '$lib/domain/errors';
import type { Inference } from '$lib/domain/inference';
import type { ModelManifest } from '$lib/domain/model-manifest';
import type { InferenceClient } from '$lib/inference/bridge';
import { FileBatch, type BatchTools } from './file-batch.svelte';
import type { GatheredFile } from './gather';
import { exampleInference, exampleJudged } from './test-checks';

type State = InferenceClient['status']['state'];
const manifest = { version: '0123456789ab' } as ModelManifest;

/** A client that answers as told; `status` follows start() as the real one's does. */
class FakeClient {
	state: State = 'idle';
	manifest: ModelManifest | null = manifest;
	starts = 0;
	answer: (picture: unknown, signal?: AbortSignal) => Promise<Inference> = async () => exampleInference();
	startFault: ErrorCode | null = null;
	get status(): InferenceClient['status'] {
		return { state: this.state, backend: 'wasm', modelVersion: null, progress: 1, error: null, lastSelfTest: null };
	}
	async start(): Promise<ModelManifest> {
		this.starts += 1;
		if (this.startFault) throw new InspectorError(this.startFault, 'as told');
		this.state = 'ready';
		return manifest;
	}
	judge: InferenceClient['judge'] = (picture, options) => this.answer(picture, options?.signal);
}

/** Decoding reads the file's text: `!code` fails with that code. */
async function decode(file: Blob): Promise<ImageBitmap> {
	const text = await file.text();
	if (text.startsWith('!')) throw new InspectorError(text.slice(1) as ErrorCode, 'as told');
	return { width: 30, height: 40, close: () => {}, text } as unknown as ImageBitmap;
}

function setUp(change: Partial<BatchTools> = {}) {
	const client = new FakeClient();
	const ended = vi.fn();
	const tools: BatchTools = {
		client,
		decode,
		decide: () => exampleJudged('open', 0.9).judgement,
		makeThumbnail: async () => new Blob(['small']),
		withThresholds: (m) => m,
		begin: () => ended,
		now: () => performance.now(),
		...change
	};
	return { client, ended, batch: new FileBatch(tools) };
}

const file = (content: string, path = content, fromFolder = false): GatheredFile => ({
	file: new File([content], path),
	path,
	fromFolder
});
const many = (n: number) => Array.from({ length: n }, (_, i) => file(`p${i}`));
const settled = (batch: FileBatch) => vi.waitFor(() => expect(batch.busy).toBe(false));

describe('a batch of files', () => {
	it('judges every file, starts the engine once and ends its activity', async () => {
		const { batch, client, ended } = setUp();
		batch.add(many(40));
		expect(batch.state).toBe('starting');
		await settled(batch);
		expect([batch.state, batch.finished, batch.counts.open, client.starts]).toEqual(['done', 40, 40, 1]);
		expect(ended).toHaveBeenCalledOnce();
	});

	it('names the fault of a bad file and goes on with the next', async () => {
		const { batch } = setUp();
		batch.add([file('!truncated-image'), file('good')]);
		await settled(batch);
		expect(batch.checks.map(({ outcome }) => outcome)).toEqual(['failed', 'open']);
	});

	it('leaves out what in a folder is no image, but not what the user picked', async () => {
		const { batch } = setUp();
		batch.add([file('!not-an-image', 'dir/readme', true), file('!not-an-image', 'picked')]);
		await settled(batch);
		expect(batch.checks.map(({ path }) => path)).toEqual(['picked']);
		expect([batch.leftOut, batch.counts.failed]).toEqual([1, 1]);
	});

	it('takes files that come while it runs', async () => {
		const { batch } = setUp();
		batch.add(many(3));
		batch.add(many(4));
		await settled(batch);
		expect(batch.finished).toBe(7);
	});

	it('keeps verdicts on cancel and finishes the rest on resume', async () => {
		const { batch, client } = setUp();
		client.answer = async (_, signal) => {
			await new Promise((go) => setTimeout(go, 5));
			if (signal?.aborted) throw new InspectorError('cancelled', 'aborted');
			return exampleInference();
		};
		batch.add(many(20));
		await vi.waitFor(() => expect(batch.finished).toBeGreaterThan(2));
		batch.cancel();
		const kept = batch.finished;
		await new Promise((go) => setTimeout(go, 30));
		expect([batch.state, batch.finished]).toEqual(['cancelled', kept]);
		expect(kept).toBeLessThan(20);
		batch.resume();
		await settled(batch);
		expect([batch.state, batch.counts.open]).toEqual(['done', 20]);
	});

	it('tries a file again after the GPU was lost, on the recovered engine', async () => {
		const { batch, client } = setUp();
		let lost = false;
		client.answer = async () => {
			if (lost) return exampleInference();
			lost = true;
			client.state = 'recovering';
			throw new InspectorError('backend-lost', 'gone');
		};
		batch.add(many(5));
		await settled(batch);
		expect([batch.state, batch.counts.open, batch.counts.failed, client.starts]).toEqual(['done', 5, 0, 2]);
	});

	it('gives up on a file that takes the engine down twice, not on the batch', async () => {
		const { batch, client } = setUp();
		client.answer = async (picture) => {
			if ((picture as { text: string }).text !== 'poison') return exampleInference();
			client.state = 'recovering';
			throw new InspectorError('worker-crashed', 'again');
		};
		batch.add([file('poison'), ...many(3)]);
		await settled(batch);
		expect(batch.checks[0]!.state).toEqual({ kind: 'failed', code: 'worker-crashed' });
		expect([batch.state, batch.counts.open]).toEqual(['done', 3]);
	});

	it('fails the one picture at which the engine hangs, at once, and goes on with those behind it', async () => {
		const { batch, client } = setUp();
		const met: string[] = [];
		client.answer = async (picture) => {
			const { text } = picture as { text: string };
			met.push(text);
			if (text !== 'hangs' && (text !== 'behind' || client.starts > 1)) return exampleInference();
			// Answers come in the order of the pictures: both wait until the worker is ended.
			await new Promise((go) => setTimeout(go, 5));
			client.state = 'recovering';
			throw new InspectorError(text === 'hangs' ? 'worker-silent' : 'worker-crashed', 'ended');
		};
		batch.add([file('hangs'), file('behind'), ...many(3)]);
		await settled(batch);
		expect(batch.checks[0]!.state).toEqual({ kind: 'failed', code: 'worker-silent' });
		expect(met.filter((text) => text === 'hangs')).toHaveLength(1);
		expect([batch.state, batch.counts.open, batch.counts.failed]).toEqual(['done', 4, 1]);
	});

	it('stands still and says why where the engine does not start, with nothing judged or lost', async () => {
		const { batch, client } = setUp();
		client.startFault = 'model-missing';
		batch.add(many(3));
		await settled(batch);
		expect([batch.state, batch.fault, batch.finished]).toEqual(['failed', 'model-missing', 0]);
		client.startFault = null;
		batch.resume();
		await settled(batch);
		expect([batch.state, batch.fault, batch.finished]).toEqual(['done', null, 3]);
	});

	it('frees every thumbnail when it is cleared', async () => {
		const made = vi.spyOn(URL, 'createObjectURL');
		const freed = vi.spyOn(URL, 'revokeObjectURL');
		const { batch } = setUp();
		batch.add(many(6));
		await settled(batch);
		batch.clear();
		expect(made).toHaveBeenCalledTimes(6);
		expect(freed.mock.calls).toEqual(made.mock.results.map(({ value }) => [value]));
		expect([batch.state, batch.checks.length]).toEqual(['idle', 0]);
	});

	it('does not let a cleared batch come back to life', async () => {
		const { batch, client } = setUp();
		const answers: (() => void)[] = [];
		client.answer = () => new Promise((resolve) => answers.push(() => resolve(exampleInference())));
		batch.add(many(4));
		await vi.waitFor(() => expect(answers).toHaveLength(2));
		batch.clear();
		answers.forEach((answer) => answer());
		await new Promise((go) => setTimeout(go, 20));
		expect([batch.state, batch.checks.length, batch.busy]).toEqual(['idle', 0, false]);
		client.answer = async () => exampleInference();
		batch.add(many(2));
		await settled(batch);
		expect([batch.counts.open, batch.finished]).toEqual([2, 2]);
	});

	it('loses no file where it is resumed before the cancelled picture has come back', async () => {
		const { batch, client } = setUp();
		const judging: { promise: Promise<void>; resolve: () => void } = { promise: Promise.resolve(), resolve: () => {} };
		judging.promise = new Promise((resolve) => (judging.resolve = resolve));
		client.answer = async () => {
			judging.resolve();
			await new Promise((go) => setTimeout(go, 15));
			return exampleInference();
		};
		batch.add(many(2));
		await judging.promise;
		batch.cancel();
		batch.resume();
		await settled(batch);
		expect([batch.state, batch.counts.open]).toEqual(['done', 2]);
	});

	it('goes on where a verdict cannot be recorded, and says so until one can', async () => {
		let full = true;
		const { batch } = setUp({
			record: async () => {
				if (full) throw new InspectorError('storage-full', 'as told');
			}
		});
		batch.add(many(3));
		await settled(batch);
		expect([batch.counts.open, batch.recordFault]).toEqual([3, 'storage-full']);
		full = false;
		batch.add(many(1));
		await settled(batch);
		expect(batch.recordFault).toBeNull();
		const unrecorded = batch.checks.map(({ state }) => state.kind === 'judged' && state.unrecorded);
		expect(unrecorded).toEqual(['storage-full', 'storage-full', 'storage-full', null]);
	});

	it('confirms no verdict before its record is on disk, also where the batch is cancelled meanwhile', async () => {
		const writes: (() => void)[] = [];
		const { batch } = setUp({ record: () => new Promise((resolve) => writes.push(resolve)) });
		batch.add(many(2));
		await vi.waitFor(() => expect(writes).toHaveLength(2));
		expect(batch.checks.map(({ state, judged, outcome }) => [state.kind, judged, outcome])).toEqual([
			['saving', null, null],
			['saving', null, null]
		]);
		expect([batch.finished, batch.counts.open]).toEqual([0, 0]);
		writes[0]!();
		await vi.waitFor(() => expect([batch.finished, batch.counts.open]).toEqual([1, 1]));
		batch.cancel();
		writes[1]!();
		await vi.waitFor(() => expect(batch.checks.map(({ outcome }) => outcome)).toEqual(['open', 'open']));
	});

	it('records each verdict once', async () => {
		const record = vi.fn(async (_check: { path: string }) => {});
		const { batch } = setUp({ record });
		batch.add([file('!empty-file'), ...many(3)]);
		await settled(batch);
		expect(record.mock.calls.map(([check]) => check.path).sort()).toEqual(['p0', 'p1', 'p2']);
	});
});
