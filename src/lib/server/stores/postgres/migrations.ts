import type postgres from 'postgres';
import { SCHEMA_LOCK } from './partitions';

/**
 * Steps from an empty database to today's, recorded in `schema_version`. Append only: a step that has shipped is
 * never edited.
 *
 * [Note: partitions] `reports` is partitioned by the month of `received_at`, the server's own clock: a tablet whose
 * clock stands in 1970 cannot ask for a partition of its own. A unique key of a partitioned table must hold the
 * partition's column, so that it could not tell a record that comes again in another month: the identifiers are
 * therefore kept in `report_ids`, which alone decides what is new. Old months are dropped by `DROP TABLE`.
 */
export const POSTGRES_MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE report_ids (
		id uuid PRIMARY KEY,
		hash bytea NOT NULL,
		received_on date NOT NULL
	);
	CREATE SEQUENCE report_seq;
	CREATE TABLE reports (
		seq bigint NOT NULL DEFAULT nextval('report_seq'),
		id uuid NOT NULL,
		received_at timestamptz NOT NULL,
		occurred_at timestamptz NOT NULL,
		outcome text,
		line text NOT NULL,
		shift text NOT NULL,
		body jsonb NOT NULL
	) PARTITION BY RANGE (received_at);
	CREATE TABLE reports_default PARTITION OF reports DEFAULT;
	CREATE INDEX reports_by_time ON reports (occurred_at, seq);
	CREATE INDEX reports_open_by_time ON reports (occurred_at, seq) WHERE outcome = 'open';
	CREATE TABLE tallies (
		bucket timestamptz NOT NULL,
		line text NOT NULL,
		shift text NOT NULL,
		model text NOT NULL,
		outcome text NOT NULL,
		count bigint NOT NULL,
		confidence_sum double precision NOT NULL,
		PRIMARY KEY (bucket, line, shift, model, outcome)
	);
	CREATE TABLE devices (
		device_id uuid PRIMARY KEY,
		label text NOT NULL,
		line text NOT NULL,
		model text NOT NULL,
		app_version text NOT NULL,
		last_seen_at timestamptz NOT NULL,
		clock_skew_ms bigint NOT NULL,
		first_sequence bigint NOT NULL,
		last_sequence bigint NOT NULL,
		records bigint NOT NULL
	);
	CREATE TABLE tokens (
		id text PRIMARY KEY,
		secret_hash bytea NOT NULL,
		role text NOT NULL,
		line text,
		label text NOT NULL,
		created_at timestamptz NOT NULL,
		revoked_at timestamptz
	);
	CREATE TABLE sessions (
		id_hash bytea PRIMARY KEY,
		token_id text NOT NULL,
		expires_at timestamptz NOT NULL
	);
	CREATE TABLE audit (
		seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		at timestamptz NOT NULL,
		token_id text,
		role text,
		action text NOT NULL,
		subject text NOT NULL,
		request_id text NOT NULL
	);
	`,
	'CREATE TABLE heartbeat (one int PRIMARY KEY CHECK (one = 1), at timestamptz NOT NULL)'
];

/** Brings the database up to date in one transaction; throws where a newer program has written it. */
export async function migrate(sql: postgres.Sql, steps: readonly string[] = POSTGRES_MIGRATIONS): Promise<void> {
	await sql.begin(async (transaction) => {
		await transaction`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`;
		await transaction`CREATE TABLE IF NOT EXISTS schema_version (version int NOT NULL)`;
		const [row] = await transaction<{ version: number }[]>`SELECT version FROM schema_version`;
		const taken = row?.version ?? 0;
		if (taken > steps.length)
			throw new Error(`The database is of version ${taken}; this program knows ${steps.length}.`);
		for (const step of steps.slice(taken)) await transaction.unsafe(step);
		if (row) await transaction`UPDATE schema_version SET version = ${steps.length}`;
		else await transaction`INSERT INTO schema_version VALUES (${steps.length})`;
	});
}
