/**
 * Trains one network from a configuration file. Everything that a run writes lies in model/runs/<name>/: the
 * configuration as it was run, metrics of each epoch (metrics.csv) and the checkpoint to resume from.
 */
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tensor4d, tidy, valueAndGrads, type Tensor } from '@tensorflow/tfjs-core';
import { startTraining } from './backend';
import { readBackbone } from './backbone';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { readConfig, type TrainingConfig } from './config';
import { loadPictures, readIndex } from './data/pictures';
import { objectiveOf } from './objective';
import { readRun } from './package';
import { cosineSchedule, initialState, optimiserStep, type OptimiserOptions } from './optimiser';
import { Parameters, type ParameterSlot } from './parameters';
import { roundToStored } from './quantize';
import { Random } from './random';
import { validatorOf } from './validate';

const USAGE = `Usage: npx tsx model/train.ts --config FILE [--resume] [--cache DIR] [--backbone DIR] [--runs DIR]
  --config FILE   a run's configuration, for instance model/configs/judge.json
  --resume        go on from the run's checkpoint
  --cache DIR     what model/prepare.ts wrote (default model/cache)
  --backbone DIR  MobileNetV2 0.35 in the layers format (default ../shared/backbone)
  --runs DIR      where runs are kept (default model/runs)`;

const { values: options } = parseArgs({
	options: {
		config: { type: 'string' },
		resume: { type: 'boolean', default: false },
		cache: { type: 'string', default: 'model/cache' },
		backbone: { type: 'string', default: '../shared/backbone' },
		runs: { type: 'string', default: 'model/runs' },
		help: { type: 'boolean', default: false }
	}
});
if (options.help || !options.config) {
	console.log(USAGE);
	process.exit(options.help ? 0 : 2);
}

const config = readConfig(options.config);
const run = join(options.runs, config.name);
mkdirSync(run, { recursive: true });
writeFileSync(join(run, 'config.json'), `${JSON.stringify(config, null, '\t')}\n`);

const ops = await startTraining();
const records = readIndex(options.cache).filter(({ label }) => label !== 'disputed');
const training = loadPictures(
	options.cache,
	records.filter(({ fold }) => !config.holdOut.includes(fold))
);
const validation = loadPictures(
	options.cache,
	records.filter(({ fold }) => config.holdOut.includes(fold))
);
const objective = objectiveOf(config, training);
const validate = validatorOf(config, validation);
console.log(`${config.name}: ${training.length} pictures to train on, ${validation.length} held out`);

const parameters = new Parameters(config.network);
const loaded = config.startFrom ? new Map<string, Float32Array>() : readBackbone(options.backbone, parameters.slots);
parameters.initialise(new Random(config.seed), loaded);
if (config.startFrom) parameters.values.set(readRun(join(options.runs, config.startFrom), config.kind).average);
const state = (options.resume && loadCheckpoint(run, parameters)) || initialState(parameters);
console.log(
	`${parameters.values.length} weights, ${loaded.size} of ${parameters.slots.length} tensors from the backbone, from step ${state.step}`
);

const optimiser: OptimiserOptions = { ...config, rateOf: (slot) => rateOf(config, slot) };
const trained = parameters.slots.filter((slot) => rateOf(config, slot) > 0);
const side = config.network.inputSize;
const pixels = new Float32Array(config.batch * side * side * 3);
const gradient = new Float32Array(parameters.values.length);
const began = performance.now();
const first = state.step;
let lossSum = 0;
let normSum = 0;

while (state.step < config.steps) {
	// One generator a step: a resumed run draws the same pictures as one that was never stopped.
	const loss = gradientStep(objective.draw(new Random(config.seed * 1_000_003 + state.step), pixels));
	const { warmUpSteps, floor } = config.learningRate;
	lossSum += loss;
	normSum += optimiserStep(
		parameters,
		gradient,
		state,
		cosineSchedule(state.step, config.steps, warmUpSteps, floor),
		optimiser
	);
	if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss} at step ${state.step}.`);
	if (state.step % 20 === 0) progress(loss);
	if (state.step % config.stepsPerEpoch === 0 || state.step === config.steps) endEpoch();
}

/** Loss of one batch; leaves its gradient in `gradient`. */
function gradientStep(lossOf: ReturnType<typeof objective.draw>): number {
	return tidy(() => {
		const stored = state.step >= config.steps * config.quantizeFrom;
		const weights = parameters.tensors(stored ? roundToStored(parameters, parameters.values) : parameters.values);
		const x = tensor4d(pixels.slice(), [config.batch, side, side, 3]);
		const { value, grads } = valueAndGrads((...tensors: Tensor[]) =>
			lossOf({ ...weights, ...Object.fromEntries(trained.map(({ name }, i) => [name, tensors[i]!])) }, x, ops)
		)(trained.map(({ name }) => weights[name]!));
		trained.forEach((slot, i) => gradient.set(grads[i]!.dataSync<'float32'>(), slot.offset));
		return value.dataSync()[0]!;
	});
}

function endEpoch(): void {
	const metrics = validate(parameters.tensors.bind(parameters, state.average));
	const row = {
		step: state.step,
		loss: lossSum / config.stepsPerEpoch,
		gradientNorm: normSum / config.stepsPerEpoch,
		...metrics
	};
	lossSum = normSum = 0;
	const file = join(run, 'metrics.csv');
	if (!existsSync(file) || state.step <= config.stepsPerEpoch) writeFileSync(file, `${Object.keys(row).join()}\n`);
	appendFileSync(
		file,
		`${Object.values(row)
			.map((value) => Number(value.toFixed(5)))
			.join()}\n`
	);
	console.log(
		`\n${Object.entries(row)
			.map(([name, value]) => `${name} ${Number(value.toFixed(4))}`)
			.join('  ')}`
	);
	saveCheckpoint(run, parameters, state);
}

function progress(loss: number): void {
	const seconds = (performance.now() - began) / 1000;
	const done = state.step - first;
	const left = Math.round((seconds / done) * (config.steps - state.step));
	const rate = (done * config.batch) / seconds;
	const line = `step ${state.step}/${config.steps}  loss ${loss.toFixed(4)}  ${rate.toFixed(0)} img/s  ${Math.floor(left / 60)} min ${left % 60} s left`;
	process.stdout.write(process.stdout.isTTY ? `\r${line}   ` : `${line}\n`);
}

function rateOf(config: TrainingConfig, { name }: ParameterSlot): number {
	const block = /^block_(\d+)\//.exec(name);
	if (name.startsWith('stem/') && config.frozenBlocks > 0) return 0;
	if (block && Number(block[1]) < config.frozenBlocks) return 0;
	return block || name.startsWith('stem/') ? config.learningRate.trunk : config.learningRate.head;
}
