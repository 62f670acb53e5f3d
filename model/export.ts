/**
 * Writes the model that the app ships: quantized shards, manifest and golden file under static/model/<version>/, and
 * static/model/current.json, which names the version. Measures what quantization costs.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dispose } from '@tensorflow/tfjs-core';
import { runCommand } from '../scripts/lib/command';
import { loadWeights } from '../src/lib/inference/network/weights';
import { regionAround } from '../src/lib/preprocess/letterbox';
import { sampleRegion } from '../src/lib/preprocess/sample-region';
import { startWasm } from './backend';
import { loadPictures, readIndex, type PictureRecord } from './data/pictures';
import { calibrationSchema, packModel, readRun, servingSchema, uncalibrated, type TrainedNetwork } from './package';
import { judgeLogits } from './predict';
import { readJson } from './read-json';
import { isMarked } from './samplers/judge-sampler';
import { writeModel, type PackedModel } from './write-model';

const USAGE = `Usage: npx tsx model/export.ts --judge RUN --locator RUN [--calibration FILE | --uncalibrated]
                           [--serving FILE] [--out DIR] [--cache DIR] [--keep]
  --calibration FILE  what model/calibrate.ts wrote (default model/results/calibration.json)
  --uncalibrated      temperatures of 1, even thresholds: for trying a network, not for shipping
  --serving FILE      default model/configs/serving.json
  --out DIR           default static/model
  --cache DIR         default model/cache
  --keep              keep the versions that are there already
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			judge: { type: 'string', default: '' },
			locator: { type: 'string', default: '' },
			calibration: { type: 'string', default: 'model/results/calibration.json' },
			uncalibrated: { type: 'boolean', default: false },
			serving: { type: 'string', default: 'model/configs/serving.json' },
			out: { type: 'string', default: 'static/model' },
			cache: { type: 'string', default: 'model/cache' },
			keep: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return values;
	if (!values.judge || !values.locator) throw new Error('--judge and --locator are needed');
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	await startWasm();
	const serving = readJson(options.serving, servingSchema);
	const calibration = options.uncalibrated ? uncalibrated(serving) : readJson(options.calibration, calibrationSchema);
	const judge = readRun(options.judge, 'judge');
	const locator = readRun(options.locator, 'locator');
	const records = readIndex(options.cache);
	const packed = packModel(judge, locator, serving, calibration, records);
	const { manifest } = packed;
	const bytes = await writeModel(options.out, packed, options.keep);
	console.log(
		`model ${manifest.version}: ${(bytes / 1024).toFixed(0)} KiB to download, in ${join(options.out, manifest.version)}`
	);
	await reportQuantization(judge, packed, records, options.cache);
	return 0;
}

/** Compares the judge's logits before and after quantization on up to 200 marked pictures. */
async function reportQuantization(
	judge: TrainedNetwork<'judge'>,
	{ manifest, judgeShard }: PackedModel,
	records: readonly PictureRecord[],
	cache: string
): Promise<void> {
	const marked = records.filter(
		(record) => record.origin === 'real' && record.mouth && ['open', 'closed'].includes(record.label)
	);
	const every = Math.max(1, Math.floor(marked.length / 200));
	const { network, normalisation, sampling } = judge.config;
	const crops = loadPictures(
		cache,
		marked.filter((_, i) => i % every === 0)
	)
		.filter(isMarked)
		.map((picture) =>
			sampleRegion(picture.image, regionAround(picture.mouth, sampling.cropScale), network.inputSize, normalisation)
		);
	const exact = judge.parameters.tensors(judge.average);
	const stored = await loadWeights(manifest.judge, [judgeShard]);
	const before = judgeLogits(network, exact, crops);
	const after = judgeLogits(network, stored, crops);
	dispose([exact, stored]);
	const differences = before.flatMap((row, i) => Array.from(row, (value, c) => Math.abs(value - after[i]![c]!)));
	const answer = (row: Float32Array) => row.indexOf(Math.max(...row));
	const changed = before.filter((row, i) => answer(row) !== answer(after[i]!)).length;
	const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
	console.log(
		`quantization on ${crops.length} crops: logits differ by ${mean.toFixed(4)} on average, ` +
			`${Math.max(...differences).toFixed(4)} at most; ${changed} answers change`
	);
}

await runCommand(USAGE, readArguments, main, 'cannot export');
