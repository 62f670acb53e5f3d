import * as v from 'valibot';

/**
 * The fields that records are made of, with the limits that client and server both hold. Limits are in UTF-16
 * code units; numbers are finite; text is well-formed Unicode without control characters, so that every record
 * has exactly one canonical form.
 */

/** Longest short label (line, shift, batch, device, lens), UTF-16 code units. */
export const LABEL_LIMIT = 80;
/** Longest free note, UTF-16 code units. */
export const NOTE_LIMIT = 500;
/** Longest file name kept beside a check, UTF-16 code units. */
export const FILE_NAME_LIMIT = 200;

// eslint-disable-next-line no-control-regex -- control characters are exactly what is refused here
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Free text of at most `limit` code units; line feed and tab are allowed, other control characters are not. */
export const text = (limit: number) =>
	v.pipe(
		v.string(),
		v.maxLength(limit),
		v.check((s) => !CONTROL.test(s), 'control characters are not allowed'),
		v.check((s) => !LONE_SURROGATE.test(s), 'text must be well-formed Unicode')
	);

export const label = v.pipe(
	text(LABEL_LIMIT),
	v.check((s) => !/[\n\t]/.test(s), 'a label is one line')
);
export const finite = v.pipe(v.number(), v.finite());
export const fraction = v.pipe(finite, v.minValue(0), v.maxValue(1));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const positiveCount = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const uuid = v.pipe(
	v.string(),
	v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
);
/** Lower-case hexadecimal SHA-256. */
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/**
 * UTC with milliseconds, as `Date.prototype.toISOString` writes it; no other spelling, so that text order is time order.
 * From 1970 on: a tablet whose battery died wakes there, and what it records must still be taken.
 */
export const utcTime = v.pipe(
	v.string(),
	v.regex(/^(19[7-9]|2\d\d)\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z$/),
	v.check((s) => !Number.isNaN(Date.parse(s)), 'no such moment')
);
/** The first and the last moment that {@link utcTime} can write, ms since 1970. */
export const EARLIEST_MS = 0;
export const LATEST_MS = Date.parse('2999-12-31T23:59:59.999Z');
export const modelVersion = v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/));

export const probabilities = v.strictObject({ open: fraction, closed: fraction, none: fraction });

/** Mirrors `Verdict` of domain/verdict.ts. */
export const verdict = v.variant('kind', [
	v.strictObject({ kind: v.literal('open'), confidence: fraction }),
	v.strictObject({ kind: v.literal('closed'), confidence: fraction }),
	v.strictObject({ kind: v.literal('no-bottle'), confidence: fraction }),
	v.strictObject({
		kind: v.literal('unsure'),
		reason: v.picklist(['low-confidence', 'unstable', 'mouth-not-visible', 'image-quality', 'stale']),
		confidence: fraction
	})
]);

export const mouth = v.strictObject({ x: finite, y: finite, width: v.pipe(finite, v.minValue(0)) });

export const imageQuality = v.strictObject({
	brightness: fraction,
	glare: fraction,
	sharpness: v.pipe(finite, v.minValue(0))
});

export const backend = v.picklist(['webgl', 'webgpu', 'wasm', 'cpu']);

/** A picture that is kept beside the record, named by its content. Its absence later does not touch the chain. */
export const pictureReference = v.strictObject({
	sha256,
	/** Size of the encoded picture, bytes. */
	bytes: positiveCount,
	mediaType: v.picklist(['image/jpeg', 'image/png', 'image/webp'])
});

/** Which model judged: `hash` is the SHA-256 over the manifest's canonical JSON, which itself holds the shards' hashes. */
export const model = v.strictObject({ version: modelVersion, hash: sha256, backend });

/** Where and for what the tablet stood; empty text where nothing was stated. */
export const station = v.strictObject({ line: label, shift: label, batch: label });
