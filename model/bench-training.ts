/**
 * Measures what a training step costs, in processor time, so that other work on the machine does not blur it: drawing
 * pictures, the forward pass, and the step with all gradients, each as a ratio to the forward pass.
 */
import { parseArgs } from 'node:util';
import {
	add,
	dispose,
	mean,
	randomNormal,
	reshape,
	tidy,
	valueAndGrads,
	type Rank,
	type Scalar,
	type Tensor
} from '@tensorflow/tfjs-core';
import { judgeForward } from '../src/lib/inference/network/judge';
import { locatorForward } from '../src/lib/inference/network/locator';
import { servingOps, type ConvolutionOps, type Weights } from '../src/lib/inference/network/layers';
import { startTraining } from './backend';
import { readConfig, type TrainingConfig } from './config';
import { objectiveOf } from './objective';
import { Parameters } from './parameters';
import { Random } from './random';
import { drawnPictures } from './testing';

const USAGE = `Usage: npx tsx model/bench-training.ts --config FILE [--repeats N]
  --config FILE  a run's configuration
  --repeats N    batches measured (default 5)`;

const { values: options } = parseArgs({
	options: {
		config: { type: 'string' },
		repeats: { type: 'string', default: '5' },
		help: { type: 'boolean', default: false }
	}
});
if (options.help || !options.config) {
	console.log(USAGE);
	process.exit(options.help ? 0 : 2);
}

const config = readConfig(options.config);
const ops = await startTraining();
const parameters = new Parameters(config.network);
parameters.initialise(new Random(1), new Map());
const weights = parameters.tensors();
const side = config.network.inputSize;
const x = randomNormal<Rank.R4>([config.batch, side, side, 3]);
const names = parameters.slots.map(({ name }) => name);
const pixels = new Float32Array(config.batch * side * side * 3);
const objective = objectiveOf(config, drawnPictures());

const forward = millisecondsEach(() => tidy(() => void outputs(config, weights, servingOps).dataSync()));
const step = millisecondsEach(() =>
	tidy(() => {
		const { grads } = valueAndGrads((...tensors: Tensor[]) =>
			outputs(config, Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), ops)
		)(names.map((name) => weights[name]!));
		for (const gradient of grads) gradient.dataSync();
	})
);
const drawing = millisecondsEach((i) => void objective.draw(new Random(i), pixels));
dispose([weights, x]);

const line = (name: string, ms: number) =>
	console.log(
		`${name.padEnd(28)} ${ms.toFixed(2).padStart(7)} ms an image  ${(ms / forward).toFixed(2)} x forward  ${(1000 / ms).toFixed(0)} img/s`
	);
console.log(`${config.name}: ${side} px, batch ${config.batch}, one core`);
line('forward pass', forward);
line('step, nothing frozen', step);
line('drawing drawn pictures', drawing);

/** A scalar that depends on every output. */
function outputs(config: TrainingConfig, weights: Weights, ops: ConvolutionOps) {
	const all: Tensor[] =
		config.kind === 'judge'
			? [judgeForward(config.network, weights, x, ops).logits]
			: Object.values(locatorForward(config.network, weights, x, ops));
	return all.map((output) => mean(reshape(output, [-1]), [0])).reduce((sum, output) => add(sum, output)) as Scalar;
}

/** Processor time for each image, after a warm-up, milliseconds. */
function millisecondsEach(work: (i: number) => void): number {
	work(0);
	const repeats = Number(options.repeats);
	const before = process.cpuUsage();
	for (let i = 1; i <= repeats; i++) work(i);
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000 / repeats / config.batch;
}
