/**
 * Fits the softmax temperatures and the thresholds on pictures of sources that training never saw, through the
 * whole path of serving: quantized weights, located mouths, averaged crops.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import type { Engine } from '../src/lib/inference/engine';
import { startWasm } from './backend';
import {
	expectedCalibrationError,
	fitTemperature,
	negativeLogLikelihood,
	thresholdFor,
	type LabelledLogits
} from './calibration';
import { loadPictures, readIndex, type Picture } from './data/pictures';
import { packModel, readJson, readRun, servingSchema, uncalibrated, type Calibration } from './package';
import { isMarked } from './samplers/judge-sampler';
import { engineOf } from './write-model';

const USAGE = `Usage: npx tsx model/calibrate.ts --pair JUDGE_RUN,LOCATOR_RUN [--pair ...] [--out FILE] [--serving FILE] [--cache DIR]
  --pair J,L      folders of two runs; the folds that both held out are used. Several pairs are pooled
                  (cross-validation: each source is predicted by networks that never saw it)
  --judge-only    use every fold that the judge held out, though the locator may have seen it; the scenes of such
                  folds do not count
  --out FILE      default model/results/calibration.json
  --serving FILE  default model/configs/serving.json
  --cache DIR     default model/cache
  --material M    fit on open and closed bottles of this material only (default glass; all: every one). PET lines
                  look nothing like beer, and would set the confidence of beer`;

const { values: options } = parseArgs({
	options: {
		pair: { type: 'string', multiple: true },
		'judge-only': { type: 'boolean', default: false },
		out: { type: 'string', default: 'model/results/calibration.json' },
		serving: { type: 'string', default: 'model/configs/serving.json' },
		cache: { type: 'string', default: 'model/cache' },
		material: { type: 'string', default: 'glass' },
		help: { type: 'boolean', default: false }
	}
});
if (options.help || !options.pair?.length) {
	console.log(USAGE);
	process.exit(options.help ? 0 : 2);
}

await startWasm();
const serving = readJson(options.serving, servingSchema);
const records = readIndex(options.cache);
const verdicts: LabelledLogits[] = [];
const scenes: LabelledLogits[] = [];
for (const pair of options.pair) {
	const [judgeRun, locatorRun] = pair.split(',');
	const judge = readRun(judgeRun!, 'judge');
	const locator = readRun(locatorRun!, 'locator');
	const unseen = (fold: number) => locator.config.holdOut.includes(fold);
	const held = judge.config.holdOut.filter((fold) => options['judge-only'] || unseen(fold));
	if (held.length === 0) throw new Error(`${pair} held out no fold to calibrate on.`);
	const engine = await engineOf(packModel(judge, locator, serving, uncalibrated(serving), records));
	await collect(
		engine,
		loadPictures(
			options.cache,
			records.filter(({ fold }) => held.includes(fold))
		),
		unseen
	);
	engine.dispose();
}

const temperature = fitTemperature(verdicts);
const sceneTemperature = fitTemperature(scenes);
const { answeredError, unsureShare, sceneError } = serving.targets;
const threshold = (answer: number) => thresholdFor(verdicts, temperature, answer, answeredError, unsureShare);
const sceneThreshold = (answer: number) => thresholdFor(scenes, sceneTemperature, answer, sceneError, 0.5);
const calibration: Calibration = {
	temperature,
	sceneTemperature,
	decision: {
		thresholds: { open: threshold(0), closed: threshold(1), none: threshold(2) },
		minMargin: serving.minMargin,
		sceneThresholds: { mouthHidden: sceneThreshold(1), noBottle: sceneThreshold(2) }
	},
	fittedOn: countBySource(verdicts),
	negativeLogLikelihood: {
		before: negativeLogLikelihood(verdicts, 1),
		after: negativeLogLikelihood(verdicts, temperature)
	},
	expectedCalibrationError: {
		before: expectedCalibrationError(verdicts, 1),
		after: expectedCalibrationError(verdicts, temperature)
	}
};
writeFileSync(options.out, `${JSON.stringify(calibration, null, '\t')}\n`);
console.log(JSON.stringify(calibration, null, 2));
for (const source of Object.keys(calibration.fittedOn)) reportSource(source);

async function collect(engine: Engine, pictures: readonly Picture[], unseen: (fold: number) => boolean): Promise<void> {
	const bar = new SingleBar(
		{ format: 'judging held-out pictures {bar} {value}/{total} {eta_formatted} left' },
		Presets.shades_classic
	);
	bar.start(pictures.length, 0);
	for (const picture of pictures) {
		const scene = isMarked(picture) ? 0 : picture.label === 'unclear' ? 1 : picture.label === 'none' ? 2 : -1;
		bar.increment();
		if (scene < 0) continue;
		const { data, width, height } = picture.image;
		const inference = await engine.judge({
			data: new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.length),
			width,
			height
		});
		if (unseen(picture.fold)) scenes.push({ logits: inference.sceneLogits, label: scene, source: picture.source });
		const label = ['open', 'closed', 'none'].indexOf(picture.label);
		const counts = label === 2 || options.material === 'all' || picture.material === options.material;
		if (inference.logits && label >= 0 && counts)
			verdicts.push({ logits: inference.logits, label, source: picture.source });
	}
	bar.stop();
}

/** How often the likelier of open and closed is right, by source. */
function reportSource(source: string): void {
	const rows = verdicts.filter((row) => row.source === source && row.label < 2);
	if (rows.length === 0) return;
	const right = rows.filter(({ logits, label }) => logits[label]! > logits[1 - label]!).length;
	console.log(`${source}: ${right} of ${rows.length} (${((100 * right) / rows.length).toFixed(1)} %)`);
}

function countBySource(rows: readonly LabelledLogits[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { source } of rows) counts[source] = (counts[source] ?? 0) + 1;
	return counts;
}
