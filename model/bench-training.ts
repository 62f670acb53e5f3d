/**
 * Measures what a training step costs, in processor time, so that other work on the machine does not blur it: drawing
 * pictures, the forward pass, and the step with all gradients, each as a ratio to the forward pass.
 */
import { parseArgs } from 'node:util';
import { runCommand } from '../scripts/lib/command';
import { startTraining } from './backend';
import { benchedStep } from './benched-step';
import { readConfig } from './config';
import { objectiveOf } from './objective';
import { Random } from './random';
import { drawnPictures } from './testing';

const USAGE = `Usage: npx tsx model/bench-training.ts --config FILE [--repeats N]
  --config FILE  a run's configuration
  --repeats N    batches measured (default 5)
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			config: { type: 'string', default: '' },
			repeats: { type: 'string', default: '5' },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return values;
	if (!values.config) throw new Error('--config is missing');
	if (!/^[1-9]\d*$/.test(values.repeats)) throw new Error(`--repeats is a whole number, not ${values.repeats}`);
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const config = readConfig(options.config);
	const ops = await startTraining();
	const benched = benchedStep(config, ops);
	const side = config.network.inputSize;
	const pixels = new Float32Array(config.batch * side * side * 3);
	const objective = objectiveOf(config, drawnPictures());

	const images = Number(options.repeats) * config.batch;
	const each = (work: (i: number) => void) => millisecondsOf(work, Number(options.repeats)) / images;
	const forward = each(benched.forward);
	const step = each(benched.step);
	const drawing = each((i) => void objective.draw(new Random(i), pixels));
	benched.dispose();

	const line = (name: string, ms: number) =>
		console.log(
			`${name.padEnd(28)} ${ms.toFixed(2).padStart(7)} ms an image  ${(ms / forward).toFixed(2)} x forward  ${(1000 / ms).toFixed(0)} img/s`
		);
	console.log(`${config.name}: ${side} px, batch ${config.batch}, one core`);
	line('forward pass', forward);
	line('step, nothing frozen', step);
	line('drawing drawn pictures', drawing);
	return 0;
}

/** Processor time for all repeats, after a warm-up, milliseconds. */
function millisecondsOf(work: (i: number) => void, repeats: number): number {
	work(0);
	const before = process.cpuUsage();
	for (let i = 1; i <= repeats; i++) work(i);
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

await runCommand(USAGE, readArguments, main, 'cannot measure');
