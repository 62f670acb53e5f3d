import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';

/**
 * Writes a consistent copy of the database while the server goes on writing: SQLite's online backup, or `pg_dump`.
 * @param progress 0..1, called now and then
 */
export async function backUp(
	url: string,
	to: string,
	progress: (share: number) => void = () => undefined
): Promise<void> {
	if (existsSync(to)) throw new Error(`${to} exists already`);
	if (!url.startsWith('sqlite:')) {
		await promisify(execFile)('pg_dump', ['--format=custom', `--file=${to}`, url]);
		return;
	}
	const database = new Database(url.slice('sqlite:'.length), { readonly: true, fileMustExist: true });
	try {
		await database.backup(to, {
			progress({ totalPages, remainingPages }) {
				progress(1 - remainingPages / Math.max(1, totalPages));
				return 2000;
			}
		});
	} finally {
		database.close();
	}
	checkSqlite(to);
}

/** Puts a backup into an empty place; an existing database is never written over. */
export function restore(from: string, url: string): void {
	if (!url.startsWith('sqlite:')) {
		execFileSync('pg_restore', ['--exit-on-error', '--single-transaction', '--no-owner', `--dbname=${url}`, from], {
			stdio: ['ignore', 'inherit', 'pipe']
		});
		return;
	}
	const path = url.slice('sqlite:'.length);
	if (existsSync(path)) throw new Error(`${path} exists already: move it away first`);
	checkSqlite(from);
	const backup = new Database(from, { readonly: true });
	backup.prepare('VACUUM INTO ?').run(path);
	backup.close();
}

/** @throws where SQLite's own check finds the file damaged */
function checkSqlite(path: string): void {
	const database = new Database(path, { readonly: true, fileMustExist: true });
	const verdict = database.pragma('integrity_check', { simple: true });
	database.close();
	if (verdict !== 'ok') throw new Error(`${path} is damaged: ${String(verdict)}`);
}
