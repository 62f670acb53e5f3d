/**
 * Averages the weights of runs that began one from another. What each learned last about its pictures cancels, what
 * they share stays, which costs nothing in serving (model soups: Wortsman et al. 2022).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../scripts/lib/command';
import { saveCheckpoint } from './checkpoint';
import { readConfig } from './config';
import { initialState } from './optimiser';
import { readRun } from './package';
import { openRun, refuseToReplace } from './run-folder';

const USAGE = `Usage: npx tsx model/average.ts --run RUN --run RUN [--run ...] --name NAME [--runs DIR] [--again]
  --run RUN    folder of a run; the last one's configuration is kept, so it has to hold out what all of them held out
  --name NAME  of the run that is written
  --runs DIR   where it is written (default model/runs)
  --again      also where a run of that name has a checkpoint, which is lost
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			run: { type: 'string', multiple: true, default: [] },
			name: { type: 'string', default: '' },
			runs: { type: 'string', default: 'model/runs' },
			again: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return values;
	if (values.run.length < 2) throw new Error('two runs or more are averaged: give --run twice');
	if (!values.name) throw new Error('--name is missing');
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const { run: folders, name } = options;
	const out = join(options.runs, name);
	refuseToReplace(out, options.again);
	const { kind } = readConfig(join(folders[0]!, 'config.json'));
	const runs = folders.map((folder) => readRun(folder, kind));
	const { config, parameters } = runs.at(-1)!;
	const heldOut = (of: typeof config) => [of.holdOut.toSorted(), of.holdOutGroups ?? [], of.holdOutAtRandom ?? null];
	for (const [i, other] of runs.entries()) {
		if (other.average.length !== parameters.values.length) throw new Error(`${folders[i]} is another network.`);
		if (JSON.stringify(heldOut(other.config)) !== JSON.stringify(heldOut(config)))
			throw new Error(`${folders[i]} held out other pictures than ${folders.at(-1)}.`);
	}
	parameters.values.fill(0);
	for (const { average } of runs) average.forEach((value, i) => (parameters.values[i]! += value / runs.length));

	openRun(out, { ...config, name });
	writeFileSync(join(out, 'averaged.json'), `${JSON.stringify(runs.map((averaged) => averaged.config.name))}\n`);
	saveCheckpoint(out, parameters, { ...initialState(parameters), step: config.steps });
	console.log(`${folders.join(' + ')} -> ${out}`);
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot average');
