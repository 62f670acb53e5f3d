import { fileURLToPath } from 'node:url';
import { startNodeBackend } from '../../src/lib/inference/backend-node';
import { Engine } from '../../src/lib/inference/engine';
import { folderSource } from '../../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../../src/lib/inference/model-source';

/** The model that the repository ships. */
export const SHIPPED_MODEL = fileURLToPath(new URL('../../static/model/', import.meta.url));

/**
 * Loads a model's current (or named) version on WASM, once a process.
 * @param folder laid out as `static/model`
 */
export async function openEngine(folder = SHIPPED_MODEL, version?: string): Promise<Engine> {
	const source = folderSource(folder);
	const files = await readModel(source, version ?? (await currentVersion(source)));
	return Engine.load(files, await startNodeBackend());
}
