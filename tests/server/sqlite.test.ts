import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/reporting/random';
import { SimulatedTablet } from '../../scripts/reporting/simulated-tablet';
import { migrate, SQLITE_MIGRATIONS } from '../../src/lib/server/stores/sqlite/migrations';
import { openSqliteStorage } from '../../src/lib/server/stores/sqlite/sqlite-storage';

const folder = mkdtempSync(join(tmpdir(), 'bottle-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const record = new SimulatedTablet({ random: seededRandom(1) }).check();
const incoming = { record, receivedAtMs: 1, occurredAtMs: 1, clockSkewMs: 0 };
const version = (database: Database.Database) => database.pragma('user_version', { simple: true });

/** A database file as today's program leaves it, with one record in it. */
async function filled(name: string): Promise<string> {
	const path = join(folder, name);
	const store = openSqliteStorage(path);
	await store.append([incoming]);
	await store.close();
	return path;
}

describe('the SQLite file', () => {
	it('is brought up to date by the steps that it lacks, with what it holds', async () => {
		const database = new Database(await filled('later.db'));
		const later = [...SQLITE_MIGRATIONS, "ALTER TABLE devices ADD COLUMN note TEXT NOT NULL DEFAULT 'new'"];
		migrate(database, later);
		migrate(database, later);
		expect(version(database)).toBe(later.length);
		expect(database.prepare('SELECT note, records FROM devices').all()).toEqual([{ note: 'new', records: 1 }]);
		database.close();
	});

	it('is left as it was by a step that fails', async () => {
		const database = new Database(await filled('broken.db'));
		const broken = [...SQLITE_MIGRATIONS, 'CREATE TABLE half (a)', 'CREATE TABLE half (a)'];
		expect(() => migrate(database, broken)).toThrow('already exists');
		expect(version(database)).toBe(SQLITE_MIGRATIONS.length);
		expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
		database.close();
	});

	it('of a newer program is not opened, and not touched', async () => {
		const path = await filled('newer.db');
		const newer = new Database(path);
		newer.pragma(`user_version = ${SQLITE_MIGRATIONS.length + 1}`);
		newer.close();
		expect(() => openSqliteStorage(path)).toThrow(`of version ${SQLITE_MIGRATIONS.length + 1}; this program knows`);
		const after = new Database(path);
		expect(version(after)).toBe(SQLITE_MIGRATIONS.length + 1);
		after.close();
	});

	it('keeps a write-ahead log, so that readers do not wait for the writer', async () => {
		const path = await filled('durable.db');
		const database = new Database(path);
		expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
		database.close();
	});
});
