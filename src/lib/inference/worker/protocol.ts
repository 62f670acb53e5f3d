import type { PixelImage, Region } from '../../domain/geometry';
import type { BackendName, Inference } from '../../domain/inference';
import type { ErrorCode } from '../../domain/errors';
import type { ModelManifest } from '../../domain/model-manifest';
import type { EngineMemory } from '../engine';
import type { Attempt } from '../model-shelf';
import type { SelfTestOutcome } from '../self-test';

/** What the page may ask; every request has an id of its own and gets exactly one reply. */
export type Request =
	| {
			readonly type: 'start';
			readonly modelBase: string;
			readonly backends: readonly BackendName[];
			/** Whether WebGL samples bitmaps itself instead of having their pixels read back. */
			readonly textures?: boolean;
			/** Which model; see ModelShelf. */
			readonly attempt: Attempt;
	  }
	| {
			readonly type: 'judge';
			readonly picture: ImageBitmap | PixelImage;
			readonly region?: Region;
			readonly allMouths: boolean;
			readonly evidence: boolean;
			readonly frameId: number;
			/** A camera's frame; see JudgeOptions. */
			readonly live: boolean;
	  }
	| { readonly type: 'self-test' }
	| { readonly type: 'memory' }
	| { readonly type: 'lose-context' };

export interface Replies {
	start: {
		readonly manifest: ModelManifest;
		readonly backend: BackendName;
		/** Whether bitmaps are sampled on the GPU: wanted, and the self-test passed so. */
		readonly textures: boolean;
		readonly selfTest: SelfTestOutcome;
	};
	judge: Inference;
	'self-test': SelfTestOutcome;
	memory: EngineMemory;
	'lose-context': null;
}

export type ToWorker =
	| { readonly id: number; readonly request: Request }
	/** Gives up request `id`; it is answered with `cancelled` unless it was done already. */
	| { readonly id: number; readonly abort: true };

export type FromWorker =
	| { readonly id: number; readonly ok: true; readonly reply: Replies[keyof Replies] }
	| { readonly id: number; readonly ok: false; readonly code: ErrorCode; readonly message: string }
	| WorkerEvent;

/** Unasked news, not tied to a request. */
export type WorkerEvent =
	| { readonly event: 'progress'; readonly share: number }
	| { readonly event: 'backend-lost' }
	/** Bitmaps are no longer sampled on the GPU, but read back. */
	| { readonly event: 'textures-given-up' };
