import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { missingPostgres, PostgresServer } from '../../scripts/reporting/postgres-server';
import { seededRandom } from '../../scripts/reporting/random';
import { SimulatedTablet } from '../../scripts/reporting/simulated-tablet';
import { migrate, POSTGRES_MIGRATIONS } from '../../src/lib/server/stores/postgres/migrations';
import { ensurePartitions, monthStart } from '../../src/lib/server/stores/postgres/partitions';
import { openPostgresStorage } from '../../src/lib/server/stores/postgres/postgres-storage';
import { StoreUnavailable, type Storage } from '../../src/lib/server/stores/report-store';

const missing = missingPostgres();
if (missing) console.log(`skipped: ${missing}`);

const EVER = { fromMs: 0, toMs: 4e12 };
const source = new SimulatedTablet({ random: seededRandom(1) });
/** A new record that the server received at that moment. */
const received = (receivedAtMs: number) => {
	const record = source.check();
	return { record, receivedAtMs, occurredAtMs: Date.parse(record.wallTime), clockSkewMs: 0 };
};

describe('the month of a moment', () => {
	it('begins at midnight UTC of its first day, across the end of a year', () => {
		const december = Date.parse('2026-12-31T23:59:59.999Z');
		expect([monthStart(december), monthStart(december, 1), monthStart(december, 2)]).toEqual([
			'2026-12-01',
			'2027-01-01',
			'2027-02-01'
		]);
	});
});

describe.skipIf(missing)('the PostgreSQL store', () => {
	let server: PostgresServer;
	let opened = 0;
	beforeAll(async () => {
		server = new PostgresServer(4349);
		await server.start();
	}, 60_000);
	afterAll(() => server.remove(), 60_000);

	/** A database of its own, with a connection beside the store's. */
	async function inDatabase(work: (url: string, sql: postgres.Sql) => Promise<void>) {
		const url = await server.createDatabase(`own_${++opened}`);
		const sql = postgres(url, { max: 1, onnotice: () => undefined });
		try {
			await work(url, sql);
		} finally {
			await sql.end();
		}
	}
	async function inStore(work: (store: Storage, sql: postgres.Sql) => Promise<void>) {
		await inDatabase(async (url, sql) => {
			const store = await openPostgresStorage(url, 2);
			try {
				await work(store, sql);
			} finally {
				await store.close();
			}
		});
	}
	/** Rows by the table that really holds them. */
	const placed = async (sql: postgres.Sql) =>
		Object.fromEntries(
			(
				await sql<{ part: string; count: string }[]>`
					SELECT tableoid::regclass::text AS part, count(*) FROM reports GROUP BY 1 ORDER BY 1`
			).map(({ part, count }) => [part, Number(count)])
		);
	const partitions = async (sql: postgres.Sql) =>
		(
			await sql<{ name: string }[]>`
				SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'reports'::regclass ORDER BY 1`
		).map(({ name }) => name);
	const tableOf = (atMs: number, shift = 0) => `reports_${monthStart(atMs, shift).slice(0, 7).replace('-', '_')}`;

	it('opens with the partitions of this month and the next, and files a record under the month of its arrival', () =>
		inStore(async (store, sql) => {
			const now = Date.now();
			expect(await partitions(sql)).toEqual(['reports_default', tableOf(now), tableOf(now, 1)].sort());
			const nextMonth = Date.parse(monthStart(now, 1));
			await store.append([received(now), received(nextMonth), received(nextMonth)]);
			expect(await placed(sql)).toEqual({ [tableOf(now)]: 1, [tableOf(now, 1)]: 2 });
		}));

	it('makes the month after the next once the month has changed, and nothing twice', () =>
		inStore(async (_store, sql) => {
			const nextMonth = Date.parse(monthStart(Date.now(), 1));
			await ensurePartitions(sql, nextMonth);
			await ensurePartitions(sql, nextMonth);
			expect(await partitions(sql)).toEqual(
				['reports_default', tableOf(nextMonth, -1), tableOf(nextMonth), tableOf(nextMonth, 1)].sort()
			);
		}));

	it('prepares by itself while it runs, a day at a time', () =>
		inDatabase(async (url, sql) => {
			const nextMonth = Date.parse(monthStart(Date.now(), 1));
			vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
			try {
				const store = await openPostgresStorage(url, 1);
				vi.setSystemTime(nextMonth);
				vi.advanceTimersByTime(86_400_000);
				await vi.waitUntil(async () => (await partitions(sql)).includes(tableOf(nextMonth, 1)), 20_000);
				await store.close();
			} finally {
				vi.useRealTimers();
			}
		}));

	it('takes records of a month that nobody prepared, and files them properly when somebody does', () =>
		inStore(async (store, sql) => {
			const later = Date.parse(monthStart(Date.now(), 5)) + 86_400_000;
			const records = [received(later), received(later), received(later + 365 * 86_400_000)];
			expect(await store.append(records)).toEqual(['stored', 'stored', 'stored']);
			expect(await placed(sql)).toEqual({ reports_default: 3 });
			await ensurePartitions(sql, later);
			expect(await placed(sql)).toEqual({ reports_default: 1, [tableOf(later)]: 2 });
			expect(await store.page(EVER, { limit: 10 })).toHaveLength(3);
			expect(await store.append(records)).toEqual(['duplicate', 'duplicate', 'duplicate']);
			// What was made this way is a partition like any other: found by its index, dropped by itself.
			const indexes = await sql`SELECT 1 FROM pg_indexes WHERE tablename = ${tableOf(later)}`;
			expect(indexes).toHaveLength(2);
			await sql.unsafe(`DROP TABLE ${tableOf(later)}`);
			expect(await store.page(EVER, { limit: 10 })).toHaveLength(1);
		}));

	it('is brought up to date step by step, with what it holds', () =>
		inDatabase(async (url, sql) => {
			await migrate(sql, POSTGRES_MIGRATIONS.slice(0, 1));
			await sql`INSERT INTO tokens VALUES ('0123456789abcdef', ''::bytea, 'device', NULL, 'Before', now(), NULL)`;
			const store = await openPostgresStorage(url, 1);
			expect(await store.tokens()).toMatchObject([{ label: 'Before' }]);
			expect(await store.append([received(Date.now())])).toEqual(['stored']);
			await store.ping();
			await store.close();
			expect(await sql`SELECT version FROM schema_version`).toEqual([{ version: POSTGRES_MIGRATIONS.length }]);
		}));

	it('is migrated once by several servers that start together', () =>
		inDatabase(async (url) => {
			const stores = await Promise.all([1, 2, 3].map(() => openPostgresStorage(url, 1)));
			expect(await stores[2]!.append([received(Date.now())])).toEqual(['stored']);
			await Promise.all(stores.map((store) => store.close()));
		}));

	it('is left as it was by a step that fails, and by a program older than itself', () =>
		inDatabase(async (_url, sql) => {
			await migrate(sql);
			const broken = [...POSTGRES_MIGRATIONS, 'CREATE TABLE half (a int)', 'CREATE TABLE half (a int)'];
			await expect(migrate(sql, broken)).rejects.toThrow('already exists');
			expect(await sql`SELECT to_regclass('half') AS half`).toEqual([{ half: null }]);
			await expect(migrate(sql, POSTGRES_MIGRATIONS.slice(0, 1))).rejects.toThrow(
				`of version ${POSTGRES_MIGRATIONS.length}; this program knows 1`
			);
			expect(await sql`SELECT version FROM schema_version`).toEqual([{ version: POSTGRES_MIGRATIONS.length }]);
		}));

	it('says that it is unavailable while it is read only, as a replica is', () =>
		inStore(async (store, sql) => {
			const [{ name }] = await sql<[{ name: string }]>`SELECT current_database() AS name`;
			const readOnly = async (on: boolean) => {
				await sql.unsafe(`ALTER DATABASE ${name} SET default_transaction_read_only = ${on}`);
				// Settings of a database count for the connections made after them.
				await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
					WHERE application_name = 'bottle-inspector' AND datname = ${name}`;
			};
			await readOnly(true);
			const record = received(Date.now());
			const refused = async (work: () => Promise<unknown>) => {
				// The first answers of connections that were cut are passing faults too.
				for (let i = 0; i < 3; i++) await expect(work()).rejects.toThrow(StoreUnavailable);
			};
			await refused(() => store.append([record]));
			await refused(() => store.ping());
			await sql`SET default_transaction_read_only = off`;
			await readOnly(false);
			await expect.poll(() => store.ping().catch((fault: Error) => fault)).toBeUndefined();
			expect(await store.append([record])).toEqual(['stored']);
		}));
});
