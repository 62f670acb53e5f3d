import * as v from 'valibot';
import {
	count,
	FILE_NAME_LIMIT,
	finite,
	fraction,
	imageQuality,
	label,
	model,
	mouth,
	NOTE_LIMIT,
	pictureReference,
	positiveCount,
	probabilities,
	sha256,
	station,
	text,
	utcTime,
	uuid,
	verdict
} from './record-fields';

/**
 * The records of the log: one definition for the tablet, the export and the reporting server.
 *
 * [Note: hash chain] Every device writes one chain. `hash` is the SHA-256 over the canonical JSON (RFC 8785) of
 * the record without `hash` and `personal`; `previousHash` is the hash of the record before it, 64 zeros for the
 * first. Whoever can rewrite the whole storage can also rewrite the whole chain: what makes tampering evident is
 * that a head hash has left the tablet before (printed on the shift report, exported, reported to the server).
 *
 * [Note: personal data] Names and free text are in `personal`, beside the chained content, which holds only
 * `personalHash`: a SHA-256 over them with 128 random bits of salt. Clearing sets `personal` to null, salt
 * included, so that the hash cannot be guessed back to a name, and the chain still verifies.
 */

/** Version of this definition; raise it with every change that old readers would refuse. */
export const RECORD_SCHEMA_VERSION = 1;

/** `previousHash` of a chain's first record. */
export const GENESIS_HASH = '0'.repeat(64);

export const personalSchema = v.strictObject({
	/** 128 random bits, hexadecimal. */
	salt: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
	inspector: label,
	note: text(NOTE_LIMIT),
	/** Name of the imported file; empty for the camera. */
	fileName: text(FILE_NAME_LIMIT)
});

const envelope = {
	schemaVersion: v.literal(RECORD_SCHEMA_VERSION),
	/** Also the idempotency key of the report. */
	id: uuid,
	/** The chain this record belongs to: a random identity made at first start of this installation. */
	deviceId: uuid,
	deviceLabel: label,
	/** Place in the device's chain, from 1 without gaps. */
	sequence: positiveCount,
	previousHash: sha256,
	hash: sha256,
	/** The device's clock, UTC. */
	wallTime: utcTime,
	/** Milliseconds since `sessionId` began, from a clock that nobody can set. */
	monotonicMs: v.pipe(finite, v.minValue(0)),
	/** One start of the app; makes `monotonicMs` comparable. */
	sessionId: uuid,
	/** True where the clock stood earlier than at some record before: order by `sequence`, not by time. */
	clockSetBack: v.boolean(),
	appVersion: label,
	station,
	/** SHA-256 over the canonical JSON of `personal` as first written. */
	personalHash: sha256,
	/** Null once cleared. */
	personal: v.nullable(personalSchema)
};

/** State of the challenge test when a check was made. `due`: not passed yet for this line and shift. */
export const CHALLENGE_STATES = ['passed', 'due', 'failed'] as const;
export const challengeStateSchema = v.picklist(CHALLENGE_STATES);

/** One bottle judged. */
export const checkRecordSchema = v.strictObject({
	...envelope,
	kind: v.literal('check'),
	/** As first given; a correction is a record of its own and never changes it. */
	verdict,
	/** Raw judge outputs in the order open, closed, none; null where no mouth was proposed. */
	logits: v.nullable(v.strictTuple([finite, finite, finite])),
	/** Raw scene outputs in the order mouth-visible, mouth-hidden, no-bottle. */
	sceneLogits: v.strictTuple([finite, finite, finite]),
	/** Calibrated, as the verdict was taken from them. */
	probabilities,
	temperature: v.pipe(finite, v.gtValue(0)),
	sceneTemperature: v.pipe(finite, v.gtValue(0)),
	thresholds: v.strictObject({
		open: fraction,
		closed: fraction,
		none: fraction,
		minMargin: fraction,
		noBottle: fraction,
		mouthHidden: fraction
	}),
	model,
	/** Wall time of the inference, milliseconds. */
	latencyMs: v.pipe(finite, v.minValue(0)),
	/** Label of the camera, as the browser names it; empty for files. */
	lens: label,
	source: v.picklist(['camera', 'file', 'counting']),
	/** Frames that the verdict rests on; 1 for a still. */
	framesJudged: positiveCount,
	mouth: v.nullable(mouth),
	quality: imageQuality,
	picture: v.nullable(pictureReference),
	thumbnail: v.nullable(pictureReference),
	/** Why the archive rule's picture is absent; null where the rule was followed. */
	pictureOmitted: v.nullable(v.picklist(['storage-full'])),
	challenge: challengeStateSchema,
	/** The sampling round this bottle counts for. */
	roundId: v.nullable(uuid),
	/** The product taught on site that this check used. */
	teachInId: v.nullable(uuid)
});

/** Why an inspector overrode a verdict. */
export const CORRECTION_REASONS = [
	'model-wrong',
	'cap-hidden',
	'glare-or-blur',
	'wrong-bottle',
	'handling-error',
	'other'
] as const;

export const correctionRecordSchema = v.strictObject({
	...envelope,
	kind: v.literal('correction'),
	checkId: uuid,
	/** Binds the correction to the check's content. */
	checkHash: sha256,
	firstVerdict: verdict,
	correctedTo: v.picklist(['open', 'closed', 'no-bottle']),
	reason: v.picklist(CORRECTION_REASONS)
});

/** One bottle of known state shown in a challenge test. */
export const challengeStepSchema = v.strictObject({
	expected: v.picklist(['open', 'closed']),
	verdict,
	logits: v.nullable(v.strictTuple([finite, finite, finite])),
	/** Milliseconds from the test's start. */
	atMs: v.pipe(finite, v.minValue(0))
});

export const challengeRecordSchema = v.strictObject({
	...envelope,
	kind: v.literal('challenge'),
	trigger: v.picklist(['shift-start', 'on-demand', 'after-failure', 'after-update']),
	/**
	 * `failed` at the first open bottle that was not called open; `abandoned` where the inspector stopped early, or where
	 * model or backend changed.
	 */
	outcome: v.picklist(['passed', 'failed', 'abandoned']),
	planned: v.strictObject({ open: count, closed: count }),
	steps: v.pipe(v.array(challengeStepSchema), v.maxLength(100)),
	missedOpen: count,
	falseAlarms: count,
	undecided: count,
	model
});

export const SAMPLING_METHODS = ['binomial', 'hypergeometric'] as const;

/** What the inspector asked of a sampling round, and what follows from it. */
export const samplingPlanSchema = v.strictObject({
	/** Wanted confidence, 0.5..0.9999. */
	confidence: v.pipe(finite, v.minValue(0.5), v.maxValue(0.9999)),
	/** Largest share of open bottles that may pass. */
	maxOpenRate: v.pipe(finite, v.gtValue(0), v.ltValue(1)),
	/** Bottles in the lot; null: so many that drawing changes nothing. */
	lotSize: v.nullable(positiveCount),
	/** Opens with which the lot is still accepted. */
	acceptanceNumber: v.pipe(count, v.maxValue(50)),
	method: v.picklist(SAMPLING_METHODS),
	sampleSize: positiveCount
});

export const roundRecordSchema = v.strictObject({
	...envelope,
	kind: v.literal('round'),
	roundId: uuid,
	plan: samplingPlanSchema,
	outcome: v.picklist(['accepted', 'rejected', 'abandoned']),
	/** Bottles with a decided verdict, corrections included. */
	inspected: count,
	open: count,
	/** Exact (Clopper-Pearson) one-sided upper bound of the open rate at the plan's confidence; 1 where nothing was inspected. */
	openRateUpperBound: fraction,
	startedAt: utcTime
});

/** States that a chain up to `throughSequence` was deleted by rule; its verification starts behind it. */
export const retentionRecordSchema = v.strictObject({
	...envelope,
	kind: v.literal('retention'),
	/** The shortened chain: the tablet's own, or one that was handed over to it. */
	chainDeviceId: uuid,
	keepDays: positiveCount,
	throughSequence: positiveCount,
	throughHash: sha256,
	removed: positiveCount
});

/** States that names and notes were cleared. */
export const clearanceRecordSchema = v.strictObject({
	...envelope,
	kind: v.literal('clearance'),
	cause: v.picklist(['on-request', 'retention']),
	cleared: positiveCount
});

/** States what was taken over from another tablet. */
export const handOverRecordSchema = v.strictObject({
	...envelope,
	kind: v.literal('hand-over'),
	fromDeviceId: uuid,
	headSequence: positiveCount,
	headHash: sha256,
	added: positiveCount
});

/** Any record of a chain: what the outbox sends and what an export holds, one a line. */
export const logRecordSchema = v.variant('kind', [
	checkRecordSchema,
	correctionRecordSchema,
	challengeRecordSchema,
	roundRecordSchema,
	retentionRecordSchema,
	clearanceRecordSchema,
	handOverRecordSchema
]);

export type Personal = v.InferOutput<typeof personalSchema>;
export type Station = v.InferOutput<typeof station>;
export type ModelStamp = v.InferOutput<typeof model>;
export type PictureReference = v.InferOutput<typeof pictureReference>;
export type ChallengeState = v.InferOutput<typeof challengeStateSchema>;
export type CheckRecord = v.InferOutput<typeof checkRecordSchema>;
export type CorrectionRecord = v.InferOutput<typeof correctionRecordSchema>;
export type CorrectionReason = CorrectionRecord['reason'];
export type ChallengeStep = v.InferOutput<typeof challengeStepSchema>;
export type ChallengeRecord = v.InferOutput<typeof challengeRecordSchema>;
export type SamplingPlan = v.InferOutput<typeof samplingPlanSchema>;
export type RoundRecord = v.InferOutput<typeof roundRecordSchema>;
export type RetentionRecord = v.InferOutput<typeof retentionRecordSchema>;
export type ClearanceRecord = v.InferOutput<typeof clearanceRecordSchema>;
export type HandOverRecord = v.InferOutput<typeof handOverRecordSchema>;
export type LogRecord = v.InferOutput<typeof logRecordSchema>;
export type RecordKind = LogRecord['kind'];

/** Checks untrusted JSON; throws valibot's ValiError with the path of the first fault. */
export function parseLogRecord(json: unknown): LogRecord {
	return v.parse(logRecordSchema, json, { abortEarly: true });
}
