import { dispose, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Evidence, JudgedMouth, Logits } from '../domain/inference';
import type { ModelManifest } from '../domain/model-manifest';
import { regionAround, type SquareRegion } from '../preprocess/letterbox';
import { evidenceFromMaps } from './evidence';
import { toMouth, type Proposal } from './find-mouths';
import { judgeForward } from './network/judge';
import type { SampledPicture } from './sampled-picture';
import { meanLogits } from './views';

export interface JudgedMouths {
	/** Likeliest mouth first. */
	readonly judged: readonly JudgedMouth[];
	/** The proposal that the first of `judged` was; null where there were none. */
	readonly best: Proposal | null;
	/** Of the first, where it was asked for. */
	readonly evidence: Evidence | null;
}

type Judge = ModelManifest['judge'];

/** The second stage: crops around proposed mouths, from the native pixels, in several views whose logits are averaged. */
export class MouthJudge {
	constructor(
		readonly model: Judge,
		readonly weights: Record<string, Tensor>
	) {}

	/** The square that is looked at around a mouth. */
	crop(mouth: { x: number; y: number; width: number }): SquareRegion {
		return regionAround(mouth, this.model.cropScale);
	}

	async judge(picture: SampledPicture, proposals: readonly Proposal[], withEvidence: boolean): Promise<JudgedMouths> {
		if (proposals.length === 0) return { judged: [], best: null, evidence: null };
		const { spec, normalisation, testTime } = this.model;
		const views = testTime.scales.length * (testTime.mirror ? 2 : 1);
		const crops = proposals.flatMap((p) =>
			testTime.scales.map((scale) => ({ ...this.crop(p), side: this.crop(p).side * scale }))
		);
		const input = picture.sample(crops, spec.inputSize, normalisation, testTime.mirror);
		const output = judgeForward(spec, this.weights, input);
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

/** How much a place looks like a mouth that can be judged, open or closed. */
export function mouthness({ heat, logits: [open, closed, none] }: JudgedMouth): number {
	return Math.max(open, closed) - none + Math.log(heat);
}
