import type { PixelImage } from '../domain/geometry';
import type { Inference } from '../domain/inference';
import type { Engine } from './engine';

/** Stored outputs of the shipped network on golden pictures; `model/export` writes it beside the shards. */
export interface GoldenFile {
	readonly schemaVersion: 1;
	readonly modelVersion: string;
	/** Largest accepted difference of any logit; float16 GPUs and other backends differ a little. */
	readonly tolerance: number;
	readonly pictures: readonly { readonly seed: number; readonly logits: readonly number[] }[];
}

export interface SelfTestOutcome {
	readonly passed: boolean;
	/** Largest difference of any logit from the golden file; Infinity where an output was not a number. */
	readonly maxLogitError: number;
}

const SIDE = 240;

/**
 * A golden picture drawn from integers alone, the same to the bit on every device: a bottle's outline with
 * cap or bare lip by the seed's parity, over seeded noise. It proves arithmetic, not judgement.
 */
export function goldenPicture(seed: number): PixelImage {
	const data = new Uint8ClampedArray(SIDE * SIDE * 4);
	let state = (seed * 2654435761) >>> 0 || 1;
	for (let y = 0; y < SIDE; y++) {
		for (let x = 0; x < SIDE; x++) {
			state ^= state << 13;
			state >>>= 0;
			state ^= state >>> 17;
			state ^= state << 5;
			state >>>= 0;
			data.set(paint(x, y, seed, state & 31), (y * SIDE + x) * 4);
		}
	}
	return { data, width: SIDE, height: SIDE };
}

function paint(x: number, y: number, seed: number, noise: number): [number, number, number, number] {
	const dx = Math.abs(x - 120);
	const capped = seed % 2 === 0;
	if (y >= 40 && y < 58 && dx < (capped ? 22 : 17)) {
		return capped ? [190 - noise, 150 + noise, 40, 255] : [60 + noise, 90 + noise, 70, 255];
	}
	const half = y < 58 ? 0 : y < 110 ? 16 : y < 150 ? 16 + (y - 110) : 56;
	if (dx < half) return [80 + noise - (dx >> 1), 50 + noise, 20 + (noise >> 1), 255];
	return [150 + noise, 160 + (y >> 3), 170 - noise, 255];
}

/** How the engine judges a golden picture: on the way that serves. */
export type GoldenJudge = (picture: PixelImage) => Promise<Inference>;

/** Logits that the self-test compares: the best mouth's (zeros where none is proposed) and the scene's. */
export async function goldenLogits(
	engine: Engine,
	seed: number,
	judge: GoldenJudge = (picture) => engine.judge(picture)
): Promise<number[]> {
	const inference = await judge(goldenPicture(seed));
	return [...(inference.logits ?? [0, 0, 0]), ...inference.sceneLogits];
}

/** Runs every golden picture through the whole path and compares the logits with the stored ones. */
export async function selfTest(engine: Engine, golden: GoldenFile, judge?: GoldenJudge): Promise<SelfTestOutcome> {
	let worst = golden.modelVersion === engine.manifest.version && golden.pictures.length > 0 ? 0 : Infinity;
	for (const picture of golden.pictures) {
		const logits = await goldenLogits(engine, picture.seed, judge);
		for (let i = 0; i < logits.length; i++) {
			const error = Math.abs(logits[i]! - (picture.logits[i] ?? Infinity));
			worst = Math.max(worst, Number.isFinite(error) ? error : Infinity);
		}
	}
	return { passed: worst <= golden.tolerance, maxLogitError: worst };
}

/** Reads a golden file's bytes; throws SyntaxError or TypeError where it is none. */
export function parseGolden(bytes: Uint8Array): GoldenFile {
	const json = JSON.parse(new TextDecoder().decode(bytes)) as GoldenFile;
	if (json.schemaVersion !== 1 || !Array.isArray(json.pictures)) throw new TypeError('not a golden file');
	return json;
}
