import * as v from 'valibot';
import { logRecordSchema } from './record';
import { count, finite, label, modelVersion, sha256, utcTime, uuid } from './record-fields';

/**
 * What tablet, desk and reporting server say to each other: one definition, from which the client's types, the
 * server's checks and the OpenAPI document all come.
 */

/** Most records in one batch. */
export const MAX_BATCH_RECORDS = 200;

export const PICTURE_MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PictureMediaType = (typeof PICTURE_MEDIA_TYPES)[number];

/**
 * What the server made of one record. `stored` and `duplicate` are both an acknowledgement; `conflict`: the same
 * identifier is stored with other content; `invalid`: the record breaks the schema or its own hash;
 * `other-line`: the token is bound to another line.
 */
export const REPORT_OUTCOMES = ['stored', 'duplicate', 'conflict', 'invalid', 'other-line'] as const;
export type ReportOutcome = (typeof REPORT_OUTCOMES)[number];

/** The batch as the server checks it first: each record is judged by itself, so that one bad record loses no other. */
export const batchEnvelopeSchema = v.strictObject({
	/** The device's clock when the batch left, for the clock skew; not part of any record. */
	sentAt: utcTime,
	records: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(MAX_BATCH_RECORDS))
});

/** The same batch as it is meant to be; what the OpenAPI document shows. */
export const reportBatchSchema = v.strictObject({
	sentAt: utcTime,
	records: v.pipe(v.array(logRecordSchema), v.minLength(1), v.maxLength(MAX_BATCH_RECORDS))
});
export type ReportBatch = v.InferOutput<typeof reportBatchSchema>;

export const recordOutcomeSchema = v.strictObject({
	/** Null where the record has no readable identifier. */
	id: v.nullable(uuid),
	outcome: v.picklist(REPORT_OUTCOMES),
	/** Which field is wrong, for `invalid`. */
	detail: v.optional(v.string())
});
export type RecordOutcome = v.InferOutput<typeof recordOutcomeSchema>;

/** In the order of the batch. */
export const reportReceiptSchema = v.strictObject({ outcomes: v.array(recordOutcomeSchema) });
export type ReportReceipt = v.InferOutput<typeof reportReceiptSchema>;

export const PROBLEM_CODES = [
	'malformed',
	'invalid',
	'unauthorised',
	'forbidden',
	'not-found',
	'method-not-allowed',
	'conflict',
	'too-large',
	'unsupported-media-type',
	'too-slow',
	'too-many-requests',
	'store-unavailable',
	'unexpected'
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** RFC 9457. A batch with refused records carries every record's outcome, so that the rest counts as acknowledged. */
export const problemSchema = v.strictObject({
	type: v.string(),
	title: v.string(),
	status: v.pipe(v.number(), v.integer()),
	detail: v.string(),
	code: v.picklist(PROBLEM_CODES),
	requestId: v.string(),
	outcomes: v.optional(v.array(recordOutcomeSchema))
});
export type Problem = v.InferOutput<typeof problemSchema>;

/** `device` sends; `viewer` reads the desk; `admin` also gives out and revokes tokens and reads the audit. */
export const ROLES = ['device', 'viewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];
export const roleSchema = v.picklist(ROLES);

export const tokenIdSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$|^environment$/));

export const tokenSummarySchema = v.strictObject({
	id: tokenIdSchema,
	role: roleSchema,
	/** Line that a device's token is bound to; null: any line. */
	line: v.nullable(label),
	/** What the administrator calls it. */
	label,
	createdAt: utcTime,
	revokedAt: v.nullable(utcTime)
});
export type TokenSummary = v.InferOutput<typeof tokenSummarySchema>;

export const newTokenSchema = v.pipe(
	v.strictObject({
		role: roleSchema,
		line: v.optional(v.nullable(label), null),
		label: v.pipe(label, v.minLength(1))
	}),
	// A reader's key with a line would look bound and read every line.
	v.forward(
		v.partialCheck(
			[['role'], ['line']],
			({ role, line }) => role === 'device' || line === null,
			'only a device is bound to a line'
		),
		['line']
	)
);
export type NewToken = v.InferOutput<typeof newTokenSchema>;

/** The only time that a token is readable: the server keeps a hash. */
export const issuedTokenSchema = v.strictObject({ token: v.string(), summary: tokenSummarySchema });

export const signInSchema = v.strictObject({ token: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });
export const sessionSchema = v.strictObject({ role: roleSchema, line: v.nullable(label), label });
export type Session = v.InferOutput<typeof sessionSchema>;

/** What a tally counts: checks by verdict, then corrections and challenge tests. */
export const TALLY_OUTCOMES = [
	'open',
	'closed',
	'unsure',
	'no-bottle',
	'correction',
	'challenge-passed',
	'challenge-failed'
] as const;
export type TallyOutcome = (typeof TALLY_OUTCOMES)[number];

export const TALLY_DIMENSIONS = ['time', 'line', 'shift', 'model'] as const;
export type TallyDimension = (typeof TALLY_DIMENSIONS)[number];

/** Width of one stored tally bucket, minutes; series come in multiples of it. */
export const TALLY_MINUTES = 15;

export const tallySchema = v.strictObject({
	/** Start of the bucket (UTC), the line, the shift or the model version, by the dimension asked for. */
	key: v.string(),
	outcome: v.picklist(TALLY_OUTCOMES),
	count,
	/** Sum of the verdicts' confidences, each 0..1; 0 for what has none. */
	confidenceSum: finite
});
export type Tally = v.InferOutput<typeof tallySchema>;
export const talliesSchema = v.strictObject({ tallies: v.array(tallySchema) });

export const deviceSummarySchema = v.strictObject({
	deviceId: uuid,
	label,
	line: label,
	model: v.nullable(modelVersion),
	appVersion: label,
	/** Server's clock at the last batch. */
	lastSeenAt: utcTime,
	/** Device's clock minus the server's at the last batch, milliseconds. */
	clockSkewMs: v.pipe(v.number(), v.safeInteger()),
	firstSequence: count,
	lastSequence: count,
	/** Records held; fewer than `lastSequence - firstSequence + 1` means that some of the chain are missing here. */
	records: count
});
export type DeviceSummary = v.InferOutput<typeof deviceSummarySchema>;
export const devicesSchema = v.strictObject({ devices: v.array(deviceSummarySchema) });

export const storedReportSchema = v.strictObject({
	/** Position for paging: pass the last one as `before`. */
	cursor: v.string(),
	receivedAt: utcTime,
	/** The device's clock, corrected by its skew where that was large. */
	occurredAt: utcTime,
	record: logRecordSchema
});
export type StoredReport = v.InferOutput<typeof storedReportSchema>;
export const reportPageSchema = v.strictObject({ reports: v.array(storedReportSchema) });

export const auditEntrySchema = v.strictObject({
	at: utcTime,
	/** Token that acted; null for a refused sign-in. */
	tokenId: v.nullable(tokenIdSchema),
	role: v.nullable(roleSchema),
	action: v.picklist([
		'sign-in',
		'sign-in-refused',
		'sign-out',
		'read',
		'export',
		'view-picture',
		'create-token',
		'revoke-token'
	]),
	/** What it was done to: a token id, a picture's hash, a filter. */
	subject: v.string(),
	requestId: v.string()
});
export type AuditEntry = v.InferOutput<typeof auditEntrySchema>;
export const auditSchema = v.strictObject({ entries: v.array(auditEntrySchema) });

export const healthSchema = v.strictObject({
	status: v.picklist(['ok', 'degraded']),
	version: v.string(),
	store: v.picklist(['ok', 'unavailable']),
	pictures: v.picklist(['ok', 'unavailable']),
	/** Records waiting to be written. */
	queueDepth: count
});
export type Health = v.InferOutput<typeof healthSchema>;

export const pictureReceiptSchema = v.strictObject({ sha256, outcome: v.picklist(['stored', 'duplicate']) });
