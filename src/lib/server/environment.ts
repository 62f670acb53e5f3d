import * as v from 'valibot';

/**
 * Every setting of the reporting server, from environment variables only: nothing secret has a default, and a
 * wrong value stops the start with the variable's name instead of failing on the first request.
 */
const wholeNumber = (fallback: string, min: number, max: number) =>
	v.pipe(
		v.optional(v.string(), fallback),
		v.regex(/^\d+$/, 'not a whole number'),
		v.transform(Number),
		v.minValue(min),
		v.maxValue(max)
	);

const list = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))
);

const secret = v.optional(v.pipe(v.string(), v.minLength(32, 'a secret needs at least 32 characters')));

export const environmentSchema = v.object({
	/** `sqlite:PATH` (the default, one machine) or `postgres://…` (several machines). */
	DATABASE_URL: v.pipe(
		v.optional(v.string(), 'sqlite:data/reports.db'),
		v.regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'neither sqlite:PATH nor postgres://…')
	),
	/** Connections to PostgreSQL from this process. */
	DATABASE_CONNECTIONS: wholeNumber('8', 1, 100),
	/** `folder:PATH` or `s3://BUCKET`. */
	PICTURES: v.pipe(
		v.optional(v.string(), 'folder:data/pictures'),
		v.regex(/^(folder:.+|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/, 'neither folder:PATH nor s3://BUCKET')
	),
	/** Origin of the S3-compatible service, path-style; read only with `PICTURES=s3://…`. */
	S3_ENDPOINT: v.optional(v.pipe(v.string(), v.url())),
	S3_REGION: v.optional(v.string(), 'auto'),
	S3_ACCESS_KEY_ID: v.optional(v.string()),
	S3_SECRET_ACCESS_KEY: v.optional(v.string()),
	/** A bootstrap administrator's token, for places where no command line reaches the database. */
	ADMIN_TOKEN: secret,
	/** Bearer token for the scraper of /api/metrics; without it a viewer's or administrator's token is needed. */
	METRICS_TOKEN: secret,
	/** Origins that may call the API from another site, comma separated; closed by default. */
	CORS_ORIGINS: list,
	/** Largest request body of a batch as it travels, bytes. */
	MAX_BATCH_BYTES: wholeNumber('524288', 1024, 16_777_216),
	/** Largest batch after gzip is undone, bytes. */
	MAX_INFLATED_BYTES: wholeNumber('4194304', 1024, 67_108_864),
	/** Largest picture, bytes. */
	MAX_PICTURE_BYTES: wholeNumber('524288', 1024, 16_777_216),
	/** A body that takes longer than this is cut off, milliseconds. */
	BODY_TIMEOUT_MS: wholeNumber('10000', 10, 120_000),
	/** Sustained requests a second for one token, and how many may come at once: an outage of 10,000 records is 200. */
	RATE_PER_SECOND: wholeNumber('20', 1, 100_000),
	RATE_BURST: wholeNumber('300', 1, 1_000_000),
	/** Records waiting for the store before batches are answered 503. */
	MAX_QUEUED_RECORDS: wholeNumber('20000', 50, 1_000_000),
	LOG_LEVEL: v.optional(v.picklist(['silent', 'error', 'warn', 'info', 'debug']), 'info')
});

export type Environment = v.InferOutput<typeof environmentSchema>;

/** Reads and checks the variables; throws one Error that names every wrong one, never its value. */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
	const parsed = v.safeParse(environmentSchema, variables);
	if (!parsed.success) {
		const faults = parsed.issues.map(
			(issue) => `${v.getDotPath(issue)}: ${issue.message.replace(/ received .*/i, '')}`
		);
		throw new Error(`Wrong environment variables:\n  ${faults.join('\n  ')}`);
	}
	const needsKeys = parsed.output.PICTURES.startsWith('s3:');
	const { S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = parsed.output;
	if (needsKeys && !(S3_ENDPOINT && S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY)) {
		throw new Error('PICTURES=s3://… needs S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
	}
	return parsed.output;
}
