import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BUILD = 'dist/static';
const read = (file: string) => readFileSync(file, 'utf8');

/** The model version of a build. */
export const versionOf = (build = BUILD): string =>
	(JSON.parse(read(join(build, 'model/current.json'))) as { version: string }).version;

/**
 * A later build of the app with another model, made of the present one: the same weights under another version. What
 * the service worker is to precache is rewritten with it, as a real build would.
 *
 * @param broken its golden file holds other logits than the network computes, so that the self-test fails
 * @returns the folder
 */
export function buildWithOtherModel(folder: string, version: string, { broken = false } = {}): string {
	const before = versionOf();
	rmSync(folder, { recursive: true, force: true });
	// Without the compressed copies: what is rewritten below would be served from them as it was.
	cpSync(BUILD, folder, { recursive: true, filter: (file) => !/\.(br|gz)$/.test(file) });
	const model = join(folder, 'model', version);
	renameSync(join(folder, 'model', before), model);
	writeFileSync(join(folder, 'model/current.json'), JSON.stringify({ version }));
	const manifest = JSON.parse(read(join(model, 'manifest.json'))) as object;
	writeFileSync(join(model, 'manifest.json'), JSON.stringify({ ...manifest, version }));
	const golden = JSON.parse(read(join(model, 'golden.json'))) as { pictures: { logits: number[] }[] };
	if (broken) golden.pictures[0]!.logits[0]! += 5;
	writeFileSync(join(model, 'golden.json'), JSON.stringify({ ...golden, modelVersion: version }));
	const worker = join(folder, 'sw.js');
	const precache = read(worker)
		.replaceAll(`model/${before}/`, `model/${version}/`)
		.replace(/(url:"model\/[^"]+",revision:")[0-9a-f]+/g, (_, entry: string) => `${entry}${version}${version}00000000`);
	if (precache === read(join(BUILD, 'sw.js'))) throw new Error('the precache names no model');
	writeFileSync(worker, precache);
	return folder;
}
