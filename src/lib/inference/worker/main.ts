import { errorCode, InspectorError } from '../../domain/errors';
import { Engine } from '../engine';
import { openShelf, type ModelShelf } from '../model-shelf';
import { currentVersion, gathering, httpSource, readModel, type ModelFiles } from '../model-source';
import { parseGolden, selfTest, type GoldenFile } from '../self-test';
import { startBackend, type StartedBackend } from './backends';
import { readPixels } from './pixels';
import type { FromWorker, Replies, Request, ToWorker } from './protocol';

declare const self: DedicatedWorkerGlobalScope;

interface Running {
	readonly engine: Engine;
	readonly golden: GoldenFile;
	readonly backend: StartedBackend;
}

let running: Running | null = null;
const aborted = new Set<number>();
/** Requests are answered one after another: two forward passes at once would only share one GPU. */
let turn: Promise<void> = Promise.resolve();

const post = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, transfer);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
	if ('abort' in data) {
		aborted.add(data.id);
		return;
	}
	turn = turn.then(() => answer(data.id, data.request));
};

async function answer(id: number, request: Request): Promise<void> {
	try {
		// A macrotask between requests lets an abort that has arrived meanwhile be seen.
		await new Promise((resolve) => setTimeout(resolve));
		if (aborted.has(id)) throw new InspectorError('cancelled', 'aborted before it began');
		const reply = await handle(request);
		if (aborted.has(id)) throw new InspectorError('cancelled', 'aborted while it ran');
		post({ id, ok: true, reply });
	} catch (thrown) {
		const lost = running?.backend.isLost() ?? false;
		post({ id, ok: false, code: lost ? 'backend-lost' : errorCode(thrown), message: String(thrown) });
	} finally {
		aborted.delete(id);
		if (request.type === 'judge' && request.picture instanceof ImageBitmap) request.picture.close();
	}
}

async function handle(request: Request): Promise<Replies[keyof Replies]> {
	if (request.type === 'start') return start(request);
	if (!running) throw new InspectorError('backend-missing', 'asked before start');
	const { engine, golden, backend } = running;
	switch (request.type) {
		case 'judge': {
			const { picture, ...options } = request;
			const inference = await engine.judge(readPixels(picture), options);
			// A lost context yields zeros without any error: such logits must not leave this worker.
			if (backend.isLost()) throw new InspectorError('backend-lost', 'context lost while judging');
			return inference;
		}
		case 'self-test':
			return selfTest(engine, golden);
		case 'memory':
			return engine.memory();
		case 'lose-context':
			backend.lose();
			return null;
	}
}

/** Model files and backend come in parallel; then the golden self-test warms every shader up. */
async function start(request: Extract<Request, { type: 'start' }>): Promise<Replies['start']> {
	const shelf = openShelf(request.modelBase);
	const [{ files, bytes }, backend] = await Promise.all([
		readChosen(request, shelf),
		startBackend(request.backends, () => post({ event: 'backend-lost' }))
	]);
	const golden = parseGolden(files.golden);
	const engine = await Engine.load(files, backend.name);
	post({ event: 'progress', share: 0.7 });
	const outcome = await selfTest(engine, golden);
	post({ event: 'progress', share: 1 });
	running = { engine, golden, backend };
	// Where the device has no room left, the model serves all the same; only there is none to go back to.
	if (outcome.passed) await shelf?.keep(files.manifest.version, bytes).catch(() => {});
	return { manifest: files.manifest, backend: backend.name, selfTest: outcome };
}

async function readChosen(
	{ modelBase, attempt }: Extract<Request, { type: 'start' }>,
	shelf: ModelShelf | null
): Promise<{ files: ModelFiles; bytes: ReadonlyMap<string, Uint8Array> }> {
	const shipped = httpSource(modelBase);
	const current = () => currentVersion(shipped);
	const { version, kept } = shelf ? await shelf.choose(attempt, current) : { version: await current(), kept: false };
	if (version === null) throw new InspectorError('model-missing', 'no other model is kept');
	const { source, files: bytes } = gathering(version, kept ? shelf!.source : shipped);
	const files = await readModel(source, version, (share) => post({ event: 'progress', share: share * 0.6 }));
	return { files, bytes };
}
