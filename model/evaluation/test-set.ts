import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';

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
	/** Marked mouth, fractions of the picture; null where it is not marked. */
	readonly mouth: { readonly x: number; readonly y: number; readonly width: number } | null;
}

const isTruth = (label: string): label is Truth => (TRUTHS as readonly string[]).includes(label);

/**
 * Reads a test set: a folder with `open/`, `closed/` (and `none/`, `unclear/`) in it, or a CSV file with at least
 * the columns `file` and `label`, its pictures beside it or under `images/`. Other labels (disputed) are left out.
 * @throws Error where the set holds no labelled picture
 */
export async function readTestSet(path: string): Promise<Specimen[]> {
	const specimens = (await stat(path)).isDirectory() ? await fromFolder(path) : await fromCsv(path);
	if (specimens.length === 0) throw new Error(`${path} holds no picture labelled ${TRUTHS.join(', ')}`);
	return specimens;
}

async function fromFolder(folder: string): Promise<Specimen[]> {
	const sets = await Promise.all(
		TRUTHS.map(async (truth) => {
			const files = await readdir(join(folder, truth)).catch(() => []);
			return files.sort().map((name): Specimen => {
				const file = `${truth}/${name}`;
				return {
					path: join(folder, file),
					file,
					truth,
					group: file,
					source: 'folder',
					material: '',
					scene: '',
					mouth: null
				};
			});
		})
	);
	return sets.flat();
}

async function fromCsv(path: string): Promise<Specimen[]> {
	const rows: Record<string, string>[] = parse(await readFile(path), {
		columns: true,
		skip_empty_lines: true,
		bom: true
	});
	const folder = dirname(path);
	const images = await stat(join(folder, 'images')).then(
		() => join(folder, 'images'),
		() => folder
	);
	return rows.flatMap((row): Specimen[] => {
		const { file = '', label = '' } = row;
		if (!isTruth(label)) return [];
		return [
			{
				path: join(images, file),
				file,
				truth: label,
				group: row.group || file,
				source: row.source || 'manifest',
				material: row.material ?? '',
				scene: row.scene ?? '',
				mouth: row.mouth_w ? { x: Number(row.mouth_x), y: Number(row.mouth_y), width: Number(row.mouth_w) } : null
			}
		];
	});
}
