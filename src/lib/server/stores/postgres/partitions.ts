import type postgres from 'postgres';

/** Start of the month of `atMs`, shifted by whole months, as an ISO date (UTC). */
export function monthStart(atMs: number, shift = 0): string {
	const at = new Date(atMs);
	return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + shift, 1)).toISOString().slice(0, 10);
}

/** Any number; the same for every instance, so that two that start at once work one after the other. */
export const SCHEMA_LOCK = 7_261_003;

/**
 * Makes the partitions of this month and the next. Called at start and daily; a month that nobody prepared falls
 * into `reports_default`, so that a record is never refused for the lack of a table.
 *
 * [Note: late partitions] PostgreSQL refuses a partition whose records lie in the default one (a clock that was set
 * forward, a server that could not prepare for weeks), and a start that stopped there would stay down: such records are
 * moved into the new table before it is attached. Whoever writes meanwhile waits for the end of it.
 */
export async function ensurePartitions(sql: postgres.Sql, nowMs: number): Promise<void> {
	await sql.begin(async (transaction) => {
		await transaction`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`;
		for (const shift of [0, 1]) {
			const from = monthStart(nowMs, shift);
			const to = monthStart(nowMs, shift + 1);
			const name = `reports_${from.slice(0, 7).replace('-', '_')}`;
			// Looked up first: it would lock the whole table even where there is nothing to do.
			const [{ there }] = await transaction<[{ there: boolean }]>`SELECT to_regclass(${name}) IS NOT NULL AS there`;
			// Name and bounds come from the clock alone; DDL takes no bound values.
			if (!there) await transaction.unsafe(partitionOf(name, `${from} 00:00+00`, `${to} 00:00+00`));
		}
	});
}

const partitionOf = (name: string, from: string, to: string) => `
	LOCK TABLE reports IN ACCESS EXCLUSIVE MODE;
	CREATE TABLE ${name} (LIKE reports INCLUDING DEFAULTS);
	WITH moved AS (
		DELETE FROM reports_default WHERE received_at >= '${from}' AND received_at < '${to}' RETURNING *
	) INSERT INTO ${name} SELECT * FROM moved;
	ALTER TABLE reports ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}');
`;
