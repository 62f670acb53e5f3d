/**
 * Trains one network from a configuration file. Everything that a run writes lies in model/runs/<name>/: the
 * configuration as it was run, the pictures held out, metrics of each epoch (metrics.csv) and the checkpoint to resume
 * from.
 */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../scripts/lib/command';
import { startTraining } from './backend';
import { readBackbone } from './backbone';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { isHeldOut, readConfig } from './config';
import { loadPictures, readIndex } from './data/pictures';
import { objectiveOf } from './objective';
import { readRun } from './package';
import { initialState } from './optimiser';
import { Parameters } from './parameters';
import { Random } from './random';
import { openRun, refuseToReplace } from './run-folder';
import { progressLine, train } from './training-loop';
import { validatorOf } from './validate';

const USAGE = `Usage: npx tsx model/train.ts --config FILE [--resume | --again] [--cache DIR] [--backbone DIR] [--runs DIR]
  --config FILE   a run's configuration, for instance model/configs/judge.json
  --resume        go on from the run's checkpoint
  --again         begin anew where the run has a checkpoint
  --cache DIR     what model/prepare.ts wrote (default model/cache)
  --backbone DIR  MobileNetV2 0.35 in the layers format (default ../shared/backbone)
  --runs DIR      where runs are kept (default model/runs)
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			config: { type: 'string', default: '' },
			resume: { type: 'boolean', default: false },
			again: { type: 'boolean', default: false },
			cache: { type: 'string', default: 'model/cache' },
			backbone: { type: 'string', default: '../shared/backbone' },
			runs: { type: 'string', default: 'model/runs' },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return values;
	if (!values.config) throw new Error('--config is missing');
	if (values.resume && values.again) throw new Error('--resume and --again exclude each other');
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const config = readConfig(options.config);
	const run = join(options.runs, config.name);
	refuseToReplace(run, options.resume || options.again, '--resume to go on from it, or --again to begin anew');
	const ops = await startTraining();
	const records = readIndex(options.cache).filter(({ label }) => label !== 'disputed');
	const training = loadPictures(
		options.cache,
		records.filter((record) => !isHeldOut(config, record))
	);
	const validation = loadPictures(
		options.cache,
		records.filter((record) => isHeldOut(config, record))
	);
	const objective = objectiveOf(config, training);
	const validate = validatorOf(config, validation);
	console.log(`${config.name}: ${training.length} pictures to train on, ${validation.length} held out`);

	const parameters = new Parameters(config.network);
	const loaded = config.startFrom ? new Map<string, Float32Array>() : readBackbone(options.backbone, parameters.slots);
	parameters.initialise(new Random(config.seed), loaded);
	if (config.startFrom) parameters.values.set(readRun(join(options.runs, config.startFrom), config.kind).average);
	const kept = options.resume ? loadCheckpoint(run, parameters) : null;
	const state = kept ?? initialState(parameters);
	// Only now, when nothing that it needs is missing, does an earlier run of this name go.
	openRun(run, config, kept !== null);
	// For `npm run evaluate -- ... --files`: names as the manifest gives them.
	const names = validation.map(({ file }) => file.replace(/^real\//, ''));
	writeFileSync(join(run, 'held-out.txt'), names.map((name) => `${name}\n`).join(''));
	console.log(
		`${parameters.values.length} weights, ${loaded.size} of ${parameters.slots.length} tensors from the backbone, from step ${state.step}`
	);

	const began = performance.now();
	const first = state.step;
	let sums = { loss: 0, gradientNorm: 0, steps: 0 };

	function onStep(loss: number, gradientNorm: number): void {
		sums = { loss: sums.loss + loss, gradientNorm: sums.gradientNorm + gradientNorm, steps: sums.steps + 1 };
		if (state.step % 20 === 0) {
			const line = progressLine(config, state.step, loss, state.step - first, performance.now() - began);
			process.stdout.write(process.stdout.isTTY ? `\r${line}   ` : `${line}\n`);
		}
		if (state.step % config.stepsPerEpoch === 0 || state.step === config.steps) endEpoch();
	}

	/** Measures the averaged weights on the held-out sources, notes it and saves the checkpoint. */
	function endEpoch(): void {
		const metrics = validate(() => parameters.tensors(state.average));
		const means = { loss: sums.loss / sums.steps, gradientNorm: sums.gradientNorm / sums.steps };
		const row = Object.entries({ step: state.step, ...means, ...metrics });
		sums = { loss: 0, gradientNorm: 0, steps: 0 };
		const file = join(run, 'metrics.csv');
		if (!existsSync(file)) writeFileSync(file, `${row.map(([name]) => name).join()}\n`);
		appendFileSync(file, `${row.map(([, value]) => Number(value.toFixed(5))).join()}\n`);
		console.log(`\n${row.map(([name, value]) => `${name} ${Number(value.toFixed(4))}`).join('  ')}`);
		saveCheckpoint(run, parameters, state);
	}

	train({ config, parameters, state, objective, ops, onStep });
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot train');
