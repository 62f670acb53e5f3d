import type { ErrorCode } from '$lib/domain/errors';
import type { Inference } from '$lib/domain/inference';
import type { ModelManifest } from '$lib/domain/model-manifest';
import type { Judgement, VerdictKind } from '$lib/domain/verdict';
import type { GatheredFile } from './gather';

/** What is kept of a judged picture: the evidence map is made anew where someone looks at it. */
export interface JudgedFile {
	readonly judgement: Judgement;
	readonly inference: Inference;
	/** The manifest, thresholds as set on this device, by which it was decided. */
	readonly manifest: ModelManifest;
	/** Pixels of the upright picture. */
	readonly size: { readonly width: number; readonly height: number };
	/** When it was judged, milliseconds since 1970. */
	readonly atMs: number;
}

/**
 * waiting -> judging -> saving -> judged, or failed; `left-out` is a file in a folder that is no image.
 * [Note: verdicts of files] A verdict shows only once its record is on disk (`judged`), or once it is known that there
 * will be none (`unrecorded` says why): what the screen has confirmed, a crash right after cannot take away.
 */
export type CheckState =
	| { readonly kind: 'waiting' }
	| { readonly kind: 'judging' }
	| { readonly kind: 'saving' }
	| { readonly kind: 'judged'; readonly judged: JudgedFile; readonly unrecorded?: ErrorCode | null }
	| { readonly kind: 'failed'; readonly code: ErrorCode }
	| { readonly kind: 'left-out' };

/** How a list groups its files: by verdict, and the faults by themselves. */
export type Outcome = VerdictKind | 'failed';
export const OUTCOMES = ['open', 'unsure', 'closed', 'no-bottle', 'failed'] as const satisfies readonly Outcome[];

/** One file of a batch on its way to a verdict. */
export class FileCheck {
	state = $state.raw<CheckState>({ kind: 'waiting' });
	/** Object URL of the thumbnail; null until there is one. */
	thumbnailUrl = $state<string | null>(null);

	/** How often the engine went down over this file. */
	engineFaults = 0;

	constructor(
		readonly id: number,
		readonly source: GatheredFile
	) {}

	get path(): string {
		return this.source.path;
	}

	get judged(): JudgedFile | null {
		return this.state.kind === 'judged' ? this.state.judged : null;
	}

	get outcome(): Outcome | null {
		if (this.state.kind === 'failed') return 'failed';
		return this.judged?.judgement.verdict.kind ?? null;
	}

	showThumbnail(picture: Blob): void {
		this.release();
		this.thumbnailUrl = URL.createObjectURL(picture);
	}

	/** Frees the thumbnail; the check must not be shown afterwards. */
	release(): void {
		if (this.thumbnailUrl) URL.revokeObjectURL(this.thumbnailUrl);
		this.thumbnailUrl = null;
	}
}
