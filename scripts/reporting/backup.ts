import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';

/**
 * Writes a consistent copy of the database while the server goes on writing: SQLite's online backup, or `pg_dump`. It has
 * its name only once it is whole.
 * @param progress 0..1, called now and then
 */
export async function backUp(
	url: string,
	to: string,
	progress: (share: number) => void = () => undefined
): Promise<void> {
	if (existsSync(to)) throw new Error(`${to} exists already`);
	const part = `${to}.part`;
	rmSync(part, { force: true });
	try {
		if (url.startsWith('sqlite:')) await copySqlite(url.slice('sqlite:'.length), part, progress);
		else await postgresTool('pg_dump', url, ['--format=custom', `--file=${part}`]);
		renameSync(part, to);
	} finally {
		rmSync(part, { force: true });
	}
}

async function copySqlite(from: string, to: string, progress: (share: number) => void): Promise<void> {
	const database = new Database(from, { readonly: true, fileMustExist: true });
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
export async function restore(from: string, url: string): Promise<void> {
	if (!url.startsWith('sqlite:')) {
		await postgresTool('pg_restore', url, ['--exit-on-error', '--single-transaction', '--no-owner', from]);
		return;
	}
	const path = url.slice('sqlite:'.length);
	if (existsSync(path)) throw new Error(`${path} exists already: move it away first`);
	checkSqlite(from);
	// The machine may be new: the server has not made its folder yet.
	mkdirSync(dirname(path), { recursive: true });
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

/**
 * [Note: no password on a command line] Any user of the machine can read the arguments of a running program, and Node puts
 * them into the message of its failure: the password goes through the environment, and of a failure the tool's own
 * words are told.
 */
async function postgresTool(tool: 'pg_dump' | 'pg_restore', url: string, rest: readonly string[]): Promise<void> {
	const [, before, password, after] = /^(postgres(?:ql)?:\/\/[^:@/]*):([^@]*)(@.*)$/.exec(url) ?? [];
	const env = password === undefined ? process.env : { ...process.env, PGPASSWORD: decodeURIComponent(password) };
	const database = password === undefined ? url : `${before}${after}`;
	try {
		await promisify(execFile)(tool, [`--dbname=${database}`, ...rest], { env });
	} catch (thrown) {
		const { stderr, code } = thrown as { stderr?: string; code?: unknown };
		throw new Error(stderr?.trim() || `${tool} failed (${String(code)})`, { cause: thrown });
	}
}
