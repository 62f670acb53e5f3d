import { csvLine, type Cell } from '../domain/csv';
import type { ExportRow } from './export-rows';

const COLUMNS = [
	'file',
	'verdict',
	'reason',
	'confidence',
	'p_open',
	'p_closed',
	'p_none',
	'mouth_x',
	'mouth_y',
	'mouth_width',
	'model_version',
	'backend',
	'latency_ms',
	'judged_at',
	'error'
] as const;

function cells(row: ExportRow): (Cell | undefined)[] {
	if ('error' in row) return [row.file, ...Array<null>(COLUMNS.length - 2).fill(null), row.error.code];
	const { probabilities: p, mouth } = row;
	return [
		row.file,
		row.verdict,
		row.reason,
		row.confidence,
		p.open,
		p.closed,
		p.none,
		mouth?.x,
		mouth?.y,
		mouth?.width,
		row.modelVersion,
		row.backend,
		row.latencyMs,
		row.judgedAt,
		null
	];
}

/** The rows as CSV after RFC 4180 with a byte order mark, by which spreadsheets know that it is UTF-8. */
export function toCsv(rows: readonly ExportRow[]): string {
	const lines = [[...COLUMNS], ...rows.map(cells)];
	return '\uFEFF' + lines.map((line) => csvLine(line.map((cell) => cell ?? null))).join('');
}
