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

/**
 * One cell after RFC 4180.
 * [Note: formula injection] A text that a spreadsheet would run (`=`, `+`, `-`, `@`, tab, carriage return first)
 * gets a leading apostrophe (OWASP, CSV Injection): file names come from strangers. Numbers stay numbers.
 */
export function csvCell(value: string | number | null | undefined): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'number') return String(value);
	const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function cells(row: ExportRow): (string | number | null | undefined)[] {
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
	return '\uFEFF' + lines.map((line) => line.map(csvCell).join(',') + '\r\n').join('');
}
