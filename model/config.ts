import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { normalisationSchema } from '../src/lib/domain/model-manifest';
import { judgeSpecSchema, locatorSpecSchema } from '../src/lib/domain/network-spec';
import { readJson } from './read-json';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positive = v.pipe(v.number(), v.minValue(1e-9));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const samplingFields = {
	/** Share of the pictures drawn that are renders. */
	rendersShare: share,
	/** Factors on how often single sources are drawn, above the balancing by their size. */
	sourceWeights: v.optional(v.record(v.string(), positive)),
	/** Strength of the photographic augmentations, 0..1. */
	strength: share,
	/** Share of the pictures whose hues are turned: caps and labels come in every colour. */
	hueShare: v.optional(share),
	/** Share of the pictures taken at night by a hand that moves: lamps, their reflections, smears and doubled outlines. */
	nightShare: v.optional(share),
	/** Share of the pictures turned by any angle; the others stand mostly upright. */
	anyAngleShare: v.optional(share)
};

export const judgeSamplingSchema = v.object({
	...samplingFields,
	/** Shares of the classes in a batch: open, closed, none. */
	classShares: v.tuple([share, share, share]),
	/** Side of the crop in mouth widths. */
	cropScale: positive,
	/** Standard deviations of the crop's place (mouth widths) and of the logarithm of its side. */
	shift: v.number(),
	zoom: v.number(),
	/** Share of mouths put on another bottle in place of its own. */
	swapShare: share,
	/** Share of mouths pasted on a picture without a mouth. */
	pasteShare: share,
	/** Share of mouths put on a plain ground: product shots, tables, walls. */
	plainShare: v.optional(share),
	/** Share of the crops without a mouth that lie where a locator wrongly saw one (see mine.ts). */
	decoyShare: v.optional(share),
	/** Share of the crops without a mouth that show a bottle whose mouth something covers. */
	coveredShare: v.optional(share),
	/** Share of the crops without a mouth that show a cap without a bottle. */
	looseShare: v.optional(share),
	/** Share of crops turned by any angle; the others stand mostly upright. */
	anyAngleShare: v.optional(share)
});

export const locatorSamplingSchema = v.object({
	...samplingFields,
	/** Shares of the scenes in a batch: mouth visible, mouth hidden, no bottle. */
	sceneShares: v.tuple([share, share, share]),
	/** Share of the hidden mouths that something covers; the others lie beyond the frame. */
	coveredShare: v.optional(share),
	/** Share of the visible mouths whose bottle is cut out and put into a picture of another room. */
	movedShare: v.optional(share),
	/** Share of the pictures without a bottle shown as the closer glance sees a place that a locator took for a mouth. */
	closerShare: v.optional(share),
	placeWeight: positive,
	sceneWeight: positive
});

const trainingFields = {
	name: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
	seed: whole,
	normalisation: normalisationSchema,
	/** Folds (indices into data/folds.json) that are validated on and never trained on. */
	holdOut: v.array(whole),
	/** Groups held out beside them: rooms of one source, where the question is about rooms. */
	holdOutGroups: v.optional(v.array(v.string())),
	/**
	 * Holds single pictures of one source out at random, by a hash of their names. Misleading wherever neighbouring
	 * frames stay in training: only there to show by how much.
	 */
	holdOutAtRandom: v.optional(v.object({ source: v.string(), share })),
	steps: positive,
	stepsPerEpoch: positive,
	batch: positive,
	/** Highest step sizes, relative to the root mean square of each tensor (see optimiser.ts). */
	learningRate: v.object({ trunk: positive, head: positive, warmUpSteps: whole, floor: share }),
	weightDecay: v.number(),
	clipNorm: positive,
	labelSmoothing: share,
	emaDecay: share,
	/** Blocks, from the first, whose weights (and the stem's) stay as they are; 0 trains all. */
	frozenBlocks: whole,
	/** Share of the steps after which the weights are rounded as in the shipped model; 1 never does. */
	quantizeFrom: share,
	/** Run whose averaged weights to start from instead of the backbone's. */
	startFrom: v.optional(v.string())
};

export const trainingConfigSchema = v.variant('kind', [
	v.object({ kind: v.literal('judge'), ...trainingFields, network: judgeSpecSchema, sampling: judgeSamplingSchema }),
	v.object({
		kind: v.literal('locator'),
		...trainingFields,
		network: locatorSpecSchema,
		sampling: locatorSamplingSchema
	})
]);

export type JudgeSampling = v.InferOutput<typeof judgeSamplingSchema>;
export type LocatorSampling = v.InferOutput<typeof locatorSamplingSchema>;
export type TrainingConfig = v.InferOutput<typeof trainingConfigSchema>;

/** Reads and checks a run's configuration. @throws Error that names the file, and the field at fault */
export function readConfig(file: string): TrainingConfig {
	return readJson(file, trainingConfigSchema);
}

/** Whether a run never trained on this picture. */
export function isHeldOut(
	{
		holdOut,
		holdOutGroups = [],
		holdOutAtRandom
	}: Pick<TrainingConfig, 'holdOut' | 'holdOutGroups' | 'holdOutAtRandom'>,
	{ fold, group, source, file }: { fold: number; group: string; source: string; file: string }
): boolean {
	if (holdOut.includes(fold) || holdOutGroups.includes(group)) return true;
	if (holdOutAtRandom?.source !== source) return false;
	const hash = createHash('sha256').update(file).digest().readUInt32BE();
	return hash < holdOutAtRandom.share * 2 ** 32;
}
