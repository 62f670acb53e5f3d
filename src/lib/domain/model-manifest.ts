import * as v from 'valibot';
import { judgeSpecSchema, locatorSpecSchema } from './network-spec';

/**
 * The model's manifest: the one place that says how a picture becomes a verdict. `model/export.ts` writes it,
 * the app and the command-line programs read it, and nothing else repeats its numbers.
 */

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.minValue(Number.MIN_VALUE));
const probability = v.pipe(finite, v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const fileName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]*$/i));

/** Pixel value 0..255 becomes `value * scale + offset`. */
export const normalisationSchema = v.object({ scale: positive, offset: finite });

const tensorFields = {
	name: v.pipe(v.string(), v.regex(/^[a-z0-9_/]+$/)),
	shape: v.pipe(v.array(count), v.minLength(1), v.maxLength(4)),
	/** Index into `shards`. */
	shard: count,
	byteOffset: count
};

/**
 * One tensor of the network, stored in a shard. Bytes q of a uint8 tensor become `minimum + q * step`, one pair for
 * each channel of the axis `axis`; the pairs lie in the same shard as float32, little-endian, all minima and then all
 * steps.
 */
export const tensorEntrySchema = v.variant('dtype', [
	v.object({ ...tensorFields, dtype: v.literal('float32') }),
	v.object({
		...tensorFields,
		dtype: v.literal('uint8'),
		/** Axis of the output channels; behind it only axes of length 1 follow. */
		axis: count,
		/** First byte of the minima and steps. */
		rangesOffset: count
	})
]);

export const shardSchema = v.object({ file: fileName, bytes: count, sha256 });

const networkFields = {
	normalisation: normalisationSchema,
	tensors: v.pipe(v.array(tensorEntrySchema), v.minLength(1)),
	shards: v.pipe(v.array(shardSchema), v.minLength(1))
};

export const judgeManifestSchema = v.object({
	...networkFields,
	spec: judgeSpecSchema,
	/** Order of the logits. */
	classes: v.tuple([v.literal('open'), v.literal('closed'), v.literal('none')]),
	/** Side of the square crop around the mouth, in widths of the mouth. */
	cropScale: positive,
	/** Softmax temperature of a mouth that is plain to see, fitted on sources held out of training. */
	temperature: positive,
	/**
	 * How much warmer it is where the mouth is not plain: `temperature * (1 + doubt * (1 - plainness))`. Absent in models
	 * from before this rule, which is as 0.
	 */
	doubt: v.optional(v.pipe(finite, v.minValue(0))),
	/** Crops whose logits are averaged: factors on the crop's side, and mirrored copies. */
	testTime: v.object({ scales: v.pipe(v.array(positive), v.minLength(1)), mirror: v.boolean() })
});

export const locatorManifestSchema = v.object({
	...networkFields,
	spec: locatorSpecSchema,
	/** Order of the scene logits. */
	scenes: v.tuple([v.literal('mouth-visible'), v.literal('mouth-hidden'), v.literal('no-bottle')]),
	/** Softmax temperature of the scene logits. */
	sceneTemperature: positive,
	/** Probability of the heat map's best cell under which no mouth is reported. */
	heatThreshold: probability,
	/** Width of a mouth in cells is `exp(log width)` clamped to these bounds. */
	widthCells: v.object({ min: positive, max: positive }),
	/** Second glance: passes over a window around the first answer, of this side in mouth widths (0 passes: none). */
	refine: v.object({ passes: count, windowScale: positive })
});

export const decisionSchema = v.object({
	/** Calibrated probability from which each verdict is given. */
	thresholds: v.object({ open: probability, closed: probability, none: probability }),
	/** Least difference between the best and the second-best probability. */
	minMargin: probability,
	/** Probability of `no-bottle` and of `mouth-hidden` from the locator's scene from which it decides by itself. */
	sceneThresholds: v.object({ noBottle: probability, mouthHidden: probability }),
	/**
	 * No closed verdict where another mouth, with at least this share of the chosen one's heat, is open with at least this
	 * probability. Absent in models from before this rule.
	 */
	rival: v.optional(v.object({ open: probability, heatShare: probability }))
});

export const provenanceSchema = v.object({
	/** Training configurations as they were run, by network. */
	configs: v.record(v.string(), v.unknown()),
	seed: count,
	/** Commit of the training code, or null outside a checkout. */
	commit: v.nullable(v.string()),
	/** Pictures by source and label that training saw. */
	pictures: v.record(v.string(), v.record(v.string(), count)),
	/** Where the first weights came from, with their licence. */
	backbone: v.string()
});

export const modelManifestSchema = v.object({
	schemaVersion: v.literal(1),
	/** First 12 hex digits of the sha256 over all fields but `version` and `created` (which hold the shards' hashes). */
	version: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
	/** UTC, ISO 8601. */
	created: v.pipe(v.string(), v.isoTimestamp()),
	judge: judgeManifestSchema,
	locator: locatorManifestSchema,
	decision: decisionSchema,
	provenance: provenanceSchema
});

export type Normalisation = v.InferOutput<typeof normalisationSchema>;
export type TensorEntry = v.InferOutput<typeof tensorEntrySchema>;
export type ShardEntry = v.InferOutput<typeof shardSchema>;
export type JudgeManifest = v.InferOutput<typeof judgeManifestSchema>;
export type LocatorManifest = v.InferOutput<typeof locatorManifestSchema>;
export type NetworkManifest = JudgeManifest | LocatorManifest;
export type DecisionPolicy = v.InferOutput<typeof decisionSchema>;
export type ModelManifest = v.InferOutput<typeof modelManifestSchema>;

/** Checks untrusted JSON; throws valibot's ValiError with the path of the first fault. */
export function parseModelManifest(json: unknown): ModelManifest {
	return v.parse(modelManifestSchema, json);
}
