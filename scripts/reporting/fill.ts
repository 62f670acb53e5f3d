import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import postgres from 'postgres';
import { seededRandom } from './random';
import { SimulatedTablet } from './simulated-tablet';

/** Rows put straight into a store's tables, with random identifiers and moments of the last thirty days. */
export async function fill(url: string, rows: number): Promise<void> {
	const body = JSON.stringify(new SimulatedTablet({ random: seededRandom(1) }).check());
	if (url.startsWith('sqlite:')) fillSqlite(url.slice('sqlite:'.length), rows, body);
	else await fillPostgres(url, rows, body);
}

function fillSqlite(path: string, rows: number, body: string): void {
	const database = new Database(path);
	database
		.prepare(
			`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @rows)
			 INSERT INTO reports (id, hash, received_at, occurred_at, outcome, line, shift, body)
			 SELECT randomblob(16), randomblob(32), @now - i, @now - abs(random() % 2592000000),
				CASE WHEN i % 50 = 0 THEN 'open' ELSE 'closed' END, 'L' || (i % 20), 'A', @body FROM n`
		)
		.run({ rows, now: Date.now(), body });
	database.pragma('wal_checkpoint(TRUNCATE)');
	database.close();
}

async function fillPostgres(url: string, rows: number, body: string): Promise<void> {
	const sql = postgres(url, { max: 1, onnotice: () => undefined });
	await sql`
		WITH made AS (SELECT i, gen_random_uuid() AS id FROM generate_series(1, ${rows}::int) AS i),
		ids AS (INSERT INTO report_ids SELECT id, sha256(id::text::bytea), now()::date FROM made)
		INSERT INTO reports (id, received_at, occurred_at, outcome, line, shift, body)
		SELECT id, now(), now() - random() * interval '30 days',
			CASE WHEN i % 50 = 0 THEN 'open' ELSE 'closed' END, 'L' || (i % 20), 'A', ${body}::text::jsonb FROM made`;
	await sql.unsafe('CHECKPOINT');
	await sql.end();
}

/** Bytes on the disk for each stored record, indexes and tallies included. The server must be stopped. */
export async function bytesPerRecord(url: string): Promise<number> {
	if (url.startsWith('sqlite:')) {
		const path = url.slice('sqlite:'.length);
		const database = new Database(path);
		database.pragma('wal_checkpoint(TRUNCATE)');
		const rows = database.prepare('SELECT count(*) FROM reports').pluck().get() as number;
		database.close();
		return statSync(path).size / rows;
	}
	const sql = postgres(url, { max: 1, onnotice: () => undefined });
	const [row] = await sql<{ bytes: string; rows: string }[]>`
		SELECT pg_database_size(current_database()) AS bytes, (SELECT count(*) FROM report_ids) AS rows`;
	await sql.end();
	return Number(row!.bytes) / Number(row!.rows);
}
