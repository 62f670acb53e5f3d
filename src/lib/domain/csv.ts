/** Tables as RFC 4180 has them: written for spreadsheets, read back only as written. */

export type Cell = string | number | boolean | null;

/**
 * What a cell holds as text. Text that a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV
 * injection); numbers are written with a point, whatever the language.
 */
export function cellText(cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell !== 'string') return String(cell);
	return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** One cell as it is written. */
export function csvCell(cell: Cell): string {
	const text = cellText(cell);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of a table, with its end. */
export function csvLine(cells: readonly Cell[]): string {
	return cells.map(csvCell).join(',') + '\r\n';
}

/** A table that is not written as {@link csvLine} writes it. */
export class MalformedCsv extends Error {
	override readonly name = 'MalformedCsv';
}

/**
 * The lines of a table, one after the other.
 * @param text without byte order mark
 * @throws MalformedCsv at the first place that no writer of RFC 4180 would have written
 */
export function* parseCsv(text: string): Generator<string[]> {
	let cells: string[] = [];
	for (let at = 0; at < text.length;) {
		const end = text[at] === '"' ? quotedEnd(text, at) : unquotedEnd(text, at);
		cells.push(text[at] === '"' ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end));
		at = end;
		if (text[at] === ',') {
			at += 1;
			if (at < text.length) continue;
			cells.push('');
		} else if (text.startsWith('\r\n', at)) at += 2;
		else if (text[at] === '\n') at += 1;
		else if (at < text.length) throw new MalformedCsv(`unexpected text at ${at}`);
		yield cells;
		cells = [];
	}
}

const SPECIAL = /[",\r\n]/g;

function unquotedEnd(text: string, start: number): number {
	SPECIAL.lastIndex = start;
	return SPECIAL.exec(text)?.index ?? text.length;
}

/** Place behind the quote that closes the cell begun at `start`; a doubled quote closes nothing. */
function quotedEnd(text: string, start: number): number {
	for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 2)) {
		if (text[at + 1] !== '"') return at + 1;
	}
	throw new MalformedCsv(`a quote opened at ${start} is never closed`);
}
