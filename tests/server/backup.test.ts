import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUp, restore } from '../../scripts/reporting/backup';
import { missingPostgres, PostgresServer } from '../../scripts/reporting/postgres-server';
import { seededRandom } from '../../scripts/reporting/random';
import { SimulatedTablet } from '../../scripts/reporting/simulated-tablet';
import type { LogRecord } from '../../src/lib/domain/record';
import { openPostgresStorage } from '../../src/lib/server/stores/postgres/postgres-storage';
import { openSqliteStorage } from '../../src/lib/server/stores/sqlite/sqlite-storage';

const EVER = { fromMs: 0, toMs: 4e12 };
const incoming = (record: LogRecord) => ({
	record,
	receivedAtMs: 1,
	occurredAtMs: Date.parse(record.wallTime),
	clockSkewMs: 0
});

async function inFolder(work: (folder: string) => Promise<void>) {
	const folder = mkdtempSync(join(tmpdir(), 'bottle-backup-'));
	try {
		await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

describe('a backup of SQLite', () => {
	it('taken while records arrive restores to a database that holds all that were acknowledged before it', () =>
		inFolder(async (folder) => {
			const live = openSqliteStorage(join(folder, 'live.db'));
			const source = new SimulatedTablet({ random: seededRandom(1) });
			const before = source.checks(500);
			await live.append(before.map(incoming));
			const saving = backUp(`sqlite:${join(folder, 'live.db')}`, join(folder, 'saved.db'));
			for (let i = 0; i < 10; i++) await live.append(source.checks(20).map(incoming));
			await saving;
			await live.close();

			// On a new machine, where the server has never run: its folder does not exist yet.
			const place = join(folder, 'data', 'restored.db');
			await restore(join(folder, 'saved.db'), `sqlite:${place}`);
			const restored = openSqliteStorage(place);
			const held = await restored.page(EVER, { limit: 1000 });
			const ids = new Set(held.map(({ record }) => record.id));
			expect(before.every(({ id }) => ids.has(id))).toBe(true);
			const tallied = (await restored.tallies(EVER, 'line', 15)).reduce((sum, { count }) => sum + count, 0);
			expect(tallied).toBe(held.length);
			// It is a whole database, not only a copy of rows: it knows its records again.
			expect(await restored.append([incoming(before[0]!)])).toEqual(['duplicate']);
			await restored.close();
		}));

	it('never writes over a database or an older backup', () =>
		inFolder(async (folder) => {
			const path = join(folder, 'live.db');
			await openSqliteStorage(path).close();
			await backUp(`sqlite:${path}`, join(folder, 'saved.db'));
			await expect(backUp(`sqlite:${path}`, join(folder, 'saved.db'))).rejects.toThrow('exists already');
			await expect(restore(join(folder, 'saved.db'), `sqlite:${path}`)).rejects.toThrow('exists already');
		}));

	it('that is damaged is not restored', () =>
		inFolder(async (folder) => {
			const live = openSqliteStorage(join(folder, 'live.db'));
			await live.append(new SimulatedTablet({ random: seededRandom(2) }).checks(200).map(incoming));
			await backUp(`sqlite:${join(folder, 'live.db')}`, join(folder, 'saved.db'));
			await live.close();
			const bytes = readFileSync(join(folder, 'saved.db'));
			copyFileSync(join(folder, 'saved.db'), join(folder, 'kept.db'));
			writeFileSync(join(folder, 'saved.db'), bytes.fill(0x5a, 8192, 40_000));
			await expect(restore(join(folder, 'saved.db'), `sqlite:${join(folder, 'new.db')}`)).rejects.toThrow();
			expect(existsSync(join(folder, 'new.db'))).toBe(false);
		}));
});

const missing = missingPostgres();
if (missing) console.log(`skipped: ${missing}`);

describe('a backup that fails', () => {
	it('leaves nothing that looks like one, and may be tried again', () =>
		inFolder(async (folder) => {
			const path = join(folder, 'saved.db');
			writeFileSync(join(folder, 'wrong.db'), 'no database at all, only some words that go on for a while');
			await expect(backUp(`sqlite:${join(folder, 'wrong.db')}`, path)).rejects.toThrow();
			expect(readdirSync(folder)).toEqual(['wrong.db']);
			await openSqliteStorage(join(folder, 'live.db')).close();
			await backUp(`sqlite:${join(folder, 'live.db')}`, path);
			expect(existsSync(path)).toBe(true);
		}));

	it.skipIf(missing)('of PostgreSQL leaves none either, and tells the tool’s words without the password', () =>
		inFolder(async (folder) => {
			const url = 'postgres://inspector:S3CRET%21@127.0.0.1:1/reports';
			const saving = backUp(url, join(folder, 'saved.dump'));
			await expect(saving).rejects.toThrow(/connection/);
			const restoring = restore(join(folder, 'saved.dump'), url);
			for (const failing of [saving, restoring]) {
				const words = inspect(await failing.catch((thrown: unknown) => thrown), { depth: 5 });
				expect(words).not.toMatch(/S3CRET/);
			}
			expect(readdirSync(folder)).toEqual([]);
		})
	);
});

describe.skipIf(missing)('a backup of PostgreSQL', () => {
	let server: PostgresServer;
	beforeAll(async () => {
		server = new PostgresServer(4347);
		await server.start();
	}, 60_000);
	afterAll(() => server.remove(), 60_000);

	it('taken while records arrive restores to a database that holds all that were acknowledged before it', () =>
		inFolder(async (folder) => {
			const url = await server.createDatabase('live');
			const live = await openPostgresStorage(url, 2);
			const source = new SimulatedTablet({ random: seededRandom(3) });
			const before = source.checks(500);
			await live.append(before.map(incoming));
			const saving = backUp(url, join(folder, 'saved.dump'));
			for (let i = 0; i < 10; i++) await live.append(source.checks(20).map(incoming));
			await saving;
			await live.close();

			const target = await server.createDatabase('restored');
			await restore(join(folder, 'saved.dump'), target);
			const restored = await openPostgresStorage(target, 2);
			const held = await restored.page(EVER, { limit: 1000 });
			const ids = new Set(held.map(({ record }) => record.id));
			expect(before.every(({ id }) => ids.has(id))).toBe(true);
			expect(held.find(({ record }) => record.id === before[0]!.id)?.record).toEqual(before[0]);
			const tallied = (await restored.tallies(EVER, 'line', 15)).reduce((sum, { count }) => sum + count, 0);
			expect(tallied).toBe(held.length);
			// It knows its records again, and goes on with new ones.
			expect(await restored.append([incoming(before[0]!), incoming(source.check())])).toEqual(['duplicate', 'stored']);
			await restored.close();
		}));

	it('is restored into an empty database only, and all of it or nothing', () =>
		inFolder(async (folder) => {
			const url = await server.createDatabase('used');
			const used = await openPostgresStorage(url, 1);
			const [record] = new SimulatedTablet({ random: seededRandom(4) }).checks(1);
			await used.append([incoming(record!)]);
			await backUp(url, join(folder, 'saved.dump'));
			await expect(backUp(url, join(folder, 'saved.dump'))).rejects.toThrow('exists already');
			await expect(restore(join(folder, 'saved.dump'), url)).rejects.toThrow();
			expect(await used.page(EVER, { limit: 10 })).toHaveLength(1);
			await used.close();

			const half = join(folder, 'half.dump');
			writeFileSync(half, readFileSync(join(folder, 'saved.dump')).subarray(0, 4000));
			const target = await server.createDatabase('target');
			await expect(restore(half, target)).rejects.toThrow();
			const empty = await openPostgresStorage(target, 1);
			expect(await empty.page(EVER, { limit: 10 })).toEqual([]);
			await empty.close();
		}));
});
