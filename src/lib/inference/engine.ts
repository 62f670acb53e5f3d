import { dispose, memory, type Tensor } from '@tensorflow/tfjs-core';
import { WHOLE_PICTURE, type PixelImage, type Region } from '../domain/geometry';
import type { BackendName, Inference, SceneLogits } from '../domain/inference';
import { InspectorError } from '../domain/errors';
import type { ModelManifest } from '../domain/model-manifest';
import { letterbox } from '../preprocess/letterbox';
import { qualityOf } from '../preprocess/quality';
import { MOST_MOUTHS, MouthFinder } from './find-mouths';
import { MouthJudge } from './judge-mouths';
import type { ModelFiles } from './model-source';
import { loadWeights, WeightsError } from './network/weights';
import { pixelPicture, type SampledPicture } from './sampled-picture';

export interface JudgeOptions {
	/** Only mouths whose centre lies in this region of interest are judged; the whole picture where absent. */
	readonly region?: Region;
	/** Judge every visible mouth (at most {@link MOST_MOUTHS}) instead of the best few. */
	readonly allMouths?: boolean;
	/** Also return the evidence map of the chosen mouth. */
	readonly evidence?: boolean;
	readonly frameId?: number;
}

export interface EngineMemory {
	readonly numTensors: number;
	readonly numBytesInGPU: number;
	/** With the textures that WebGL keeps to use them again. */
	readonly numBytesAllocatedInGPU: number;
}

/** Without `allMouths`, the judge looks at this many of the locator's best proposals. */
const PROPOSALS = 2;
const MIN_SIDE = 16;

/** Both networks on one backend. The backend must be set before {@link Engine.load}. */
export class Engine {
	readonly #finder: MouthFinder;
	readonly #judge: MouthJudge;

	private constructor(
		readonly manifest: ModelManifest,
		readonly backend: BackendName,
		judgeWeights: Record<string, Tensor>,
		locatorWeights: Record<string, Tensor>
	) {
		this.#finder = new MouthFinder(manifest.locator, locatorWeights);
		this.#judge = new MouthJudge(manifest.judge, judgeWeights);
	}

	/** @throws InspectorError `model-corrupt` where bytes differ from the manifest */
	static async load(files: ModelFiles, backend: BackendName): Promise<Engine> {
		try {
			const judge = await loadWeights(files.manifest.judge, files.judgeShards);
			const locator = await loadWeights(files.manifest.locator, files.locatorShards);
			return new Engine(files.manifest, backend, judge, locator);
		} catch (cause) {
			if (cause instanceof WeightsError) throw new InspectorError('model-corrupt', cause.message, { cause });
			throw cause;
		}
	}

	/**
	 * Two glances: the locator proposes mouths on the letterboxed picture (and again, closer, where they are
	 * small), the judge looks at crops around them taken from the native pixels.
	 * @throws InspectorError `image-too-small` under 16 pixels a side
	 */
	async judge(image: PixelImage | SampledPicture, options: JudgeOptions = {}): Promise<Inference> {
		if (Math.min(image.width, image.height) < MIN_SIDE) {
			throw new InspectorError('image-too-small', `${image.width} x ${image.height} pixels`);
		}
		const picture = 'sample' in image ? image : pixelPicture(image);
		const started = performance.now();
		const whole = letterbox(image.width, image.height);
		const region = options.region ?? WHOLE_PICTURE;
		const limit = options.allMouths ? MOST_MOUTHS : PROPOSALS;
		const { proposals, scene } = await this.#finder.find(picture, whole, region, limit);
		const foci = proposals.length > 0 ? proposals.map((proposal) => this.#judge.crop(proposal)) : [whole];
		const [lumas, { judged, best, evidence }] = await Promise.all([
			picture.luma(foci),
			this.#judge.judge(picture, proposals, options.evidence ?? false)
		]);
		return {
			frameId: options.frameId ?? 0,
			logits: judged[0]?.logits ?? null,
			sceneLogits: best?.closeScene ? meanScene(scene, best.closeScene) : scene,
			mouth: judged[0]?.mouth ?? null,
			candidates: judged,
			evidence,
			quality: qualityOf(lumas[best ? proposals.indexOf(best) : 0]!),
			latencyMs: performance.now() - started,
			backend: this.backend,
			modelVersion: this.manifest.version
		};
	}

	/** Tensors alive in TensorFlow.js and bytes on the GPU (0 where the backend has none). */
	memory(): EngineMemory {
		const info = memory() as { numTensors: number; numBytesInGPU?: number; numBytesInGPUAllocated?: number };
		const { numTensors, numBytesInGPU = 0, numBytesInGPUAllocated = numBytesInGPU } = info;
		return { numTensors, numBytesInGPU, numBytesAllocatedInGPU: numBytesInGPUAllocated };
	}

	dispose(): void {
		for (const { weights } of [this.#finder, this.#judge]) dispose(Object.values(weights));
	}
}

/**
 * [Note: the scene is judged twice] A bottle that fills little of the picture leaves the first glance in doubt whether its
 * mouth is to be seen; the closer glance at the chosen mouth is free, since it is made to place the mouth anyway.
 */
const meanScene = (first: SceneLogits, close: SceneLogits): SceneLogits => [
	(first[0] + close[0]) / 2,
	(first[1] + close[1]) / 2,
	(first[2] + close[2]) / 2
];
