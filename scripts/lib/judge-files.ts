import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { decodePath } from '../../src/lib/capture/decode-node';
import { decide } from '../../src/lib/decision/decide';
import type { PixelImage } from '../../src/lib/domain/geometry';
import { errorCode } from '../../src/lib/domain/errors';
import type { Engine } from '../../src/lib/inference/engine';
import { openEngine } from './local-engine';

/** How many pictures are decoded ahead, for each engine, while the network works. */
const AHEAD = 4;
/** A second engine takes about as long to start as it saves on this many pictures. */
const WORTH_A_THREAD = 24;

/** A thread does not inherit the loader of TypeScript under every version of Node; this registers it first. */
const THREAD = `import('tsx/esm/api').then(({ register }) => {
	register();
	return import(${JSON.stringify(new URL('./judge-thread.ts', import.meta.url).href)});
});`;

/** One line of `--json`. */
export type ClassifyLine = Awaited<ReturnType<typeof judgeOne>> | ReturnType<typeof faultLine>;

/** What a thread of {@link judgeFiles} is asked and answers. */
export type ThreadRequest = { readonly index: number; readonly file: string };
export type ThreadReply = { readonly index: number; readonly line: ClassifyLine };

async function judgeOne(engine: Engine, file: string, image: PixelImage, startedMs: number) {
	const { verdict, probabilities, mouth } = decide(await engine.judge(image), engine.manifest);
	return {
		file,
		verdict: verdict.kind,
		...(verdict.kind === 'unsure' ? { reason: verdict.reason } : {}),
		confidence: verdict.confidence,
		probabilities,
		mouth,
		modelVersion: engine.manifest.version,
		latencyMs: Math.round((performance.now() - startedMs) * 10) / 10
	};
}

function faultLine(file: string, fault: unknown) {
	return { file, error: { code: errorCode(fault), message: fault instanceof Error ? fault.message : String(fault) } };
}

/** Decodes and judges one file; never throws. `latencyMs` runs from `startedMs`. */
export async function lineOf(
	engine: Engine,
	file: string,
	decoded: Promise<PixelImage>,
	startedMs = performance.now()
): Promise<ClassifyLine> {
	try {
		return await judgeOne(engine, file, await decoded, startedMs);
	} catch (fault) {
		return faultLine(file, fault);
	}
}

/**
 * Judges files, one line each, in their order. From {@link WORTH_A_THREAD} files on every thread has an engine of its
 * own: WASM computes on one core.
 * @param threads 1 for none beside this one; by default one for each core
 * @throws InspectorError where the model or the backend does not start
 */
export async function* judgeFiles(
	files: readonly string[],
	options: { model?: string; threads?: number } = {}
): AsyncGenerator<ClassifyLine> {
	const wanted = options.threads ?? Math.min(availableParallelism(), 8);
	const threads = Math.min(wanted, Math.floor(files.length / WORTH_A_THREAD));
	if (threads > 1) yield* onThreads(files, threads, options.model);
	else yield* onThisThread(files, await openEngine(options.model));
}

async function* onThisThread(files: readonly string[], engine: Engine): AsyncGenerator<ClassifyLine> {
	const decoding = new Map<number, Promise<PixelImage>>();
	for (const [i, file] of files.entries()) {
		const startedMs = performance.now();
		for (let next = i; next <= Math.min(i + AHEAD, files.length - 1); next++) {
			if (decoding.has(next)) continue;
			const pixels = decodePath(files[next]!);
			pixels.catch(() => {}); // its line carries the fault when its turn comes
			decoding.set(next, pixels);
		}
		yield await lineOf(engine, file, decoding.get(i)!, startedMs);
		decoding.delete(i); // frees the pixels
	}
}

async function* onThreads(files: readonly string[], threads: number, model?: string): AsyncGenerator<ClassifyLine> {
	const lines = new Map<number, ClassifyLine>();
	let sent = 0;
	let wake = () => {};
	let fault: Error | null = null;
	const workers = Array.from({ length: threads }, () => {
		const worker = new Worker(THREAD, { eval: true, workerData: { model } });
		const send = () => {
			if (sent < files.length) worker.postMessage({ index: sent, file: files[sent++]! } satisfies ThreadRequest);
		};
		worker.on('message', ({ index, line }: ThreadReply) => {
			lines.set(index, line);
			send();
			wake();
		});
		worker.on('error', (thrown) => {
			fault = thrown;
			wake();
		});
		for (let i = 0; i <= AHEAD; i++) send();
		return worker;
	});
	try {
		for (let i = 0; i < files.length; i++) {
			while (!lines.has(i) && !fault) await new Promise<void>((resolve) => (wake = resolve));
			if (fault) throw fault;
			yield lines.get(i)!;
			lines.delete(i);
		}
	} finally {
		await Promise.all(workers.map((worker) => worker.terminate()));
	}
}
