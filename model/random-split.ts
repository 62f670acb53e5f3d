/**
 * Why a random split misleads: the usual recipe (a head on frozen ImageNet features of the whole picture, as Teachable
 * Machine does it) on frames of the challenge's clips, split at random as the proof of concept did, and the same head on
 * every other source. Only the demonstration is trained here; nothing of it ships.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dispose, mean, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { runCommand } from '../scripts/lib/command';
import { servingOps, type Weights } from '../src/lib/inference/network/layers';
import { trunkForward } from '../src/lib/inference/network/trunk';
import { letterbox } from '../src/lib/preprocess/letterbox';
import { sampleRegion } from '../src/lib/preprocess/sample-region';
import { startWasm } from './backend';
import { readBackbone } from './backbone';
import { readConfig, type TrainingConfig } from './config';
import { loadPictures, readIndex, type Picture, type PictureRecord } from './data/pictures';
import { evaluationOf } from './evaluation/evaluation';
import { summarise } from './evaluation/metrics';
import { writeObservations, type Observation } from './evaluation/observations';
import { rateInWords } from './evaluation/rates';
import { fitLogistic } from './logistic';
import { Parameters } from './parameters';
import { Random } from './random';

const USAGE = `Usage: npx tsx model/random-split.ts [--source NAME] [--cache DIR] [--backbone DIR] [--config FILE] [--out DIR]
  --source NAME   whose frames are split at random, four to one (default frlprogramador/Bottle)
  --config FILE   a judge's configuration: its trunk is the frozen network (default model/configs/judge-decoys.json)
  --cache DIR     default model/cache
  --backbone DIR  default ../shared/backbone
  --out DIR       random-split/ and other-sources/ are written here (default model/results)
`;

const NAME = 'frozen-whole-picture';

function readArguments() {
	const { values } = parseArgs({
		options: {
			source: { type: 'string', default: 'frlprogramador/Bottle' },
			config: { type: 'string', default: 'model/configs/judge-decoys.json' },
			cache: { type: 'string', default: 'model/cache' },
			backbone: { type: 'string', default: '../shared/backbone' },
			out: { type: 'string', default: 'model/results' },
			help: { type: 'boolean', default: false }
		}
	});
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	await startWasm();
	const config = readConfig(options.config);
	const parameters = new Parameters(config.network);
	parameters.initialise(new Random(1), readBackbone(options.backbone, parameters.slots));
	const weights = parameters.tensors(parameters.values) as Weights;
	const bottles = readIndex(options.cache).filter(
		({ origin, label }) => origin === 'real' && (label === 'open' || label === 'closed')
	);
	const random = new Random(2026);
	const own = bottles
		.filter(({ source }) => source === options.source)
		.map((record) => ({ record, at: random.next() }));
	const shuffled = own.toSorted((a, b) => a.at - b.at).map(({ record }) => record);
	const tested = shuffled.slice(0, Math.round(shuffled.length / 5));
	const trained = shuffled.slice(tested.length);
	const others = bottles.filter(({ source }) => source !== options.source);

	const features = featuresOf(options.cache, config, weights);
	const head = fitLogistic(
		trained.map(features),
		trained.map(({ label }) => (label === 'open' ? 1 : 0))
	);
	const report = (name: string, records: readonly PictureRecord[], description: string) => {
		const observations = records.map((record) => observed(record, head.probability(features(record))));
		return writeEvaluation(options.out, name, description, observations);
	};
	await report(
		'random-split',
		tested,
		`${tested.length} frames of the challenge's clips drawn at random; the ${trained.length} others, 40 ms apart from them, were trained on. A head on frozen features of the whole picture.`
	);
	await report('other-sources', others, 'The same head on the open and closed bottles of every other source.');
	dispose(weights);
	return 0;
}

/** Mean of the trunk's last feature map over the letterboxed picture. */
function featuresOf(cache: string, { network, normalisation }: TrainingConfig, weights: Weights) {
	const { inputSize: side, trunk } = network;
	return (record: PictureRecord): Float32Array => {
		const [picture] = loadPictures(cache, [record]) as [Picture];
		const region = letterbox(picture.width, picture.height);
		const pixels = sampleRegion(picture.image, region, side, normalisation);
		return tidy(() => {
			const last = trunkForward(trunk, weights, tensor4d(pixels, [1, side, side, 3]), servingOps).at(-1)!;
			return mean(last.output, [1, 2]).dataSync<'float32'>();
		}).slice();
	};
}

async function writeEvaluation(
	folder: string,
	name: string,
	description: string,
	observations: readonly Observation[]
): Promise<void> {
	const out = join(folder, name);
	mkdirSync(out, { recursive: true });
	const evaluation = evaluationOf(name, description, observations, []);
	writeFileSync(join(out, 'evaluation.json'), `${JSON.stringify(evaluation, null, '\t')}\n`);
	await writeObservations(join(out, 'observations.csv'), observations);
	console.log(`${name}: ${rateInWords(summarise(observations).accuracy)}`);
}

function observed(record: PictureRecord, open: number): Observation {
	const { file, label, group, source, material, scene } = record;
	const none = { z_none: NaN, s_visible: NaN, s_hidden: NaN, s_none: NaN, mouth_x: NaN, mouth_y: NaN, mouth_w: NaN };
	return {
		...{ file, truth: label as 'open' | 'closed', group, source, material, scene, fill: '' },
		verdict: open >= 0.5 ? 'open' : 'closed',
		reason: '',
		confidence: Math.max(open, 1 - open),
		...{ open, closed: 1 - open, none: 0, z_open: Math.log(open / (1 - open)), z_closed: 0 },
		...none,
		answerable: 1,
		modelVersion: NAME
	};
}

await runCommand(USAGE, readArguments, main, 'cannot measure');
