import { errorCode, InspectorError } from '../../domain/errors';
import { Engine } from '../engine';
import { openShelf, type ModelShelf } from '../model-shelf';
import { currentVersion, gathering, httpSource, readModel, type ModelFiles } from '../model-source';
import { parseGolden, selfTest, type GoldenFile, type SelfTestOutcome } from '../self-test';
import { startBackend, type StartedBackend } from './backends';
import { Pictures } from './pictures';
import type { FromWorker, Replies, Request, ToWorker } from './protocol';

declare const self: DedicatedWorkerGlobalScope;

interface Running {
	readonly engine: Engine;
	readonly golden: GoldenFile;
	readonly backend: StartedBackend;
	readonly pictures: Pictures;
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
	const { engine, backend, pictures } = running;
	switch (request.type) {
		case 'judge': {
			const { picture, live, ...options } = request;
			const inference = await pictures.look(picture, live, (opened) => engine.judge(opened, options));
			// A lost context yields zeros without any error: such logits must not leave this worker.
			if (backend.isLost()) throw new InspectorError('backend-lost', 'context lost while judging');
			return inference;
		}
		case 'self-test':
			return testAsServed(running);
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
	const wanted = (request.textures ?? false) && backend.name === 'webgl';
	const pictures = new Pictures(wanted, () => post({ event: 'textures-given-up' }));
	const started = { engine, golden, backend, pictures };
	let outcome = await testAsServed(started);
	if (wanted && !outcome.passed) {
		pictures.distrust();
		outcome = await testAsServed(started);
	}
	post({ event: 'progress', share: 1 });
	running = started;
	// Where the device has no room left, the model serves all the same; only there is none to go back to.
	if (outcome.passed) await shelf?.keep(files.manifest.version, bytes).catch(() => {});
	return { manifest: files.manifest, backend: backend.name, textures: pictures.textures, selfTest: outcome };
}

/** The golden self-test on every way that serves: pixels in memory and, where textures are sampled, bitmaps too. */
async function testAsServed({ engine, golden, pictures }: Running): Promise<SelfTestOutcome> {
	const onTextures = pictures.textures ? await testOnTextures(engine, golden, pictures) : null;
	const inMemory = await selfTest(engine, golden);
	return onTextures && onTextures.maxLogitError > inMemory.maxLogitError ? onTextures : inMemory;
}

/** Fails, too, where textures are given up meanwhile: what came from them since the last test is in doubt. */
async function testOnTextures(engine: Engine, golden: GoldenFile, pictures: Pictures): Promise<SelfTestOutcome> {
	const failed = { passed: false, maxLogitError: Infinity };
	pictures.proveAgain();
	const outcome = await selfTest(engine, golden, async ({ data, width, height }) => {
		const bitmap = await createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height));
		return pictures.look(bitmap, true, (opened) => engine.judge(opened)).finally(() => bitmap.close());
	}).catch(() => failed);
	return pictures.textures ? outcome : failed;
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
