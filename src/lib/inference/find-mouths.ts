import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { contains, type Mouth, type Region } from '../domain/geometry';
import type { SceneLogits } from '../domain/inference';
import type { ModelManifest } from '../domain/model-manifest';
import { regionAround, type SquareRegion } from '../preprocess/letterbox';
import { candidatesFromGrid, distinct, type Candidate } from './candidates';
import { locatorForward } from './network/locator';
import type { SampledPicture } from './sampled-picture';

/** Proposals of one picture, at most. */
export const MOST_MOUTHS = 12;
/** Windows of one run: more save little, and every other number would keep textures of its own on a GPU. */
const WINDOWS_A_RUN = 2;

/** A candidate and, where the locator looked at it again more closely, what it said of the scene there. */
export interface Proposal extends Candidate {
	readonly closeScene?: SceneLogits;
}

export interface Found {
	/** Most heat first, none twice. */
	readonly proposals: readonly Proposal[];
	/** What the limit left out, most heat first, not looked at more closely. */
	readonly rest: readonly Candidate[];
	/** What the first glance, at the whole picture, said of the scene. */
	readonly scene: SceneLogits;
}

interface Glance {
	readonly grid: Float32Array;
	readonly scene: SceneLogits;
}

type Locator = ModelManifest['locator'];

/** The first stage: one glance at the whole picture, and a closer one at each mouth that is small in it. */
export class MouthFinder {
	constructor(
		readonly model: Locator,
		readonly weights: Record<string, Tensor>
	) {}

	/** At most `limit` mouths whose centres lie in `region`; `whole` is the letterboxed picture. */
	async find(picture: SampledPicture, whole: SquareRegion, region: Region, limit: number): Promise<Found> {
		const { grid, scene } = (await this.#locate(picture, [whole]))[0]!;
		const coarse = candidatesFromGrid(grid, whole, this.model, MOST_MOUTHS).filter((candidate) =>
			contains(region, toMouth(candidate, picture))
		);
		const proposals = distinct(await this.#refine(picture, whole, coarse.slice(0, limit)), limit);
		return { proposals, rest: coarse.slice(limit), scene };
	}

	/** Looks closely at `candidates` too: those of them that are no mouth among `proposals`. */
	async findMore(
		picture: SampledPicture,
		whole: SquareRegion,
		proposals: readonly Proposal[],
		candidates: readonly Candidate[]
	): Promise<Proposal[]> {
		const closer = await this.#refine(picture, whole, candidates);
		return distinct([...proposals, ...closer], MOST_MOUTHS).filter((proposal) => closer.includes(proposal));
	}

	/** One run of the locator over squares of the picture, one glance each in their order. */
	async #locate(picture: SampledPicture, regions: readonly SquareRegion[]): Promise<Glance[]> {
		const { spec, normalisation } = this.model;
		const input = picture.sample(regions, spec.inputSize, normalisation, false);
		const output = locatorForward(spec, this.weights, input);
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

	/**
	 * Looks at each candidate again in a window around it, {@link WINDOWS_A_RUN} windows in one run of the locator.
	 * A candidate that is not seen again there, or whose window would be nearly the whole picture, stays as it is.
	 */
	async #refine(picture: SampledPicture, whole: SquareRegion, candidates: readonly Candidate[]): Promise<Proposal[]> {
		const { passes, windowScale } = this.model.refine;
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
					const near = candidatesFromGrid(glances[at]!.grid, window, this.model, MOST_MOUTHS).find(
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
}

/** A candidate in pixels as a mouth in shares of the picture. */
export const toMouth = (c: Candidate, image: Pick<SampledPicture, 'width' | 'height'>): Mouth => ({
	x: c.x / image.width,
	y: c.y / image.height,
	width: c.width / image.width
});
