/**
 * Fits the shipped judge to a person's own bottles: a folder of open/ and closed/ pictures, nothing marked. Mouths are
 * found by the shipped locator, the judge goes on from the shipped weights at a low rate, and the outcome is measured
 * before and after on pictures held back. What is worse than before is not written.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../scripts/lib/command';
import { writeWhole } from '../scripts/lib/write-whole';
import { folderSource } from '../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../src/lib/inference/model-source';
import { wilson } from '../src/lib/domain/statistics';
import { startTraining } from './backend';
import { isFolder } from './data/labelled-folder';
import { collectOwnPictures, shortage, splitByOrder } from './data/own-pictures';
import { continuedJudge, accuracyOn } from './fine-tuning';
import { engineOf, sealManifest, writeModel, type PackedModel } from './write-model';
import { pack } from './package';
import { objectiveOf } from './objective';
import { initialState } from './optimiser';
import { progressLine, train } from './training-loop';

const USAGE = `Usage: npm run finetune -- DIR [--out DIR] [--model DIR] [--steps N] [--seed N]
  DIR          holds open/ and closed/ with at least 20 pictures each. Give each clip or bottle a folder of its own
               (open/bottle-7/...): pictures are held back by folder, or else by name, never at random, since
               neighbouring frames look alike
  --out DIR    where the fitted model goes, laid out as static/model (default finetuned), with held-back.txt, which names
               the pictures that it was not trained on
  --model DIR  model to start from (default static/model)
  --steps N    training steps of 24 crops (default 120, some minutes)
  --seed N     default 1
Temperatures and thresholds stay those of the model that it starts from: measure before you trust a confidence,
  npm run evaluate -- DIR --model OUT --files OUT/held-back.txt
Exit status: 0 written, 1 refused (too few pictures, or worse than before), 2 wrong usage.
`;

const HELD_BACK = 0.3;

function readArguments() {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			out: { type: 'string', default: 'finetuned' },
			model: { type: 'string', default: 'static/model' },
			steps: { type: 'string', default: '120' },
			seed: { type: 'string', default: '1' },
			help: { type: 'boolean', short: 'h', default: false }
		}
	});
	const [folder = ''] = positionals;
	if (values.help) return { ...values, folder };
	if (!folder || positionals.length > 1) throw new Error('one folder of pictures is needed');
	if (!/^[1-9]\d*$/.test(values.steps) || !/^\d+$/.test(values.seed))
		throw new Error('--steps and --seed are whole numbers');
	return { ...values, folder };
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const { folder } = options;
	for (const label of ['open', 'closed'])
		if (!(await isFolder(join(folder, label)))) throw new Error(`${join(folder, label)} is missing, or no folder`);
	if (resolve(options.out) === resolve(options.model)) throw new Error('--out and --model are the same folder');
	// Now, not after minutes of training.
	if (existsSync(options.out) && !(await isFolder(options.out))) throw new Error(`${options.out} is no folder`);

	const ops = await startTraining();
	const before = await packedModel(options.model).catch((fault: Error) => {
		throw new Error(`${options.model}: ${fault.message}`, { cause: fault });
	});
	const engine = await engineOf(before);
	const { pictures, leftOut } = await collectOwnPictures(folder, engine);
	engine.dispose();
	for (const line of leftOut) console.error(`left out: ${line}`);
	const { training, heldBack } = splitByOrder(pictures, HELD_BACK);
	const short = shortage(training, heldBack);
	if (short) throw new Error(short);
	console.log(`${training.length} pictures to train on, ${heldBack.length} held back`);

	const { config, parameters } = continuedJudge(before, Number(options.steps), Number(options.seed));
	const state = initialState(parameters);
	const rightBefore = accuracyOn(config, parameters.tensors(), heldBack);
	const began = performance.now();

	function showProgress(loss: number): void {
		if (state.step % 5 !== 0) return;
		const line = progressLine(config, state.step, loss, state.step, performance.now() - began);
		process.stdout.write(process.stdout.isTTY ? `\r${line}   ` : `${line}\n`);
	}

	train({ config, parameters, state, objective: objectiveOf(config, training), ops, onStep: showProgress });

	const { fields, bytes } = pack({ config, parameters, average: state.average }, 'weights-judge.bin');
	const { version: parent, created: _created, ...content } = before.manifest;
	const provenance = {
		...content.provenance,
		configs: { ...content.provenance.configs, finetune: { parent, ...config } }
	};
	const after: PackedModel = {
		...before,
		manifest: sealManifest({ ...content, judge: { ...content.judge, ...fields }, provenance }),
		judgeShard: bytes
	};
	const rightAfter = accuracyOn(config, parameters.tensors(state.average), heldBack);
	const shareOf = (right: number) => share(right, heldBack.length);
	console.log(`\nheld back, n = ${heldBack.length}: before ${shareOf(rightBefore)}, after ${shareOf(rightAfter)}`);
	if (rightAfter < rightBefore) throw new Error('the fitted judge is worse on the pictures held back');
	await writeWhole(join(options.out, 'held-back.txt'), heldBack.map(({ file }) => `${file}\n`).join(''));
	await writeModel(options.out, after, true);
	console.log(`model ${after.manifest.version} in ${options.out}; try it, and measure it on the pictures held back:
  npm run classify -- --model "${options.out}" FILE...
  npm run evaluate -- "${folder}" --model "${options.out}" --files "${join(options.out, 'held-back.txt')}"`);
	return 0;
}

async function packedModel(model: string): Promise<PackedModel> {
	const source = folderSource(model);
	const { manifest, judgeShards, locatorShards } = await readModel(source, await currentVersion(source));
	return {
		manifest,
		judgeShard: new Uint8Array(judgeShards[0]!),
		locatorShard: new Uint8Array(locatorShards[0]!)
	};
}

/** Accuracy with its 95 % interval. */
function share(right: number, of: number): string {
	const { lower, upper } = wilson(right, of);
	const percent = (value: number) => (value * 100).toFixed(1);
	return `${percent(right / of)} % (${percent(lower)} to ${percent(upper)})`;
}

await runCommand(USAGE, readArguments, main, 'no model written');
