import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { labelledFiles } from '../data/labelled-folder';
import type { RowFilter } from './row-filter';

export const TRUTHS = ['open', 'closed', 'none', 'unclear'] as const;
export type Truth = (typeof TRUTHS)[number];

/** One labelled picture of a test set. */
export interface Specimen {
	/** Path to open. */
	readonly path: string;
	/** Name as the set gives it. */
	readonly file: string;
	readonly truth: Truth;
	/** Pictures of one clip, bottle or batch share a group. */
	readonly group: string;
	readonly source: string;
	readonly material: string;
	readonly scene: string;
	/** How full the bottle is: what a judge of liquids instead of mouths would go by. */
	readonly fill: FillState | '';
	/** Marked mouth, fractions of the picture; null where it is not marked. */
	readonly mouth: { readonly x: number; readonly y: number; readonly width: number } | null;
}

export const FILL_STATES = ['empty', 'part', 'full'] as const;
export type FillState = (typeof FILL_STATES)[number];

const isTruth = (label: string): label is Truth => (TRUTHS as readonly string[]).includes(label);

/**
 * Reads a test set: a folder with `open/`, `closed/` (and `none/`, `unclear/`) in it, or a CSV file with at least
 * the columns `file` and `label`, its pictures beside it or under `images/`. Other labels (disputed) are left out.
 * @param tell is told, in one line, what was left out
 * @param where which rows of a CSV are meant; null: all
 * @throws Error where the set cannot be read or holds no labelled picture
 */
export async function readTestSet(
	path: string,
	tell: (line: string) => void = () => {},
	where: RowFilter | null = null
): Promise<Specimen[]> {
	const found = await stat(path).catch(() => null);
	if (!found) throw new Error(`there is no ${path}`);
	if (found.isDirectory() && where) throw new Error(`${path} is a folder, which has no columns for --where`);
	const specimens = found.isDirectory() ? await fromFolder(path) : await fromCsv(path, tell, where);
	if (specimens.length === 0) throw new Error(`${path} holds no picture labelled ${TRUTHS.join(', ')}`);
	return specimens;
}

async function fromFolder(folder: string): Promise<Specimen[]> {
	const files = await labelledFiles(folder, TRUTHS);
	return files.map(({ path, file, label, group }) => ({
		...{ path, file, truth: label, group },
		...{ source: 'folder', material: '', scene: '', fill: '' as const, mouth: null }
	}));
}

async function fromCsv(path: string, tell: (line: string) => void, where: RowFilter | null): Promise<Specimen[]> {
	const rows = readRows(path, await readFile(path)).filter((row) => !where || where(row, path));
	const folder = dirname(path);
	const images = join(folder, 'images');
	const leftOut = new Map<string, number>();
	const named = new Set<string>();
	const specimens = rows.flatMap((row, i): Specimen[] => {
		const { file = '', label = '' } = row;
		if (!file) throw new Error(`${path}: row ${i + 1} names no file`);
		// Counted twice, it would weigh twice and make every interval narrower than it is.
		if (named.has(file)) throw new Error(`${path}: row ${i + 1} names ${file} again`);
		named.add(file);
		const truth = label.toLowerCase();
		if (!isTruth(truth)) {
			leftOut.set(label, (leftOut.get(label) ?? 0) + 1);
			return [];
		}
		return [
			{
				path: existsSync(resolve(images, file)) ? resolve(images, file) : resolve(folder, file),
				file,
				truth,
				group: row.group || file,
				source: row.source || 'manifest',
				material: row.material ?? '',
				scene: row.scene ?? '',
				fill: fillOf(row, `${path}: row ${i + 1}`),
				mouth: row.mouth_w ? { x: Number(row.mouth_x), y: Number(row.mouth_y), width: Number(row.mouth_w) } : null
			}
		];
	});
	for (const [label, count] of leftOut) tell(`left out: ${count} rows labelled "${label}"`);
	return specimens;
}

/** As the column `fill` says it, or as a render's parameters do: the share of its height that is full; the neck begins at three quarters. */
function fillOf({ fill = '', label = '', params = '' }: Record<string, string>, where: string): FillState | '' {
	const stated = FILL_STATES.find((state) => state === fill.toLowerCase());
	if (stated || !params || !['open', 'closed'].includes(label)) return stated ?? '';
	let share: unknown;
	try {
		share = (JSON.parse(params) as { fill?: unknown } | null)?.fill;
	} catch {
		throw new Error(`${where} has params that are no JSON`);
	}
	if (typeof share !== 'number') return '';
	return share < 0.05 ? 'empty' : share < 0.75 ? 'part' : 'full';
}

/** @throws Error that names the file, and the line or the columns at fault */
function readRows(path: string, content: Uint8Array): Record<string, string>[] {
	let columns: string[] = [];
	let rows: Record<string, string>[];
	try {
		const named = (header: string[]) => (columns = header);
		rows = parse(content, { columns: named, skip_empty_lines: true, bom: true, trim: true });
	} catch (fault) {
		throw new Error(`${path} cannot be read as CSV: ${(fault as Error).message}`, { cause: fault });
	}
	const missing = ['file', 'label'].filter((column) => !columns.includes(column));
	if (missing.length > 0)
		throw new Error(`${path} lacks the column ${missing.join(' and ')}; it has ${columns.join(', ')}`);
	return rows;
}
