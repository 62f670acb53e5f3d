import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { writeWhole } from '../../scripts/lib/write-whole';
import type { Truth } from './test-set';

/** What the model said of one specimen: a row of `model/results/<set>/observations.csv`. */
export interface Observation {
	readonly file: string;
	readonly truth: Truth;
	readonly group: string;
	readonly source: string;
	readonly material: string;
	readonly scene: string;
	/** `empty`, `part` or `full`; '' where the set does not say it. */
	readonly fill: string;
	readonly verdict: 'open' | 'closed' | 'unsure' | 'no-bottle';
	readonly reason: string;
	readonly confidence: number;
	readonly open: number;
	readonly closed: number;
	readonly none: number;
	/** Raw logits, judge then scene; NaN where no mouth was proposed. */
	readonly z_open: number;
	readonly z_closed: number;
	readonly z_none: number;
	readonly s_visible: number;
	readonly s_hidden: number;
	readonly s_none: number;
	readonly mouth_x: number;
	readonly mouth_y: number;
	readonly mouth_w: number;
	/** 1 where only the confidence decides between open, closed and unsure; 0 where the scene or a rival does. */
	readonly answerable: number;
	readonly modelVersion: string;
}

const TEXT = new Set([
	'file',
	'truth',
	'group',
	'source',
	'material',
	'scene',
	'fill',
	'verdict',
	'reason',
	'modelVersion'
]);

/** Without these nothing can be counted. */
const NEEDED = ['file', 'truth', 'group', 'verdict', 'confidence', 'open', 'closed', 'z_open', 'modelVersion'];

/** Rounded to 6 digits, so that a file does not change where nothing did. */
export async function writeObservations(path: string, rows: readonly Observation[]): Promise<void> {
	const rounded = rows.map((row) =>
		Object.fromEntries(
			Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toPrecision(6)) : value])
		)
	);
	await writeWhole(path, stringify(rounded, { header: true }));
}

/** @throws Error where the file is none that {@link writeObservations} wrote */
export async function readObservations(path: string): Promise<Observation[]> {
	const rows: Record<string, string>[] = parse(await readFile(path), { columns: true });
	const lacking = NEEDED.filter((column) => rows[0] && !(column in rows[0]));
	if (lacking.length > 0) throw new Error(`${path} holds no observations: it lacks ${lacking.join(', ')}`);
	return rows.map((row) => {
		const read = Object.fromEntries(
			Object.entries({ fill: '', ...row }).map(([key, text]) => [
				key,
				TEXT.has(key) ? text : text === '' ? NaN : Number(text)
			])
		) as unknown as Observation;
		// Files of earlier versions do not say it: then every judged mouth counts, which promises less.
		return 'answerable' in row ? read : { ...read, answerable: Number(!Number.isNaN(read.z_open)) };
	});
}
