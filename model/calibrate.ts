/**
 * Cross-validates, and fits what ships: pairs of networks judge the sources that they held out, through the whole path
 * of serving (quantized weights, located mouths, averaged crops). Temperatures and thresholds that ship are fitted on
 * all of these pictures; those of the reported cross-validation on the other pairs' pictures only, so that no figure is
 * of pictures that had a part in it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../scripts/lib/command';
import { startWasm } from './backend';
import { evaluationOf } from './evaluation/evaluation';
import { summarise } from './evaluation/metrics';
import { writeObservations, type Observation } from './evaluation/observations';
import { observationOf } from './evaluation/observe';
import { rateInWords } from './evaluation/rates';
import { fitCalibration } from './fit-calibration';
import { judgeHeldOut, type HeldOutInference } from './held-out';
import { servingSchema, withCalibration, type Serving } from './package';
import { readJson } from './read-json';

const USAGE = `Usage: npx tsx model/calibrate.ts --pair JUDGE_RUN,LOCATOR_RUN [--pair ...] [--out FILE] [--results DIR]
  --pair J,L      folders of two runs; the pictures that both held out are judged. Several pairs are pooled
                  (cross-validation: each source is judged by networks that never saw it)
  --out FILE      the calibration that ships (default model/results/calibration.json)
  --results DIR   also write the cross-validation, evaluation.json and observations.csv (with two pairs or more)
  --describe TEXT one sentence for it
  --serving FILE  default model/configs/serving.json
  --cache DIR     default model/cache
  --material M    fit on open and closed bottles of this material only (default glass; all: every one). PET lines
                  look nothing like beer, and would set the confidence of beer
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			pair: { type: 'string', multiple: true, default: [] },
			out: { type: 'string', default: 'model/results/calibration.json' },
			results: { type: 'string' },
			describe: { type: 'string', default: '' },
			serving: { type: 'string', default: 'model/configs/serving.json' },
			cache: { type: 'string', default: 'model/cache' },
			material: { type: 'string', default: 'glass' },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return values;
	if (values.pair.length === 0) throw new Error('--pair is missing');
	if (values.pair.some((pair) => pair.split(',').length !== 2)) throw new Error('--pair is JUDGE_RUN,LOCATOR_RUN');
	if (values.results && values.pair.length < 2)
		throw new Error('--results needs two pairs or more: each is decided with what the others fit');
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	await startWasm();
	const serving = readJson(options.serving, servingSchema);
	const all = await judgeHeldOut(options.pair, serving, options.cache);
	if (options.material !== 'all' && !all.some(({ picture }) => picture.material === options.material))
		throw new Error(`none of the pictures shows a bottle of ${options.material}: nothing to fit on`);
	const calibration = fitCalibration(all, serving, options.material);
	writeFileSync(options.out, `${JSON.stringify(calibration, null, '\t')}\n`);
	console.log(JSON.stringify(calibration, null, 2));
	if (options.pair.length > 1)
		await report(
			options.pair.flatMap((_, pair) => decided(pair, all, serving, options.material)),
			options
		);
	return 0;
}

/** The pair's pictures, decided with a calibration that saw none of them. */
function decided(pair: number, all: readonly HeldOutInference[], serving: Serving, material: string): Observation[] {
	const own = all.filter((held) => held.pair === pair);
	const foreign = fitCalibration(
		all.filter((held) => held.pair !== pair),
		serving,
		material
	);
	return own.map(({ picture, inference, manifest }: HeldOutInference) =>
		observationOf(asListed(picture), inference, withCalibration(manifest, foreign))
	);
}

/** Named as in the manifest of the photographs. */
function asListed(picture: HeldOutInference['picture']): HeldOutInference['picture'] {
	return { ...picture, file: picture.file.replace(/^real\//, '') };
}

async function report(observations: readonly Observation[], { describe, results }: Options): Promise<void> {
	const evaluation = evaluationOf('cross-validation', describe, observations, []);
	for (const [source, summary] of Object.entries({ all: summarise(observations), ...evaluation.by['source'] })) {
		console.log(`\n${source}`);
		for (const [key, rate] of Object.entries(summary)) {
			if (typeof rate === 'object' && rate && rate.n > 0) console.log(`  ${key.padEnd(24)} ${rateInWords(rate)}`);
		}
	}
	console.log(`\nECE ${((evaluation.reliability.ece ?? NaN) * 100).toFixed(1)} %`);
	if (!results) return;
	mkdirSync(results, { recursive: true });
	writeFileSync(join(results, 'evaluation.json'), `${JSON.stringify(evaluation, null, '\t')}\n`);
	await writeObservations(join(results, 'observations.csv'), observations);
}

await runCommand(USAGE, readArguments, main, 'cannot calibrate');
