/**
 * Makes runs of a shipped model's weights, to go on training from: checkpoints are not committed, the shards that ship
 * are. What rounding to 8 bits costs them, `results/quantization.json` says.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { runCommand } from '../scripts/lib/command';
import type { ModelManifest } from '../src/lib/domain/model-manifest';
import { folderSource } from '../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../src/lib/inference/model-source';
import { saveCheckpoint } from './checkpoint';
import { trainingConfigSchema } from './config';
import { initialState } from './optimiser';
import { Parameters } from './parameters';

const USAGE = `Usage: npx tsx model/unpack.ts [--model DIR] [--runs DIR]
  --model DIR   laid out as static/model (default static/model)
  --runs DIR    where the two runs are written, under the names that the manifest gives them (default model/runs)
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			model: { type: 'string', default: 'static/model' },
			runs: { type: 'string', default: 'model/runs' },
			help: { type: 'boolean', default: false }
		}
	});
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const source = folderSource(options.model);
	const { manifest, judgeShards, locatorShards } = await readModel(source, await currentVersion(source));
	unpack(options.runs, manifest, 'judge', new Uint8Array(judgeShards[0]!));
	unpack(options.runs, manifest, 'locator', new Uint8Array(locatorShards[0]!));
	return 0;
}

function unpack(runs: string, manifest: ModelManifest, kind: 'judge' | 'locator', shard: Uint8Array): void {
	const config = v.parse(trainingConfigSchema, manifest.provenance.configs[kind]);
	const parameters = Parameters.ofShard(config.network, manifest[kind].tensors, shard);
	const run = join(runs, config.name);
	mkdirSync(run, { recursive: true });
	writeFileSync(join(run, 'config.json'), `${JSON.stringify(config, null, '\t')}\n`);
	saveCheckpoint(run, parameters, { ...initialState(parameters), step: config.steps });
	console.log(`${kind} ${config.name} of model ${manifest.version} -> ${run}`);
}

await runCommand(USAGE, readArguments, main, 'cannot unpack');
