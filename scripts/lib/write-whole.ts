import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file aside and renames it, so that a kill leaves the former one whole; makes its folder where there is none. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await writeFile(`${path}.part`, content);
	await rename(`${path}.part`, path);
}
