/** What rounding the weights to 8 bits costs: the same judges, on pictures that they held out, with and without it. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dispose } from '@tensorflow/tfjs-core';
import { runCommand } from '../scripts/lib/command';
import { wilson } from '../src/lib/domain/statistics';
import { regionAround } from '../src/lib/preprocess/letterbox';
import { sampleRegion } from '../src/lib/preprocess/sample-region';
import { startWasm } from './backend';
import { isHeldOut } from './config';
import { loadPictures, readIndex } from './data/pictures';
import { readRun } from './package';
import { judgeLogits } from './predict';
import { roundToStored } from './quantize';
import { isMarked } from './samplers/judge-sampler';

const USAGE = `Usage: npx tsx model/quantization-loss.ts --judge RUN [--judge ...] [--cache DIR] [--out FILE]
  --judge RUN  folder of a run that held sources out; crops at the marked mouths of these are judged
  --cache DIR  default model/cache
  --out FILE   default model/results/quantization.json
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			judge: { type: 'string', multiple: true, default: [] },
			cache: { type: 'string', default: 'model/cache' },
			out: { type: 'string', default: 'model/results/quantization.json' },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return values;
	if (values.judge.length === 0) throw new Error('--judge is missing');
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	await startWasm();
	const records = readIndex(options.cache).filter(({ label }) => label !== 'disputed');
	const rows: { label: number; float: Float32Array; stored: Float32Array }[] = [];
	for (const folder of options.judge) {
		const { config, parameters, average } = readRun(folder, 'judge');
		const { network, normalisation, sampling } = config;
		const held = records.filter((record) => record.origin === 'real' && isHeldOut(config, record));
		const pictures = loadPictures(options.cache, held).filter(isMarked);
		const crops = pictures.map(({ image, mouth }) =>
			sampleRegion(image, regionAround(mouth, sampling.cropScale), network.inputSize, normalisation)
		);
		const logitsOf = (values: Float32Array) => {
			const weights = parameters.tensors(values);
			const logits = judgeLogits(network, weights, crops);
			dispose(weights);
			return logits;
		};
		const float = logitsOf(average);
		const stored = logitsOf(roundToStored(parameters, average));
		pictures.forEach(({ label }, i) =>
			rows.push({ label: label === 'open' ? 0 : 1, float: float[i]!, stored: stored[i]! })
		);
		console.log(`${folder}: ${pictures.length} pictures`);
	}

	const likelier = (logits: Float32Array) => (logits[0]! >= logits[1]! ? 0 : 1);
	const rightWith = (kind: 'float' | 'stored') => {
		const hits = rows.filter((row) => likelier(row[kind]) === row.label).length;
		return { hits, n: rows.length, value: hits / rows.length, ...wilson(hits, rows.length) };
	};
	const [float, stored] = [rightWith('float'), rightWith('stored')];
	const differences = rows.flatMap((row) => row.float.map((value, i) => Math.abs(value - row.stored[i]!)));
	const result = {
		schemaVersion: 1,
		float,
		stored,
		pointsLost: 100 * (float.value - stored.value),
		answersChanged: rows.filter((row) => likelier(row.float) !== likelier(row.stored)).length,
		greatestLogitDifference: Math.max(...differences.map((values) => Math.max(...values)))
	};
	writeFileSync(options.out, `${JSON.stringify(result, null, '\t')}\n`);
	console.log(JSON.stringify(result, null, 2));
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot measure');
