import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderSource } from '../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../src/lib/inference/model-source';
import { readRun } from './package';
import { quantizeNetwork } from './quantize';

const runs = mkdtempSync(join(tmpdir(), 'runs-'));
afterAll(() => rmSync(runs, { recursive: true }));

it('a run made of the shipped model holds its weights to the bit, and gives way only where that is asked for', async () => {
	execFileSync('npx', ['tsx', 'model/unpack.ts', '--runs', runs]);
	const source = folderSource('static/model');
	const { manifest, judgeShards, locatorShards } = await readModel(source, await currentVersion(source));
	for (const [kind, shards] of [
		['judge', judgeShards],
		['locator', locatorShards]
	] as const) {
		const name = (manifest.provenance.configs[kind] as { name: string }).name;
		const { parameters, average } = readRun(join(runs, name), kind);
		expect(Buffer.from(quantizeNetwork(parameters, average).bytes).equals(Buffer.from(shards[0]!)), kind).toBe(true);
		expect(readFileSync(join(runs, name, 'config.json'), 'utf8')).toContain(`"name": "${name}"`);
	}

	const again = spawnSync('npx', ['tsx', 'model/unpack.ts', '--runs', runs], { encoding: 'utf8' });
	expect([again.status, again.stdout]).toEqual([1, '']);
	expect(again.stderr).toMatch(/^cannot unpack: .+ has a checkpoint: give --again to write it anew\n$/);
}, 60_000);
