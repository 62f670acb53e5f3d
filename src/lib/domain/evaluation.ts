import * as v from 'valibot';

/**
 * What `npm run evaluate` writes and what the evidence page, the settings' promise and the model card read.
 * Rates are 0..1 with their counts and a 95 % Wilson interval; every figure carries its n.
 */

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const rateSchema = v.object({ hits: count, n: count, value: v.nullable(share), lower: share, upper: share });

export const summarySchema = v.object({
	/** Pictures, and the groups (clips, bottles, batches) that they come from: frames of one clip are not independent. */
	pictures: count,
	groups: count,
	/** Rightly named among the open and closed bottles that got an answer (no bottle is an answer, and wrong). */
	accuracy: rateSchema,
	/** The same, each group weighing one. */
	groupAccuracy: v.nullable(share),
	/** Open and closed bottles that got `unsure`. */
	unsure: rateSchema,
	/** Open bottles called closed. */
	missedOpen: rateSchema,
	/** Open bottles called closed with a confidence above 0.95. */
	confidentlyMissedOpen: rateSchema,
	/** Closed bottles called open. */
	falseAlarm: rateSchema,
	/** Bottles whose mouth shows, called no bottle. */
	overlooked: rateSchema,
	/** Pictures without a bottle that were called open or closed. */
	phantom: rateSchema,
	/** Pictures without a bottle that were called no bottle. */
	noBottleFound: rateSchema,
	/** Bottles whose mouth does not show, answered open or closed all the same. */
	guessed: rateSchema
});

export const reliabilitySchema = v.object({
	/** Expected calibration error over the answers open and closed, 15 bins of equal width (Guo et al. 2017). */
	ece: v.nullable(share),
	n: count,
	bins: v.array(v.object({ from: share, to: share, n: count, confidence: share, accuracy: share }))
});

export const riskCoveragePointSchema = v.object({
	/** A bottle is answered where the larger of its two probabilities reaches this. */
	threshold: share,
	/** Share of bottles answered. */
	coverage: share,
	/** Share of wrong ones among the answered. */
	risk: share,
	/** Share of all open bottles answered closed, and its one-sided 95 % upper bound (Clopper-Pearson). */
	missedOpenRate: share,
	missedOpenUpper: share,
	/** Open bottles behind these figures. */
	n: count
});

export const robustnessSchema = v.object({
	corruption: v.picklist(['blur', 'exposure', 'noise', 'jpeg', 'scale', 'rotation']),
	/** Level, in the corruption's own unit, and what became of accuracy and answers. */
	points: v.array(v.object({ level: v.number(), accuracy: rateSchema, unsure: rateSchema, missedOpen: rateSchema }))
});

export const failureSchema = v.object({
	truth: v.string(),
	verdict: v.string(),
	confidence: share,
	source: v.string(),
	material: v.string(),
	scene: v.string()
});

export const evaluationSchema = v.object({
	schemaVersion: v.literal(1),
	name: v.string(),
	/** In one sentence: which pictures, and what training had to do with them. */
	description: v.string(),
	created: v.string(),
	modelVersions: v.array(v.string()),
	summary: summarySchema,
	/** Truth (open, closed, none, unclear) by verdict (open, closed, unsure, no-bottle): pictures. */
	confusion: v.record(v.string(), v.record(v.string(), count)),
	reliability: reliabilitySchema,
	riskCoverage: v.array(riskCoveragePointSchema),
	/** Summaries by source, material, scene, fill state (where the set states it) and label. */
	by: v.record(v.string(), v.record(v.string(), summarySchema)),
	robustness: v.array(robustnessSchema),
	failures: v.array(failureSchema)
});

export type Rate = v.InferOutput<typeof rateSchema>;
export type Summary = v.InferOutput<typeof summarySchema>;
export type Reliability = v.InferOutput<typeof reliabilitySchema>;
export type RiskCoveragePoint = v.InferOutput<typeof riskCoveragePointSchema>;
export type Robustness = v.InferOutput<typeof robustnessSchema>;
export type Evaluation = v.InferOutput<typeof evaluationSchema>;
