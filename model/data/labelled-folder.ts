import { stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { expandImagePaths } from '../../scripts/lib/image-paths';

/** A picture that says by its folder what it shows. */
export interface LabelledFile<Label extends string> {
	readonly path: string;
	/** Below the labelled folder, with slashes: `open/bottle-7/3.jpg`. */
	readonly file: string;
	readonly label: Label;
	/** Its folder below the label's (a clip, a bottle), or itself where it lies in the label's own. */
	readonly group: string;
}

/** The pictures in and below `folder`/LABEL of each label, sorted within it; a label without a folder has none. */
export async function labelledFiles<Label extends string>(
	folder: string,
	labels: readonly Label[]
): Promise<LabelledFile<Label>[]> {
	const files: LabelledFile<Label>[] = [];
	for (const label of labels) {
		const own = join(folder, label);
		if (!(await isFolder(own))) continue;
		for (const path of await expandImagePaths([own])) {
			const file = relative(folder, path).replaceAll(sep, '/');
			files.push({ path, file, label, group: dirname(file) === label ? file : dirname(file) });
		}
	}
	return files;
}

export const isFolder = (path: string): Promise<boolean> =>
	stat(path).then(
		(found) => found.isDirectory(),
		() => false
	);
