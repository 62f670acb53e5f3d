import { dispose, memory, type Tensor } from '@tensorflow/tfjs-core';
import type { PixelImage } from '../domain/geometry';
import type { BackendName, Inference } from '../domain/inference';
import { InspectorError } from '../domain/errors';
import type { ModelManifest } from '../domain/model-manifest';
import { qualityOf } from '../preprocess/quality';
import { MouthFinder } from './find-mouths';
import { MouthJudge } from './judge-mouths';
import { lookAt, type LookOptions } from './look';
import type { ModelFiles } from './model-source';
import { loadWeights, WeightsError } from './network/weights';
import { pixelPicture, type SampledPicture } from './sampled-picture';

export interface JudgeOptions extends LookOptions {
	readonly frameId?: number;
}

export interface EngineMemory {
	readonly numTensors: number;
	readonly numBytesInGPU: number;
	/** With the textures that WebGL keeps to use them again. */
	readonly numBytesAllocatedInGPU: number;
}

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
	 * What both networks say of one picture, see {@link lookAt}.
	 * @throws InspectorError `image-too-small` under 16 pixels a side
	 */
	async judge(image: PixelImage | SampledPicture, options: JudgeOptions = {}): Promise<Inference> {
		if (Math.min(image.width, image.height) < MIN_SIDE) {
			throw new InspectorError('image-too-small', `${image.width} x ${image.height} pixels`);
		}
		const picture = 'sample' in image ? image : pixelPicture(image);
		const started = performance.now();
		const { judged, evidence, luma, scene } = await lookAt(picture, this.#finder, this.#judge, options);
		return {
			frameId: options.frameId ?? 0,
			logits: judged[0]?.logits ?? null,
			sceneLogits: scene,
			mouth: judged[0]?.mouth ?? null,
			candidates: judged,
			evidence,
			quality: qualityOf(luma),
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
