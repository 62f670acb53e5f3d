import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSource } from './model-source';

/** Reads a model from a folder laid out as `static/model`: `current.json` and `<version>/...`. */
export function folderSource(folder: string): ModelSource {
	return {
		async read(version, file) {
			const buffer = await readFile(version === null ? join(folder, file) : join(folder, version, file));
			// A Buffer is a window on a larger pool: consumers may count on owning their bytes.
			return new Uint8Array(buffer);
		}
	};
}
