/**
 * Makes runs of a shipped model's weights, to go on training from: checkpoints are not committed, the shards that ship
 * are. What rounding to 8 bits costs them, `results/quantization.json` says.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { runCommand } from '../scripts/lib/command';
import { folderSource } from '../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../src/lib/inference/model-source';
import { saveCheckpoint } from './checkpoint';
import { trainingConfigSchema } from './config';
import { initialState } from './optimiser';
import { Parameters } from './parameters';
import { openRun, refuseToReplace } from './run-folder';

const USAGE = `Usage: npx tsx model/unpack.ts [--model DIR] [--runs DIR] [--again]
  --model DIR   laid out as static/model (default static/model)
  --runs DIR    where the two runs are written, under the names that the manifest gives them (default model/runs)
  --again       also where a run of that name has a checkpoint, which is lost
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			model: { type: 'string', default: 'static/model' },
			runs: { type: 'string', default: 'model/runs' },
			again: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false }
		}
	});
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const source = folderSource(options.model);
	const { manifest, judgeShards, locatorShards } = await readModel(source, await currentVersion(source));
	const shards = { judge: judgeShards[0]!, locator: locatorShards[0]! };
	const networks = (['judge', 'locator'] as const).map((kind) => {
		const config = v.parse(trainingConfigSchema, manifest.provenance.configs[kind]);
		return { kind, config, run: join(options.runs, config.name) };
	});
	for (const { run } of networks) refuseToReplace(run, options.again);
	for (const { kind, config, run } of networks) {
		const parameters = Parameters.ofShard(config.network, manifest[kind].tensors, new Uint8Array(shards[kind]));
		// What a clone holds of this run, its metrics, stays true of it.
		openRun(run, config, true);
		saveCheckpoint(run, parameters, { ...initialState(parameters), step: config.steps });
		console.log(`${kind} ${config.name} of model ${manifest.version} -> ${run}`);
	}
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot unpack');
