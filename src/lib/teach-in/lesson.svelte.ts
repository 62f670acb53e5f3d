import { ENGINE_FAULTS, errorCode, type ErrorCode } from '../domain/errors';
import type { Inference } from '../domain/inference';
import type { ModelManifest } from '../domain/model-manifest';
import { sha256Hex } from '../domain/record-hash';
import { fitOperatingPoint, LEAST_PER_CLASS, type FitOutcome, type Taught, type TaughtPicture } from './fit';

/** What a lesson needs of the app; tests pass their own. */
export interface LessonTools {
	/** Ready engine; rejects with an InspectorError. */
	start(): Promise<ModelManifest>;
	/** Judges one picture file by the shipped model; nothing of it is kept but the logits. */
	look(file: Blob): Promise<Inference>;
	/** Called when work begins; what it returns is called when it has ended. */
	begin(): () => void;
}

/** collecting (pictures are judged as they come) -> fitting -> fitted | refused; more pictures lead back. */
export class Lesson {
	#pictures = $state.raw<readonly TaughtPicture[]>([]);
	outcome = $state.raw<FitOutcome | null>(null);
	/** Files judged and to be judged in the present batch; null at rest. */
	progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
	/** Files that were no readable picture. */
	unreadable = $state(0);
	fault = $state<ErrorCode | null>(null);
	manifest = $state.raw<ModelManifest | null>(null);
	readonly #tools: LessonTools;

	readonly counts = $derived.by(() => ({
		open: this.#pictures.filter(({ truth }) => truth === 'open').length,
		closed: this.#pictures.filter(({ truth }) => truth === 'closed').length
	}));
	readonly enough = $derived.by(() => this.counts.open >= LEAST_PER_CLASS && this.counts.closed >= LEAST_PER_CLASS);

	constructor(tools: LessonTools) {
		this.#tools = tools;
	}

	/** Judges own pictures of one class, in the order given. A file that cannot be read is counted and left out. */
	async add(files: readonly Blob[], truth: Taught): Promise<void> {
		if (this.progress || files.length === 0) return;
		const end = this.#tools.begin();
		this.outcome = null;
		this.fault = null;
		this.progress = { done: 0, total: files.length };
		try {
			this.manifest = await this.#tools.start();
			for (const file of files) {
				await this.#look(file, truth);
				this.progress = { done: this.progress.done + 1, total: files.length };
			}
		} catch (thrown) {
			this.fault = errorCode(thrown);
		} finally {
			this.progress = null;
			end();
		}
	}

	/** Fits what was collected, or says why not. */
	fit(): void {
		if (this.manifest) this.outcome = fitOperatingPoint(this.#pictures, this.manifest);
	}

	clear(): void {
		this.#pictures = [];
		this.outcome = null;
		this.unreadable = 0;
	}

	async #look(file: Blob, truth: Taught): Promise<void> {
		const sha256 = await sha256Hex(new Uint8Array(await file.arrayBuffer()));
		if (this.#pictures.some((known) => known.sha256 === sha256 && known.truth === truth)) return;
		try {
			const inference = await this.#tools.look(file);
			this.#pictures = [...this.#pictures, { truth, sha256, inference }];
		} catch (thrown) {
			if (ENGINE_FAULTS.includes(errorCode(thrown))) throw thrown;
			this.unreadable += 1;
		}
	}
}
