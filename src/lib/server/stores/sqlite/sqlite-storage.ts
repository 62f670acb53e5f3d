import Database from 'better-sqlite3';
import { nameFaults } from '../faults';
import type { Storage } from '../report-store';
import { openDatabase, type SqliteOptions } from './open';
import { sqliteAccess } from './sqlite-access';
import { sqliteAppend } from './sqlite-append';
import { sqliteDevices, sqlitePage, sqliteTallies } from './sqlite-desk';

/** What passes by itself or by the administrator's hand. */
const PASSING = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;
const isPassing = (thrown: unknown) => thrown instanceof Database.SqliteError && PASSING.test(thrown.code);

/** Everything in one SQLite file: the default, for one machine. */
export function openSqliteStorage(path: string, options: SqliteOptions = {}): Storage {
	const database = openDatabase(path, options);
	const append = sqliteAppend(database);
	return nameFaults<Storage>(
		{
			...sqliteAccess(database),
			kind: 'sqlite',
			append: async (reports) => append(reports),
			tallies: async (filter, by, minutes) => sqliteTallies(database, filter, by, minutes),
			page: async (filter, request) => sqlitePage(database, filter, request),
			devices: async () => sqliteDevices(database),
			async ping() {
				// A write lock taken and given back: reading alone would call a locked database healthy.
				database.exec('BEGIN IMMEDIATE; ROLLBACK');
			},
			async close() {
				database.close();
			}
		},
		isPassing
	);
}
