import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { nameFaults } from '../faults';
import { StoreUnavailable, type Storage } from '../report-store';
import { openDatabase, type SqliteOptions } from './open';
import { sqliteAccess } from './sqlite-access';
import { sqliteAppend } from './sqlite-append';
import { sqliteDevices, sqlitePage, sqliteTallies } from './sqlite-desk';

/** What passes by itself or by the administrator's hand. */
const PASSING = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;
const isPassing = (thrown: unknown) => thrown instanceof Database.SqliteError && PASSING.test(thrown.code);

/** With less free space than a few transactions need, the store calls itself unavailable before it is. */
const LEAST_FREE_BYTES = 8 * 1024 * 1024;

/** Everything in one SQLite file: the default, for one machine. */
export function openSqliteStorage(path: string, options: SqliteOptions = {}): Storage {
	const database = openDatabase(path, options);
	const append = sqliteAppend(database);
	const heartbeat = database.prepare('INSERT OR REPLACE INTO heartbeat (one, at) VALUES (1, ?)');
	return nameFaults<Storage>(
		{
			...sqliteAccess(database),
			kind: 'sqlite',
			append: async (reports) => append(reports),
			tallies: async (filter, by, minutes) => sqliteTallies(database, filter, by, minutes),
			page: async (filter, request) => sqlitePage(database, filter, request),
			devices: async () => sqliteDevices(database),
			async ping() {
				// Really written and flushed: reading alone would call a locked or broken database healthy.
				heartbeat.run(Date.now());
				// A heartbeat still fits where a batch no longer does.
				const { bavail, bsize } = await statfs(dirname(path));
				if (bavail * bsize < LEAST_FREE_BYTES) throw new StoreUnavailable('The disk is full.');
			},
			async close() {
				database.close();
			}
		},
		isPassing
	);
}
