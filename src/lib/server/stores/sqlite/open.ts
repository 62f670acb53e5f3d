import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './migrations';

const STARTUP_WAIT_MS = 30_000;

export interface SqliteOptions {
	/** How long a statement waits for another process's lock before it is given up, milliseconds. */
	readonly busyTimeoutMs?: number;
	/** Largest size of the file in pages of 4096 bytes; for tests of a full disk. */
	readonly maxPages?: number;
}

/**
 * Opens (creating if absent) the database file.
 * [Note: durability] WAL with synchronous=FULL: an acknowledged batch has been flushed to the disk, so that it
 * survives a power cut, not only a crash of this process. Group commit (see [Note: group commit]) pays for the flush.
 */
export function openDatabase(path: string, options: SqliteOptions = {}): Database.Database {
	if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
	// A start waits out another program's lock: a server that gave up here would stay down after a restart.
	const database = new Database(path, { timeout: STARTUP_WAIT_MS });
	database.pragma('journal_mode = WAL');
	database.pragma('synchronous = FULL');
	database.pragma('cache_size = -65536');
	database.pragma('journal_size_limit = 67108864');
	migrate(database);
	database.pragma(`busy_timeout = ${options.busyTimeoutMs ?? 1000}`);
	if (options.maxPages) database.pragma(`max_page_count = ${options.maxPages}`);
	return database;
}
