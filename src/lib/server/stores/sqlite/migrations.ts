import type { Database } from 'better-sqlite3';

/**
 * Steps from an empty file to today's; `user_version` says how many were taken. Append only: a step that has
 * shipped is never edited.
 */
export const SQLITE_MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE reports (
		seq INTEGER PRIMARY KEY,
		id BLOB NOT NULL UNIQUE,
		hash BLOB NOT NULL,
		received_at INTEGER NOT NULL,
		occurred_at INTEGER NOT NULL,
		outcome TEXT,
		line TEXT NOT NULL,
		shift TEXT NOT NULL,
		body TEXT NOT NULL
	) STRICT;
	CREATE INDEX reports_by_time ON reports (occurred_at, seq);
	CREATE INDEX reports_open_by_time ON reports (occurred_at, seq) WHERE outcome = 'open';
	CREATE TABLE tallies (
		bucket INTEGER NOT NULL,
		line TEXT NOT NULL,
		shift TEXT NOT NULL,
		model TEXT NOT NULL,
		outcome TEXT NOT NULL,
		count INTEGER NOT NULL,
		confidence_sum REAL NOT NULL,
		PRIMARY KEY (bucket, line, shift, model, outcome)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE devices (
		device_id TEXT PRIMARY KEY,
		label TEXT NOT NULL,
		line TEXT NOT NULL,
		model TEXT NOT NULL,
		app_version TEXT NOT NULL,
		last_seen_at INTEGER NOT NULL,
		clock_skew_ms INTEGER NOT NULL,
		first_sequence INTEGER NOT NULL,
		last_sequence INTEGER NOT NULL,
		records INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE TABLE tokens (
		id TEXT PRIMARY KEY,
		secret_hash BLOB NOT NULL,
		role TEXT NOT NULL,
		line TEXT,
		label TEXT NOT NULL,
		created_at INTEGER NOT NULL,
		revoked_at INTEGER
	) STRICT, WITHOUT ROWID;
	CREATE TABLE sessions (
		id_hash BLOB PRIMARY KEY,
		token_id TEXT NOT NULL,
		expires_at INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE TABLE audit (
		seq INTEGER PRIMARY KEY,
		at INTEGER NOT NULL,
		token_id TEXT,
		role TEXT,
		action TEXT NOT NULL,
		subject TEXT NOT NULL,
		request_id TEXT NOT NULL
	) STRICT;
	CREATE TABLE heartbeat (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL) STRICT;
	`
];

/** Brings the database up to date in one transaction; throws where a newer program has written it. */
export function migrate(database: Database, steps: readonly string[] = SQLITE_MIGRATIONS): void {
	const upgrade = database.transaction(() => {
		const taken = database.pragma('user_version', { simple: true }) as number;
		if (taken > steps.length)
			throw new Error(`The database is of version ${taken}; this program knows ${steps.length}.`);
		for (const step of steps.slice(taken)) database.exec(step);
		database.pragma(`user_version = ${steps.length}`);
	});
	// Immediate: two programs that start at once must not both read the old version.
	upgrade.immediate();
}
