import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSource } from './model-source';

/** Reads a model from a folder laid out as `static/model`: `current.json` and `<version>/...`. */
export function folderSource(folder: string): ModelSource {
	return {
		read: (version, file) => readFile(version === null ? join(folder, file) : join(folder, version, file))
	};
}
