import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../../../scripts/lib/chromium';

/** Waits for a state, for three minutes at most: a machine with much to do is slow, not wrong. */
export async function until(condition: () => boolean, what: string): Promise<void> {
	for (const start = Date.now(); !condition();) {
		if (Date.now() - start > 180_000) throw new Error(`waited three minutes for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** A browser that can be ended as a crash or a power cut ends it. */
export interface KillableBrowser {
	/** SIGKILL to all its processes at the same moment; resolves when the last of them has gone. */
	kill(): Promise<void>;
}

/** Starts Chromium on a profile's folder with one page open. */
export function startBrowser(profile: string, url: string): KillableBrowser {
	const args = [...CHROMIUM_ARGS, '--headless=new', '--disable-gpu', `--user-data-dir=${profile}`, url];
	// A process group of its own, so that one signal ends browser, storage service and page.
	const browser = spawn(CHROMIUM_PATH, args, { detached: true, stdio: 'ignore' });
	const ended = new Promise((resolve) => browser.once('exit', resolve));
	return {
		async kill() {
			process.kill(-browser.pid!, 'SIGKILL');
			await ended;
			// The others may outlive the browser by some milliseconds, their files locked: no device starts again within them.
			await until(() => running(browser.pid!).length === 0, 'the killed processes');
		}
	};
}

/** Ids of the processes of a group that still run; those that only wait to be reaped hold nothing any more. */
function running(group: number): string[] {
	return readdirSync('/proc').filter((id) => {
		if (!/^\d+$/.test(id)) return false;
		try {
			// After the name in parentheses: state, parent, group.
			const [state, , processGroup] = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
			return Number(processGroup) === group && state !== 'Z' && state !== 'X';
		} catch {
			return false;
		}
	});
}

/** Deletes what a profile's browser keeps in IndexedDB, as it does by itself with a database that it finds broken. */
export function deleteDatabases(profile: string): void {
	rmSync(databaseFolder(profile), { recursive: true });
}

/** The folder of a profile's IndexedDB; one origin only. */
function databaseFolder(profile: string): string {
	const all = join(profile, 'Default', 'IndexedDB');
	return join(
		all,
		readdirSync(all).find((name) => name.endsWith('.indexeddb.leveldb'))!
	);
}

/**
 * Leaves half an entry at the end of the database's log: the header of one of 129 bytes, and nothing behind it. So a kill
 * between the two writes of one entry leaves it, about once in 500 kills in the middle of writing.
 * @returns whether that log is still there
 */
export function tearLog(profile: string): () => boolean {
	const folder = databaseFolder(profile);
	// Numbered with six digits: the last name is the latest.
	const log = readdirSync(folder)
		.filter((name) => name.endsWith('.log'))
		.toSorted()
		.at(-1)!;
	appendFileSync(join(folder, log), Buffer.from('53efaafb810001', 'hex'));
	return () => existsSync(join(folder, log));
}
