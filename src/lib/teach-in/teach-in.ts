import * as v from 'valibot';
import { finite, fraction, label, uuid } from '../domain/record-fields';

/**
 * What a device has learnt of its own bottles: an operating point, never a picture.
 *
 * [Note: operating point only] The last layer stays as shipped. Refitting it would need the judge's pooled features
 * out of the worker and, with some dozens of pictures of one hall, would learn the hall; temperature and thresholds
 * are three numbers that few pictures can carry.
 */
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000));
const perClass = v.strictObject({ open: count, closed: count });

/** Verdicts on held-back own pictures: counts. */
export const tallySchema = v.strictObject({
	open: count,
	closed: count,
	/** Open bottles called closed. */
	missedOpen: count,
	/** Closed bottles called open. */
	falseAlarm: count,
	/** Unsure, or no bottle seen. */
	unanswered: count,
	right: count
});

export const teachInSchema = v.strictObject({
	schemaVersion: v.literal(1),
	id: uuid,
	name: v.pipe(label, v.trim(), v.minLength(1)),
	/** 1 for a name's first fit; each later one counts on. */
	version: v.pipe(count, v.minValue(1)),
	/** UTC. */
	created: v.pipe(v.string(), v.isoTimestamp()),
	/** The model it was fitted on; it holds for no other. */
	modelVersion: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
	temperature: v.pipe(finite, v.minValue(0.05), v.maxValue(50)),
	thresholds: v.strictObject({ open: fraction, closed: fraction }),
	/** Own pictures that the fit saw. */
	fitted: perClass,
	/** On pictures that the fit did not see. */
	before: tallySchema,
	after: tallySchema
});

export type Tally = v.InferOutput<typeof tallySchema>;
export type TeachIn = v.InferOutput<typeof teachInSchema>;

/** Checks an imported file. @throws ValiError, SyntaxError */
export const parseTeachIn = (text: string): TeachIn => v.parse(teachInSchema, JSON.parse(text));
