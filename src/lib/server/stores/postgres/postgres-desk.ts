import type postgres from 'postgres';
import type { DeviceSummary, StoredReport, Tally, TallyDimension } from '../../../domain/report-protocol';
import { parseCursor, writeCursor } from '../cursor';
import type { PageRequest, ReportFilter } from '../report-store';

const COLUMNS = { line: 'line', shift: 'shift', model: 'model' } as const;
const moment = (ms: number) => new Date(ms).toISOString();

function conditions(sql: postgres.Sql, filter: ReportFilter, column: 'bucket' | 'occurred_at') {
	const { line, shift, outcome } = filter;
	return sql`
		${sql(column)} >= ${moment(filter.fromMs)} AND ${sql(column)} < ${moment(filter.toMs)}
		${line === undefined ? sql`` : sql`AND line = ${line}`}
		${shift === undefined ? sql`` : sql`AND shift = ${shift}`}
		${outcome === undefined ? sql`` : sql`AND outcome = ${outcome}`}`;
}

export async function postgresTallies(
	sql: postgres.Sql,
	filter: ReportFilter,
	by: TallyDimension,
	minutes: number
): Promise<Tally[]> {
	const key =
		by === 'time'
			? sql`date_bin(${`${minutes} minutes`}::interval, bucket, '1970-01-01 00:00+00')`
			: sql`${sql(COLUMNS[by])}`;
	const rows = await sql<{ key: string | Date; outcome: Tally['outcome']; count: string; confidence_sum: number }[]>`
		SELECT ${key} AS key, outcome, sum(count) AS count, sum(confidence_sum) AS confidence_sum
		FROM tallies WHERE ${conditions(sql, filter, 'bucket')} GROUP BY 1, 2 ORDER BY 1, 2`;
	return rows.map((row) => ({
		key: row.key instanceof Date ? row.key.toISOString() : row.key,
		outcome: row.outcome,
		count: Number(row.count),
		confidenceSum: row.confidence_sum
	}));
}

export async function postgresPage(
	sql: postgres.Sql,
	filter: ReportFilter,
	{ before, limit }: PageRequest
): Promise<StoredReport[]> {
	const cursor = before === undefined ? null : parseCursor(before);
	const after = cursor ? sql`AND (occurred_at, seq) < (${moment(cursor.occurredAtMs)}, ${cursor.seq})` : sql``;
	const rows = await sql<{ seq: string; received_at: Date; occurred_at: Date; body: StoredReport['record'] }[]>`
		SELECT seq, received_at, occurred_at, body FROM reports
		WHERE ${conditions(sql, filter, 'occurred_at')} ${after}
		ORDER BY occurred_at DESC, seq DESC LIMIT ${limit}`;
	return rows.map((row) => ({
		cursor: writeCursor({ occurredAtMs: row.occurred_at.getTime(), seq: Number(row.seq) }),
		receivedAt: row.received_at.toISOString(),
		occurredAt: row.occurred_at.toISOString(),
		record: row.body
	}));
}

interface DeviceRow {
	device_id: string;
	label: string;
	line: string;
	model: string;
	app_version: string;
	last_seen_at: Date;
	clock_skew_ms: string;
	first_sequence: string;
	last_sequence: string;
	records: string;
}

export async function postgresDevices(sql: postgres.Sql): Promise<DeviceSummary[]> {
	const rows = await sql<DeviceRow[]>`SELECT * FROM devices ORDER BY last_seen_at, device_id`;
	return rows.map((row) => ({
		deviceId: row.device_id,
		label: row.label,
		line: row.line,
		model: row.model || null,
		appVersion: row.app_version,
		lastSeenAt: row.last_seen_at.toISOString(),
		clockSkewMs: Number(row.clock_skew_ms),
		firstSequence: Number(row.first_sequence),
		lastSequence: Number(row.last_sequence),
		records: Number(row.records)
	}));
}
