/**
 * Measures what a training step costs, in processor time, so that other work on the machine does not blur it: drawing
 * pictures, the forward pass, and the step with all gradients, each as a ratio to the forward pass.
 */
import { parseArgs } from 'node:util';
import { startTraining } from './backend';
import { benchedStep } from './benched-step';
import { readConfig } from './config';
import { objectiveOf } from './objective';
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
const benched = benchedStep(config, ops);
const side = config.network.inputSize;
const pixels = new Float32Array(config.batch * side * side * 3);
const objective = objectiveOf(config, drawnPictures());

const forward = millisecondsEach(benched.forward);
const step = millisecondsEach(benched.step);
const drawing = millisecondsEach((i) => void objective.draw(new Random(i), pixels));
benched.dispose();

const line = (name: string, ms: number) =>
	console.log(
		`${name.padEnd(28)} ${ms.toFixed(2).padStart(7)} ms an image  ${(ms / forward).toFixed(2)} x forward  ${(1000 / ms).toFixed(0)} img/s`
	);
console.log(`${config.name}: ${side} px, batch ${config.batch}, one core`);
line('forward pass', forward);
line('step, nothing frozen', step);
line('drawing drawn pictures', drawing);

/** Processor time for each image, after a warm-up, milliseconds. */
function millisecondsEach(work: (i: number) => void): number {
	work(0);
	const repeats = Number(options.repeats);
	const before = process.cpuUsage();
	for (let i = 1; i <= repeats; i++) work(i);
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000 / repeats / config.batch;
}
