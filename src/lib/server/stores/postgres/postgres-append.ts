import type postgres from 'postgres';
import { deviceDeltas, facets, tallyDeltas } from '../facets';
import type { AppendOutcome, IncomingReport } from '../report-store';

type Transaction = postgres.TransactionSql;
const moment = (ms: number) => new Date(ms).toISOString();

/** One transaction over all of `reports`; see {@link ReportStore.append}. */
export async function postgresAppend(sql: postgres.Sql, reports: readonly IncomingReport[]): Promise<AppendOutcome[]> {
	return sql.begin(async (transaction) => {
		const outcomes = await claimIdentifiers(transaction, reports);
		const stored = reports.filter((_, i) => outcomes[i] === 'stored');
		if (stored.length > 0) {
			await insertReports(transaction, stored);
			await addTallies(transaction, stored);
			await addDevices(transaction, stored);
		}
		return outcomes;
	}) as Promise<AppendOutcome[]>;
}

/**
 * Which records are new. Sorted by identifier (see [Note: lock order]); within one call the first of equal
 * identifiers is the one that counts.
 */
async function claimIdentifiers(sql: Transaction, reports: readonly IncomingReport[]): Promise<AppendOutcome[]> {
	const first = new Map<string, IncomingReport>();
	for (const report of reports) if (!first.has(report.record.id)) first.set(report.record.id, report);
	const claims = [...first.values()].sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
	const claimed = await sql<{ id: string }[]>`
		INSERT INTO report_ids (id, hash, received_on)
		SELECT claim.id, decode(claim.hash, 'hex'), claim.received_at::date
		FROM unnest(
			${claims.map(({ record }) => record.id)}::uuid[],
			${claims.map(({ record }) => record.hash)}::text[],
			${claims.map(({ receivedAtMs }) => moment(receivedAtMs))}::timestamptz[]
		) WITH ORDINALITY AS claim (id, hash, received_at, place)
		ORDER BY claim.place
		ON CONFLICT (id) DO NOTHING RETURNING id`;
	const fresh = new Set(claimed.map(({ id }) => id));
	const known = await hashesOf(
		sql,
		[...first.keys()].filter((id) => !fresh.has(id))
	);
	return reports.map((report) => {
		const { id, hash } = report.record;
		if (fresh.has(id) && first.get(id) === report) return 'stored';
		const holder = known.get(id) ?? first.get(id)!.record.hash;
		return holder === hash ? 'duplicate' : 'conflict';
	});
}

async function hashesOf(sql: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
	if (ids.length === 0) return new Map();
	const rows = await sql<{ id: string; hash: string }[]>`
		SELECT id, encode(hash, 'hex') AS hash FROM report_ids WHERE id = ANY(${ids as string[]}::uuid[])`;
	return new Map(rows.map(({ id, hash }) => [id, hash]));
}

async function insertReports(sql: Transaction, reports: readonly IncomingReport[]): Promise<void> {
	const read = reports.map(({ record }) => facets(record));
	await sql`
		INSERT INTO reports (id, received_at, occurred_at, outcome, line, shift, body)
		SELECT * FROM unnest(
			${reports.map(({ record }) => record.id)}::uuid[],
			${reports.map(({ receivedAtMs }) => moment(receivedAtMs))}::timestamptz[],
			${reports.map(({ occurredAtMs }) => moment(occurredAtMs))}::timestamptz[],
			${read.map(({ outcome }) => outcome)}::text[],
			${read.map(({ line }) => line)}::text[],
			${read.map(({ shift }) => shift)}::text[],
			${reports.map(({ record }) => JSON.stringify(record))}::text[]::jsonb[]
		)`;
}

async function addTallies(sql: Transaction, reports: readonly IncomingReport[]): Promise<void> {
	const deltas = tallyDeltas(reports);
	if (deltas.length === 0) return;
	await sql`
		INSERT INTO tallies (bucket, line, shift, model, outcome, count, confidence_sum)
		SELECT * FROM unnest(
			${deltas.map(({ bucketMs }) => moment(bucketMs))}::timestamptz[],
			${deltas.map(({ line }) => line)}::text[],
			${deltas.map(({ shift }) => shift)}::text[],
			${deltas.map(({ model }) => model)}::text[],
			${deltas.map(({ outcome }) => outcome)}::text[],
			${deltas.map(({ count }) => count)}::bigint[],
			${deltas.map(({ confidenceSum }) => confidenceSum)}::float8[]
		)
		ON CONFLICT (bucket, line, shift, model, outcome) DO UPDATE SET
			count = tallies.count + excluded.count,
			confidence_sum = tallies.confidence_sum + excluded.confidence_sum`;
}

async function addDevices(sql: Transaction, reports: readonly IncomingReport[]): Promise<void> {
	const deltas = deviceDeltas(reports);
	await sql`
		INSERT INTO devices AS held
		SELECT * FROM unnest(
			${deltas.map((d) => d.deviceId)}::uuid[],
			${deltas.map((d) => d.label)}::text[],
			${deltas.map((d) => d.line)}::text[],
			${deltas.map((d) => d.model)}::text[],
			${deltas.map((d) => d.appVersion)}::text[],
			${deltas.map((d) => moment(d.lastSeenMs))}::timestamptz[],
			${deltas.map((d) => d.clockSkewMs)}::bigint[],
			${deltas.map((d) => d.firstSequence)}::bigint[],
			${deltas.map((d) => d.lastSequence)}::bigint[],
			${deltas.map((d) => d.records)}::bigint[]
		)
		ON CONFLICT (device_id) DO UPDATE SET
			label = CASE WHEN excluded.last_sequence > held.last_sequence THEN excluded.label ELSE held.label END,
			line = CASE WHEN excluded.last_sequence > held.last_sequence THEN excluded.line ELSE held.line END,
			model = CASE WHEN excluded.last_sequence > held.last_sequence AND excluded.model <> ''
				THEN excluded.model ELSE held.model END,
			app_version = CASE WHEN excluded.last_sequence > held.last_sequence
				THEN excluded.app_version ELSE held.app_version END,
			last_seen_at = greatest(held.last_seen_at, excluded.last_seen_at),
			clock_skew_ms = excluded.clock_skew_ms,
			first_sequence = least(held.first_sequence, excluded.first_sequence),
			last_sequence = greatest(held.last_sequence, excluded.last_sequence),
			records = held.records + excluded.records`;
}
