import type { Mouth } from './geometry';

/** Class order of the judge network; the manifest repeats it and loading fails where the two differ. */
export const CLASSES = ['open', 'closed', 'none'] as const;
export type ClassName = (typeof CLASSES)[number];

/** Unbounded outputs of the judge network, in the order of {@link CLASSES}. */
export type Logits = readonly [open: number, closed: number, none: number];

/** Class probabilities after calibration: each 0..1, sum 1. */
export interface Probabilities {
	readonly open: number;
	readonly closed: number;
	readonly none: number;
}

/** Order of the locator's scene logits. */
export const SCENES = ['mouth-visible', 'mouth-hidden', 'no-bottle'] as const;
export type Scene = (typeof SCENES)[number];
/** Unbounded outputs of the locator's scene head, in the order of {@link SCENES}. */
export type SceneLogits = readonly [mouthVisible: number, mouthHidden: number, noBottle: number];

export type BackendName = 'webgl' | 'webgpu' | 'wasm' | 'cpu';

/** Measured on the pixels, before any network runs. */
export interface ImageQuality {
	/** Mean luma of the judged crop (the whole picture where no mouth was found), 0..1. */
	readonly brightness: number;
	/** Share of burnt-out pixels in the middle of that crop, where the mouth is, 0..1. */
	readonly glare: number;
	/** Variance of the Laplacian of luma (0..255 scale) in that crop; small means blurred. */
	readonly sharpness: number;
}

/** One candidate mouth with the judge's opinion of it. */
export interface JudgedMouth {
	readonly mouth: Mouth;
	/** The locator's sigmoid heat, 0..1. */
	readonly heat: number;
	/** Mean over the test-time crops. */
	readonly logits: Logits;
}

/** Which pixels the decision rests on: a class activation map over the judged crop. */
export interface Evidence {
	/** Row-major, `rows * columns` numbers 0..1, 1 = speaks most for the winning class. */
	readonly values: Float32Array;
	readonly rows: number;
	readonly columns: number;
	/** The crop's square on the picture: centre as fractions of width and height, side as a fraction of the width. */
	readonly crop: { readonly x: number; readonly y: number; readonly side: number };
}

/** Everything that the networks say of one frame; no decision has been taken yet. */
export interface Inference {
	readonly frameId: number;
	/** The judge's logits for the chosen mouth; null where the locator proposed no mouth. */
	readonly logits: Logits | null;
	readonly sceneLogits: SceneLogits;
	/** The chosen mouth; null where there is none. */
	readonly mouth: Mouth | null;
	/** All candidates, best first, the chosen one included. */
	readonly candidates: readonly JudgedMouth[];
	readonly evidence: Evidence | null;
	readonly quality: ImageQuality;
	/** Wall time from pixels to logits, milliseconds. */
	readonly latencyMs: number;
	readonly backend: BackendName;
	readonly modelVersion: string;
}
