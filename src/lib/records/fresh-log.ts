import { deleteDB, openDB } from 'idb';

/**
 * Makes the browser write out what it holds of this origin's IndexedDB, and begin a new log.
 *
 * [Note: fresh log] Chromium keeps an origin's IndexedDB in one LevelDB, whose log goes on being used from start to start
 * (but for ChromeOS, where that was given up for the corruption it brought: crbug.com/460568). A browser killed between
 * header and content of an entry leaves half an entry at the log's end. The next start takes it for the end, and appends
 * behind it. The start after that reads the half entry's header with another's content, finds a wrong checksum, and
 * deletes all databases of the origin: "IndexedDB (database was corrupt): checksum mismatch". About once in 500 kills in
 * the middle of writing; tests/e2e/records/faults.spec.ts tears the log itself. So half an entry must not stay in a log
 * that grows. A page can reach that: where a database is deleted, Chromium compacts its range of keys, which begins with
 * writing the memory table to a file of its own; the old log goes then. It takes some milliseconds a start and changes
 * nothing where a browser keeps IndexedDB otherwise.
 *
 * Never rejects: where it fails, the records are no worse off than without it.
 * @param name of the database of records; the passing one is named after it
 */
export async function beginFreshLog(name: string): Promise<void> {
	const passing = `${name}:fresh-log`;
	try {
		// Another tab at this at the same moment must not keep the deletion waiting.
		const blocking = (_version: number, _next: number | null, { target }: Event) => (target as IDBDatabase).close();
		(await openDB(passing, 1, { blocking })).close();
		await deleteDB(passing);
	} catch {
		// Storage that is full or forbidden: what is written next says so.
	}
}
