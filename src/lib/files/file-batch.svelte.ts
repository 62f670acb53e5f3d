import { ENGINE_FAULTS, errorCode, type ErrorCode } from '$lib/domain/errors';
import type { Inference } from '$lib/domain/inference';
import type { ModelManifest } from '$lib/domain/model-manifest';
import type { Judgement } from '$lib/domain/verdict';
import type { InferenceClient } from '$lib/inference/bridge';
import { FileCheck, OUTCOMES, type JudgedFile, type Outcome } from './file-check.svelte';
import type { GatheredFile } from './gather';
import { Pace } from './time-left';

/**
 * idle -> starting (the engine loads) -> running -> done; from the middle to `cancelled`, and to `failed` where the
 * engine cannot go on. Adding files or calling resume() leads back to `starting` from any state.
 */
export type BatchState = 'idle' | 'starting' | 'running' | 'done' | 'cancelled' | 'failed';

/** What a batch needs of the rest of the app; tests pass their own. */
export interface BatchTools {
	readonly client: Pick<InferenceClient, 'status' | 'manifest' | 'start' | 'judge'>;
	decode(file: Blob, signal: AbortSignal): Promise<ImageBitmap>;
	decide(inference: Inference, manifest: ModelManifest): Judgement;
	makeThumbnail(bitmap: ImageBitmap): Promise<Blob>;
	/** The manifest with this device's thresholds. */
	withThresholds(manifest: ModelManifest): ModelManifest;
	/** Called when work begins; what it returns is called when it has ended. */
	begin(): () => void;
	/** Keeps a record of each verdict, resolving when it is on disk; what it rejects with shows as `recordFault`. */
	record?(check: FileCheck, judged: JudgedFile, thumbnail: Blob): Promise<void>;
	/** Monotonic milliseconds. */
	now(): number;
}

/** Pictures decoded at the same time: one is decoded while the network looks at the other. */
const LANES = 2;

/** A list of picture files, judged one after another on this device. */
export class FileBatch {
	state = $state<BatchState>('idle');
	/** Why the batch stands in `failed`. */
	fault = $state<ErrorCode | null>(null);
	/** Why the last verdict could not be recorded; null where it was, or nothing is recorded. */
	recordFault = $state<ErrorCode | null>(null);
	#checks = $state.raw<readonly FileCheck[]>([]);
	#waiting: FileCheck[] = [];
	#nextId = 1;
	#abort = new AbortController();
	/** The pictures in hand of a cancelled run are put back before the next run begins. */
	#lastRun: Promise<void> = Promise.resolve();
	#pace = new Pace();
	timeLeftMs = $state<number | null>(null);
	readonly #tools: BatchTools;

	/** In the order in which they were added; those left out are not among them. */
	readonly checks = $derived.by(() => this.#checks.filter((check) => check.state.kind !== 'left-out'));
	/** Files in folders that were no images. */
	readonly leftOut = $derived.by(() => this.#checks.length - this.checks.length);
	readonly finished = $derived.by(() => this.checks.filter((check) => check.outcome !== null).length);
	/** Waiting or in hand. */
	readonly unfinished = $derived.by(() => this.checks.length - this.finished);
	readonly counts = $derived.by(() => {
		const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
		for (const { outcome } of this.checks) if (outcome) counts[outcome] += 1;
		return counts;
	});

	constructor(tools: BatchTools) {
		this.#tools = tools;
	}

	get busy(): boolean {
		return this.state === 'starting' || this.state === 'running';
	}

	/** Appends files and begins to judge them, or goes on where it already does. */
	add(files: readonly GatheredFile[]): void {
		if (files.length === 0) return;
		const added = files.map((file) => new FileCheck(this.#nextId++, file));
		this.#checks = [...this.#checks, ...added];
		this.#waiting.push(...added);
		this.resume();
	}

	/** Goes on with the files that still wait, after a cancel or a fault of the engine. */
	resume(): void {
		if (this.busy || this.unfinished === 0) return;
		this.#lastRun = this.#run(this.#lastRun);
	}

	/** Stops after the pictures in hand; what is judged stays, what waits can be resumed. */
	cancel(): void {
		if (this.busy) this.#stop('cancelled');
	}

	/** Empties the list and frees its thumbnails. */
	clear(): void {
		this.#stop('idle');
		for (const check of this.#checks) check.release();
		this.#checks = [];
		this.#waiting = [];
		this.fault = null;
		this.recordFault = null;
	}

	#stop(state: BatchState): void {
		this.#abort.abort();
		this.state = state;
		this.timeLeftMs = null;
	}

	async #run(before: Promise<void>): Promise<void> {
		const abort = (this.#abort = new AbortController());
		const end = this.#tools.begin();
		this.state = 'starting';
		this.fault = null;
		this.#pace.reset();
		try {
			await before;
			await this.#engine();
			if (abort.signal.aborted) return;
			this.state = 'running';
			await Promise.all(Array.from({ length: LANES }, () => this.#lane(abort.signal)));
			if (!abort.signal.aborted) this.#stop('done');
		} catch (thrown) {
			if (abort.signal.aborted) return;
			this.fault = errorCode(thrown);
			this.#stop('failed');
		} finally {
			end();
		}
	}

	async #lane(signal: AbortSignal): Promise<void> {
		let check: FileCheck | undefined;
		while (!signal.aborted && (check = this.#waiting.shift())) {
			check.state = { kind: 'judging' };
			try {
				await this.#judge(check, signal);
			} catch (thrown) {
				if (signal.aborted) return this.#putBack(check);
				const code = errorCode(thrown);
				const engineFault = ENGINE_FAULTS.includes(code);
				// It is tried once more on the recovered engine, but not where the engine hung at this very picture.
				const again = engineFault && code !== 'worker-silent' && check.engineFaults++ === 0;
				if (again) this.#putBack(check);
				else if (code === 'not-an-image' && check.source.fromFolder) check.state = { kind: 'left-out' };
				else check.state = { kind: 'failed', code };
				if (engineFault) await this.#engine();
			}
			this.#pace.note(this.#tools.now());
			this.timeLeftMs = this.#pace.timeLeftMs(this.#waiting.length);
		}
	}

	#putBack(check: FileCheck): void {
		check.state = { kind: 'waiting' };
		if (this.#checks.includes(check)) this.#waiting.unshift(check);
	}

	/** @throws InspectorError where the engine cannot be brought to `ready` */
	async #engine(): Promise<void> {
		const { client } = this.#tools;
		if (client.status.state !== 'ready') await client.start();
	}

	async #judge(check: FileCheck, signal: AbortSignal): Promise<void> {
		const { client, decode, decide, makeThumbnail, withThresholds } = this.#tools;
		const bitmap = await decode(check.source.file, signal);
		const size = { width: bitmap.width, height: bitmap.height };
		const thumbnail = await makeThumbnail(bitmap);
		if (signal.aborted) bitmap.close();
		signal.throwIfAborted();
		check.showThumbnail(thumbnail);
		const inference = await client.judge(bitmap, { signal });
		signal.throwIfAborted();
		const manifest = withThresholds(client.manifest!);
		const judged = { judgement: decide(inference, manifest), inference, manifest, size, atMs: Date.now() };
		check.state = { kind: 'saving' };
		const unrecorded = await this.#record(check, judged, thumbnail);
		check.state = { kind: 'judged', judged, unrecorded };
	}

	/** Why there is no record; null where there is one, or none is wanted. */
	async #record(check: FileCheck, judged: JudgedFile, thumbnail: Blob): Promise<ErrorCode | null> {
		try {
			await this.#tools.record?.(check, judged, thumbnail);
			return (this.recordFault = null);
		} catch (thrown) {
			return (this.recordFault = errorCode(thrown));
		}
	}
}
