import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeWhole } from '../scripts/lib/write-whole';
import { modelManifestSchema, type ModelManifest } from '../src/lib/domain/model-manifest';
import { Engine } from '../src/lib/inference/engine';
import { goldenLogits, type GoldenFile } from '../src/lib/inference/self-test';

export interface PackedModel {
	manifest: ModelManifest;
	judgeShard: Uint8Array<ArrayBuffer>;
	locatorShard: Uint8Array<ArrayBuffer>;
}

/** Float16 GPUs and other backends differ a little from the WASM backend that writes the golden file. */
const GOLDEN_TOLERANCE = 0.05;
const GOLDEN_SEEDS = [1, 2, 3, 4];

/** Completes a manifest with its version, which is a hash of all the rest but the date. */
export function sealManifest(content: Omit<ModelManifest, 'version' | 'created'>): ModelManifest {
	const version = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
	return v.parse(modelManifestSchema, { ...content, version, created: new Date().toISOString() });
}

/** Starts both networks of a packed model on the WASM backend, which must be the active one. */
export function engineOf({ manifest, judgeShard, locatorShard }: PackedModel): Promise<Engine> {
	const files = { manifest, judgeShards: [judgeShard], locatorShards: [locatorShard], golden: new Uint8Array() };
	return Engine.load(files, 'wasm');
}

/** @throws Error where the folder holds something, and no model: it is not ours to replace */
export function checkReplaceable(out: string): void {
	if (!existsSync(out) || existsSync(join(out, 'current.json')) || readdirSync(out).length === 0) return;
	throw new Error(`${out} holds other things than a model: name another folder`);
}

export function removeOtherVersions(out: string, version: string): void {
	for (const name of readdirSync(out))
		if (/^[0-9a-f]{12}$/.test(name) && name !== version) rmSync(join(out, name), { recursive: true });
}

/**
 * Writes shards, manifest and golden file to `<out>/<version>/`, and `<out>/current.json`, which names the version.
 *
 * @param keep whether versions that are there already stay
 * @returns bytes written for the app to download
 */
export async function writeModel(out: string, packed: PackedModel, keep: boolean): Promise<number> {
	const { manifest, judgeShard, locatorShard } = packed;
	if (!keep) checkReplaceable(out);
	const engine = await engineOf(packed);
	const pictures: { seed: number; logits: number[] }[] = [];
	for (const seed of GOLDEN_SEEDS) pictures.push({ seed, logits: await goldenLogits(engine, seed) });
	engine.dispose();
	const golden: GoldenFile = {
		schemaVersion: 1,
		modelVersion: manifest.version,
		tolerance: GOLDEN_TOLERANCE,
		pictures
	};

	const folder = join(out, manifest.version);
	mkdirSync(folder, { recursive: true });
	const manifestText = JSON.stringify(manifest);
	writeFileSync(join(folder, manifest.judge.shards[0]!.file), judgeShard);
	writeFileSync(join(folder, manifest.locator.shards[0]!.file), locatorShard);
	writeFileSync(join(folder, 'manifest.json'), manifestText);
	writeFileSync(join(folder, 'golden.json'), JSON.stringify(golden));
	// Last, and whole: until then the version before is served, and a kill leaves it.
	await writeWhole(join(out, 'current.json'), `${JSON.stringify({ version: manifest.version })}\n`);
	if (!keep) removeOtherVersions(out, manifest.version);
	return judgeShard.length + locatorShard.length + manifestText.length;
}
