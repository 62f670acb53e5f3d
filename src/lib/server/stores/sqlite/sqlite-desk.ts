import type { Database } from 'better-sqlite3';
import type { DeviceSummary, StoredReport, Tally, TallyDimension } from '../../../domain/report-protocol';
import { parseCursor, writeCursor } from '../cursor';
import type { PageRequest, ReportFilter } from '../report-store';

const COLUMNS = { line: 'line', shift: 'shift', model: 'model' } as const;
const iso = (ms: number) => new Date(ms).toISOString();

/** The conditions of a filter over a table whose moment is in `column`; values are always bound, never spliced. */
function conditions(filter: ReportFilter, column: 'bucket' | 'occurred_at'): { sql: string; values: unknown[] } {
	const parts = [`${column} >= ?`, `${column} < ?`];
	const values: unknown[] = [filter.fromMs, filter.toMs];
	for (const name of ['line', 'shift', 'outcome'] as const) {
		if (filter[name] === undefined) continue;
		parts.push(`${name} = ?`);
		values.push(filter[name]);
	}
	return { sql: parts.join(' AND '), values };
}

export function sqliteTallies(database: Database, filter: ReportFilter, by: TallyDimension, minutes: number): Tally[] {
	const width = minutes * 60_000;
	const key = by === 'time' ? `bucket - bucket % ${width}` : COLUMNS[by];
	const { sql, values } = conditions(filter, 'bucket');
	const rows = database
		.prepare<unknown[], { key: string | number; outcome: Tally['outcome']; count: number; confidenceSum: number }>(
			`SELECT ${key} AS key, outcome, sum(count) AS count, sum(confidence_sum) AS confidenceSum
			 FROM tallies WHERE ${sql} GROUP BY 1, 2 ORDER BY 1, 2`
		)
		.all(...values);
	return rows.map((row) => ({ ...row, key: typeof row.key === 'number' ? iso(row.key) : row.key }));
}

interface PageRow {
	seq: number;
	received_at: number;
	occurred_at: number;
	body: string;
}

export function sqlitePage(database: Database, filter: ReportFilter, { before, limit }: PageRequest): StoredReport[] {
	const { sql, values } = conditions(filter, 'occurred_at');
	const cursor = before === undefined ? null : parseCursor(before);
	const after = cursor ? 'AND (occurred_at, seq) < (?, ?)' : '';
	const rows = database
		.prepare<unknown[], PageRow>(
			`SELECT seq, received_at, occurred_at, body FROM reports WHERE ${sql} ${after} ORDER BY occurred_at DESC, seq DESC LIMIT ?`
		)
		.all(...values, ...(cursor ? [cursor.occurredAtMs, cursor.seq] : []), limit);
	return rows.map((row) => ({
		cursor: writeCursor({ occurredAtMs: row.occurred_at, seq: row.seq }),
		receivedAt: iso(row.received_at),
		occurredAt: iso(row.occurred_at),
		record: JSON.parse(row.body)
	}));
}

interface DeviceRow {
	device_id: string;
	label: string;
	line: string;
	model: string;
	app_version: string;
	last_seen_at: number;
	clock_skew_ms: number;
	first_sequence: number;
	last_sequence: number;
	records: number;
}

export function sqliteDevices(database: Database): DeviceSummary[] {
	return database
		.prepare<[], DeviceRow>('SELECT * FROM devices ORDER BY last_seen_at, device_id')
		.all()
		.map((row) => ({
			deviceId: row.device_id,
			label: row.label,
			line: row.line,
			model: row.model || null,
			appVersion: row.app_version,
			lastSeenAt: iso(row.last_seen_at),
			clockSkewMs: row.clock_skew_ms,
			firstSequence: row.first_sequence,
			lastSequence: row.last_sequence,
			records: row.records
		}));
}
