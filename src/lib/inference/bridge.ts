import type { PixelImage } from '../domain/geometry';
import type { BackendName, Inference } from '../domain/inference';
import { errorCode, InspectorError, type ErrorCode } from '../domain/errors';
import type { ModelManifest } from '../domain/model-manifest';
import type { JudgeOptions as EngineOptions } from './engine';
import { openShelf, type Attempt, type ModelShelf } from './model-shelf';
import { Patience, type Wait } from './patience';
import type { SelfTestOutcome } from './self-test';
import { WorkerLink, type LinkListener } from './worker-link';
import type { Replies, WorkerEvent } from './worker/protocol';

/**
 * idle -> loading -> self-testing -> ready; from there `recovering` (GPU lost, worker crashed or hung: a fresh
 * worker is started and tested) and back, or `failed`, from which only start() leads on.
 */
export type EngineState = 'idle' | 'loading' | 'self-testing' | 'ready' | 'recovering' | 'failed';

export interface EngineStatus {
	readonly state: EngineState;
	readonly backend: BackendName | null;
	readonly modelVersion: string | null;
	/** Of loading and warming up, 0..1. */
	readonly progress: number;
	readonly error: ErrorCode | null;
	/** The model to be used did not start or pass; another one, kept on the device or newer, serves instead. */
	readonly fellBack?: boolean;
	/** Wall time (ms since 1970) and outcome of the last golden self-test. */
	readonly lastSelfTest: { readonly atMs: number; readonly passed: boolean; readonly maxLogitError: number } | null;
}

export interface JudgeOptions extends EngineOptions {
	readonly signal?: AbortSignal;
	/** A camera's frame, opaque and of the same colours as those before it: WebGL may sample it on the GPU. */
	readonly live?: boolean;
}

export interface ClientOptions {
	/** Folder of `current.json`, absolute URL with a final slash. */
	readonly modelBase: string;

	/** Tried in this order; the first that starts and passes the self-test serves. A function is asked once, at the start. */
	readonly backends?: readonly BackendName[] | (() => Promise<readonly BackendName[]>);
	/** Whether WebGL samples live bitmaps itself, where the self-test passes so; asked at each start, no recovery does so. */
	readonly textures?: () => boolean;
	/** By which the limits on answers are counted; the default is the page's timer. */
	readonly wait?: Wait;
}

/** A model that fails so fails on every backend. */
const ON_NO_BACKEND: readonly ErrorCode[] = ['model-missing', 'model-corrupt'];
/** No other model is tried on a backend that fails so. */
const FAULTS_OF_BACKENDS: readonly ErrorCode[] = ['backend-missing', 'backend-lost', 'worker-crashed'];

const IDLE: EngineStatus = {
	state: 'idle',
	backend: null,
	modelVersion: null,
	progress: 0,
	error: null,
	fellBack: false,
	lastSelfTest: null
};

/** The inference worker as the page sees it: typed requests with ids, abortable, and a status that is never hopeful. */
export class InferenceClient {
	readonly #link: WorkerLink;
	#status = IDLE;
	#listeners = new Set<(status: EngineStatus) => void>();
	#manifest: ModelManifest | null = null;
	#starting: Promise<ModelManifest> | null = null;
	#disposed = false;
	#textures = false;
	#backends: readonly BackendName[] = [];
	readonly #shelf: ModelShelf | null;

	constructor(readonly options: ClientOptions) {
		this.#shelf = openShelf(options.modelBase);
		const listener: LinkListener = {
			onEvent: (news) => this.#hear(news),
			onFault: (code) => code === 'backend-lost' && this.#recover(code),
			onCrash: () => this.#status.state === 'ready' && this.#recover('worker-crashed')
		};
		this.#link = new WorkerLink(listener, new Patience(options.wait));
	}

	get status(): EngineStatus {
		return this.#status;
	}

	/** Whether the running worker samples live bitmaps on the GPU. */
	get textures(): boolean {
		return this.#textures;
	}

	/** The running model's manifest; null until {@link start} is done. */
	get manifest(): ModelManifest | null {
		return this.#manifest;
	}

	/** Calls `listener` at every change of status; returns the unsubscriber. */
	onStatus(listener: (status: EngineStatus) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/**
	 * Loads model and backend, warms up and self-tests. Calls while one is under way share it, and an engine that is ready
	 * is kept: a fresh worker would take the picture away that another screen is having judged. To have a ready engine
	 * proved again, ask for {@link selfTest}.
	 * @throws InspectorError with the code that `status.error` then shows
	 */
	start(): Promise<ModelManifest> {
		if (this.#status.state === 'ready' && this.#manifest) return Promise.resolve(this.#manifest);
		this.#starting ??= this.#startFirstThatPasses('loading').finally(() => (this.#starting = null));
		return this.#starting;
	}

	/**
	 * Judges one picture; takes the bitmap over and closes it.
	 * @throws InspectorError; `backend-lost`, `worker-crashed` and `worker-silent` begin a recovery by themselves
	 */
	async judge(picture: ImageBitmap | PixelImage, { signal, ...options }: JudgeOptions = {}): Promise<Inference> {
		const transfer = picture instanceof ImageBitmap ? [picture] : [];
		if (this.#status.state !== 'ready') {
			for (const bitmap of transfer) bitmap.close();
			throw new InspectorError(this.#status.error ?? 'backend-missing', `engine is ${this.#status.state}`);
		}
		const { region, allMouths = false, evidence = false, frameId = 0, live = false } = options;
		return this.#link.ask({ type: 'judge', picture, region, allMouths, evidence, frameId, live }, transfer, signal);
	}

	/**
	 * Runs the golden self-test; where it fails the engine recovers, and is not `ready` meanwhile.
	 * @throws InspectorError as {@link judge}
	 */
	async selfTest(): Promise<boolean> {
		const outcome = await this.#link.ask({ type: 'self-test' });
		this.#noteSelfTest(outcome);
		if (!outcome.passed) this.#recover('self-test-failed');
		return outcome.passed;
	}

	memory(): Promise<Replies['memory']> {
		return this.#link.ask({ type: 'memory' });
	}

	/** Loses the GPU context on purpose, for tests. */
	async loseContext(): Promise<void> {
		await this.#link.ask({ type: 'lose-context' });
	}

	dispose(): void {
		this.#disposed = true;
		this.#link.stop('cancelled');
		this.#set({ ...IDLE });
	}

	/**
	 * [Note: backend by proof] a backend that starts but computes other numbers than the golden file is passed over.
	 *
	 * [Note: kept model first] where a model does not load or does not pass, the one kept on this device (see ModelShelf)
	 * gets its turn on the same backend before any other backend is tried: an inspection goes on at once with what has
	 * been proved here.
	 */
	async #startFirstThatPasses(state: 'loading' | 'recovering'): Promise<ModelManifest> {
		this.#set({ ...this.#status, state, progress: 0, error: null });
		if (this.#backends.length === 0) this.#backends = await this.#orderOfBackends();
		let fault = new InspectorError('backend-missing', 'no backend left to try');
		let models: readonly Attempt[] = ['first', 'second'];
		for (const backend of this.#backends) {
			if (this.#disposed) break;
			for (const attempt of models) {
				if (attempt === 'second' && !(await this.#shelf?.hasSecond())) continue;
				try {
					return await this.#startOn(backend, attempt);
				} catch (thrown) {
					this.#link.stop('backend-lost');
					const code = errorCode(thrown);
					// What is said at the end is about the model that was to be used.
					if (attempt === 'first') fault = new InspectorError(code, String(thrown));
					if (ON_NO_BACKEND.includes(code)) models = models.filter((other) => other !== attempt);
					if (this.#disposed || FAULTS_OF_BACKENDS.includes(code)) break;
				}
			}
		}
		this.#set({ ...this.#status, state: 'failed', backend: null, error: fault.code });
		throw fault;
	}

	async #orderOfBackends(): Promise<readonly BackendName[]> {
		const { backends = ['webgl', 'wasm'] } = this.options;
		return typeof backends === 'function' ? backends() : backends;
	}

	/** @throws InspectorError `self-test-failed` too */
	async #startOn(backend: BackendName, attempt: Attempt): Promise<ModelManifest> {
		const { manifest, selfTest, textures } = await this.#startWith(backend, attempt);
		this.#textures = textures;
		this.#noteSelfTest(selfTest);
		if (!selfTest.passed) throw new InspectorError('self-test-failed', `${backend} computes other numbers`);
		this.#manifest = manifest;
		this.#set({
			...this.#status,
			state: 'ready',
			backend,
			modelVersion: manifest.version,
			progress: 1,
			error: null,
			fellBack: attempt === 'second'
		});
		return manifest;
	}

	#startWith(backend: BackendName, attempt: Attempt): Promise<Replies['start']> {
		this.#link.open();
		const { modelBase } = this.options;
		const textures = backend === 'webgl' && this.#status.state !== 'recovering' && (this.options.textures?.() ?? false);
		return this.#link.ask({ type: 'start', modelBase, backends: [backend], textures, attempt });
	}

	#hear(news: WorkerEvent): void {
		if (news.event === 'backend-lost') this.#recover('backend-lost');
		else if (news.event === 'textures-given-up') this.#textures = false;
		else {
			const state = news.share >= 0.7 && this.#status.state === 'loading' ? 'self-testing' : this.#status.state;
			this.#set({ ...this.#status, state, progress: news.share });
		}
	}

	#recover(cause: ErrorCode): void {
		if (this.#starting || this.#disposed) return;
		this.#link.stop(cause);
		this.#starting = this.#startFirstThatPasses('recovering').finally(() => (this.#starting = null));
		this.#starting.catch(() => {}); // the status carries the fault
	}

	#noteSelfTest({ passed, maxLogitError }: SelfTestOutcome): void {
		this.#set({ ...this.#status, lastSelfTest: { atMs: Date.now(), passed, maxLogitError } });
	}

	#set(status: EngineStatus): void {
		this.#status = status;
		for (const listener of this.#listeners) listener(status);
	}
}
