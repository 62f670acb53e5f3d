import { dispose, memory, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { contains, WHOLE_PICTURE, type Mouth, type PixelImage, type Region } from '../domain/geometry';
import type { BackendName, Evidence, Inference, JudgedMouth, Logits, SceneLogits } from '../domain/inference';
import { InspectorError } from '../domain/errors';
import type { ModelManifest } from '../domain/model-manifest';
import { letterbox, regionAround, type SquareRegion } from '../preprocess/letterbox';
import { qualityOf } from '../preprocess/quality';
import { candidatesFromGrid, distinct, type Candidate } from './candidates';
import { evidenceFromMaps } from './evidence';
import type { ModelFiles } from './model-source';
import { judgeForward } from './network/judge';
import { locatorForward } from './network/locator';
import { loadWeights, WeightsError } from './network/weights';
import { pixelPicture, type SampledPicture } from './sampled-picture';
import { meanLogits } from './views';

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

const MOST_MOUTHS = 12;
/** Without `allMouths`, the judge looks at this many of the locator's best proposals. */
const PROPOSALS = 2;
/** Windows of one run: more save little, and every other number would keep textures of its own on a GPU. */
const WINDOWS_A_RUN = 2;
const MIN_SIDE = 16;

/** A candidate and, where the locator looked at it again more closely, what it said of the scene there. */
interface Proposal extends Candidate {
	readonly closeScene?: SceneLogits;
}

interface Glance {
	readonly grid: Float32Array;
	readonly scene: SceneLogits;
}

/** Both networks on one backend. The backend must be set before {@link Engine.load}. */
export class Engine {
	readonly #judgeWeights: Record<string, Tensor>;
	readonly #locatorWeights: Record<string, Tensor>;

	private constructor(
		readonly manifest: ModelManifest,
		readonly backend: BackendName,
		judgeWeights: Record<string, Tensor>,
		locatorWeights: Record<string, Tensor>
	) {
		this.#judgeWeights = judgeWeights;
		this.#locatorWeights = locatorWeights;
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
		const first = (await this.#locate(picture, [whole]))[0]!;
		const limit = options.allMouths ? MOST_MOUTHS : PROPOSALS;
		const proposals = await this.#propose(picture, whole, first, options.region ?? WHOLE_PICTURE, limit);
		const foci = proposals.length > 0 ? proposals.map((proposal) => this.#crop(proposal)) : [whole];
		const [lumas, { judged, best, evidence }] = await Promise.all([
			picture.luma(foci),
			this.#judgeMouths(picture, proposals, options.evidence ?? false)
		]);
		return {
			frameId: options.frameId ?? 0,
			logits: judged[0]?.logits ?? null,
			sceneLogits: best?.closeScene ? meanScene(first.scene, best.closeScene) : first.scene,
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
		dispose(Object.values(this.#judgeWeights));
		dispose(Object.values(this.#locatorWeights));
	}

	/** One run of the locator over squares of the picture, one glance each in their order. */
	async #locate(picture: SampledPicture, regions: readonly SquareRegion[]): Promise<Glance[]> {
		const { spec, normalisation } = this.manifest.locator;
		const input = picture.sample(regions, spec.inputSize, normalisation, false);
		const output = locatorForward(spec, this.#locatorWeights, input);
		try {
			const [grids, scenes] = await Promise.all([output.grid.data<'float32'>(), output.scene.data<'float32'>()]);
			const cells = grids.length / regions.length;
			return regions.map((_, i) => ({
				grid: grids.subarray(i * cells, (i + 1) * cells),
				scene: [scenes[i * 3]!, scenes[i * 3 + 1]!, scenes[i * 3 + 2]!]
			}));
		} finally {
			dispose([input, output.grid, output.scene]);
		}
	}

	/** Proposals inside the region of interest, each looked at again more closely where the manifest says so. */
	async #propose(
		picture: SampledPicture,
		whole: SquareRegion,
		first: Glance,
		region: Region,
		limit: number
	): Promise<Proposal[]> {
		const { locator } = this.manifest;
		const inside = (c: Candidate) => contains(region, toMouth(c, picture));
		const coarse = candidatesFromGrid(first.grid, whole, locator, MOST_MOUTHS).filter(inside).slice(0, limit);
		return distinct(await this.#refine(picture, whole, coarse), limit);
	}

	/**
	 * Looks at each candidate again in a window around it, {@link WINDOWS_A_RUN} windows in one run of the locator.
	 * A candidate that is not seen again there, or whose window would be nearly the whole picture, stays as it is.
	 */
	async #refine(picture: SampledPicture, whole: SquareRegion, candidates: readonly Candidate[]): Promise<Proposal[]> {
		const { passes, windowScale } = this.manifest.locator.refine;
		const refined: Proposal[] = [...candidates];
		let active = refined.map((_, i) => i);
		for (let pass = 0; pass < passes; pass++) {
			const windows = active
				.map((i) => ({ i, window: regionAround(refined[i]!, windowScale) }))
				.filter(({ window }) => window.side < whole.side * 0.8);
			active = [];
			for (let from = 0; from < windows.length; from += WINDOWS_A_RUN) {
				const run = windows.slice(from, from + WINDOWS_A_RUN);
				const glances = await this.#locate(
					picture,
					run.map(({ window }) => window)
				);
				run.forEach(({ i, window }, at) => {
					const current = refined[i]!;
					const near = candidatesFromGrid(glances[at]!.grid, window, this.manifest.locator, MOST_MOUTHS).find(
						(c) => Math.hypot(c.x - current.x, c.y - current.y) < current.width
					);
					const closeScene = glances[at]!.scene;
					refined[i] = near ? { ...near, heat: current.heat, closeScene } : { ...current, closeScene };
					if (!near) return;
					active.push(i);
				});
			}
		}
		return refined;
	}

	#crop(candidate: { x: number; y: number; width: number }): SquareRegion {
		return regionAround(candidate, this.manifest.judge.cropScale);
	}

	async #judgeMouths(picture: SampledPicture, proposals: readonly Proposal[], withEvidence: boolean) {
		const none: { judged: JudgedMouth[]; best: Proposal | null; evidence: Evidence | null } = {
			judged: [],
			best: null,
			evidence: null
		};
		if (proposals.length === 0) return none;
		const { spec, normalisation, testTime } = this.manifest.judge;
		const views = testTime.scales.length * (testTime.mirror ? 2 : 1);
		const crops = proposals.flatMap((p) =>
			testTime.scales.map((scale) => ({ ...this.#crop(p), side: this.#crop(p).side * scale }))
		);
		const input = picture.sample(crops, spec.inputSize, normalisation, testTime.mirror);
		const output = judgeForward(spec, this.#judgeWeights, input);
		try {
			const logits = await output.logits.data<'float32'>();
			const judged = proposals.map((p, i) => ({
				mouth: toMouth(p, picture),
				heat: p.heat,
				logits: meanLogits(logits, i * views, views),
				at: i
			}));
			// [Note: choice of the mouth] the judge, which sees native pixels, outranks the locator: the mouth that
			// is least likely `none` wins, weighted by the locator's heat.
			judged.sort((a, b) => mouthness(b) - mouthness(a));
			const best = judged[0]!;
			const evidence = withEvidence
				? await this.#evidence(
						output.maps,
						best.at * views,
						best.logits,
						crops[best.at * testTime.scales.length]!,
						picture
					)
				: null;
			return {
				judged: judged.map(({ mouth, heat, logits }) => ({ mouth, heat, logits })),
				best: proposals[best.at]!,
				evidence
			};
		} finally {
			dispose([input, output.logits, output.maps]);
		}
	}

	async #evidence(
		maps: Tensor4D,
		index: number,
		logits: Logits,
		crop: SquareRegion,
		{ width, height }: SampledPicture
	) {
		const [, rows, columns] = maps.shape;
		const all = await maps.data<'float32'>();
		const length = rows * columns * 3;
		const own = all.slice(index * length, (index + 1) * length);
		const place = { x: crop.cx / width, y: crop.cy / height, side: crop.side / width };
		return evidenceFromMaps(own, rows, columns, logits, place);
	}
}

const toMouth = (c: Candidate, image: Pick<SampledPicture, 'width' | 'height'>): Mouth => ({
	x: c.x / image.width,
	y: c.y / image.height,
	width: c.width / image.width
});

/**
 * [Note: the scene is judged twice] A bottle that fills little of the picture leaves the first glance in doubt whether its
 * mouth is to be seen; the closer glance at the chosen mouth is free, since it is made to place the mouth anyway.
 */
const meanScene = (first: SceneLogits, close: SceneLogits): SceneLogits => [
	(first[0] + close[0]) / 2,
	(first[1] + close[1]) / 2,
	(first[2] + close[2]) / 2
];

function mouthness({ heat, logits: [open, closed, none] }: JudgedMouth): number {
	return Math.max(open, closed) - none + Math.log(heat);
}
