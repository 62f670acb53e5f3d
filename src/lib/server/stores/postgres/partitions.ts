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
 */
export async function ensurePartitions(sql: postgres.Sql, nowMs: number): Promise<void> {
	await sql.begin(async (transaction) => {
		await transaction`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`;
		for (const shift of [0, 1]) {
			const from = monthStart(nowMs, shift);
			const to = monthStart(nowMs, shift + 1);
			const name = `reports_${from.slice(0, 7).replace('-', '_')}`;
			// Looked up first: CREATE would lock the whole table even where there is nothing to do.
			const [{ there }] = await transaction<[{ there: boolean }]>`SELECT to_regclass(${name}) IS NOT NULL AS there`;
			if (there) continue;
			// Name and bounds come from the clock alone; DDL takes no bound values.
			await transaction.unsafe(
				`CREATE TABLE ${name} PARTITION OF reports FOR VALUES FROM ('${from} 00:00+00') TO ('${to} 00:00+00')`
			);
		}
	});
}
