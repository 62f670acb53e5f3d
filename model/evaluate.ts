import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { decodePath } from '../src/lib/capture/decode-node';
import { openEngine } from '../scripts/lib/local-engine';
import { evaluationOf } from './evaluation/evaluation';
import { summarise } from './evaluation/metrics';
import { readObservations, writeObservations, type Observation } from './evaluation/observations';
import { observe } from './evaluation/observe';
import { rateInWords } from './evaluation/rates';
import { htmlReport } from './evaluation/report';
import { LEVELS_IN_ALL, measureRobustness } from './evaluation/robustness';
import { readTestSet, type Specimen } from './evaluation/test-set';

const USAGE = `Measures a model on labelled pictures, through the app's own path.

  npm run evaluate -- DIR_OR_MANIFEST [options]
  npm run evaluate -- DIR_OR_MANIFEST --merge observations.csv [observations.csv...]

  DIR_OR_MANIFEST    a folder with open/, closed/, none/, unclear/ in it, or a CSV with the columns file and label
                     (and group, source, material, scene, mouth_x, mouth_y, mouth_w), pictures beside it or in images/
  --model DIR        laid out as static/model (default: the shipped one)
  --sources A,B      only pictures of these sources
  --files FILE       only the pictures that this file names, one a line (a run's held-out.txt)
  --robustness N     also measure blur, exposure, noise, JPEG, scale and rotation on N open or closed pictures
  --merge            report stored observations (of models that held these pictures out) instead of judging anew
  --name NAME        name of the set (default: the folder's)
  --describe TEXT    one sentence: which pictures, and what training had to do with them
  --out DIR          where evaluation.json and observations.csv go (default: model/results/NAME)
  --report FILE      where the HTML report goes; it embeds the pictures (default: .tmp/evaluation/NAME.html)
`;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		model: { type: 'string' },
		sources: { type: 'string' },
		files: { type: 'string' },
		robustness: { type: 'string', default: '0' },
		merge: { type: 'boolean', default: false },
		name: { type: 'string' },
		describe: { type: 'string', default: '' },
		out: { type: 'string' },
		report: { type: 'string' },
		help: { type: 'boolean', short: 'h' }
	}
});
const [set, ...stored] = positionals;

if (values.help || !set) {
	(values.help ? process.stdout : process.stderr).write(USAGE);
	process.exitCode = values.help ? 0 : 2;
} else await main(set);

async function main(setPath: string): Promise<void> {
	const name = values.name ?? basename(resolve(setPath)).replace(/\.csv$/, '');
	const wanted = values.sources?.split(',');
	const named = values.files ? new Set((await readFile(values.files, 'utf8')).split(/\r?\n/)) : null;
	const specimens = (await readTestSet(setPath)).filter(
		(s) => (!wanted || wanted.includes(s.source)) && (!named || named.has(s.file))
	);
	if (specimens.length === 0) throw new Error(`${setPath} holds no such picture`);
	const { observations, robustness } = values.merge
		? { observations: (await Promise.all(stored.map(readObservations))).flat(), robustness: [] }
		: await judgeAll(specimens, Number(values.robustness));
	const evaluation = evaluationOf(name, values.describe, observations, robustness);
	const out = values.out ?? join('model/results', name);
	await mkdir(out, { recursive: true });
	await writeFile(join(out, 'evaluation.json'), JSON.stringify(evaluation, null, '\t') + '\n');
	await writeObservations(join(out, 'observations.csv'), observations);
	const report = values.report ?? join('.tmp/evaluation', `${name}.html`);
	await mkdir(join(report, '..'), { recursive: true });
	const paths = new Map(specimens.map((s) => [s.file, s.path]));
	await writeFile(report, await htmlReport(evaluation, observations, (file) => paths.get(file) ?? file));
	printSummary(observations, evaluation.reliability.ece);
	console.log(`\n${join(out, 'evaluation.json')}\n${report}`);
}

async function judgeAll(specimens: readonly Specimen[], robustnessCount: number) {
	const engine = await openEngine(values.model);
	const bar = new SingleBar({
		format: '{bar} {percentage}% {value}/{total}, {eta_formatted} left',
		noTTYOutput: false
	});
	const bottles = specimens.filter((s) => s.truth === 'open' || s.truth === 'closed');
	// Evenly spread over the set, so that no source is left out.
	const every = Math.max(1, Math.floor(bottles.length / Math.max(1, robustnessCount)));
	const probes = bottles.filter((_, i) => i % every === 0).slice(0, robustnessCount);
	bar.start(specimens.length + probes.length * LEVELS_IN_ALL, 0);
	const observations: Observation[] = [];
	for (const specimen of specimens) {
		observations.push(await observe(engine, specimen, await decodePath(specimen.path)));
		bar.increment();
	}
	const images = await Promise.all(
		probes.map(async (specimen) => ({ specimen, image: await decodePath(specimen.path) }))
	);
	const robustness = probes.length > 0 ? await measureRobustness(engine, images, () => bar.increment()) : [];
	bar.stop();
	return { observations, robustness };
}

function printSummary(observations: readonly Observation[], ece: number | null): void {
	const summary = summarise(observations);
	console.log(`${summary.pictures} pictures, ${summary.groups} groups`);
	for (const [key, value] of Object.entries(summary)) {
		if (typeof value === 'object' && value) console.log(`  ${key.padEnd(24)} ${rateInWords(value)}`);
	}
	console.log(`  ECE                      ${ece === null ? '–' : `${(ece * 100).toFixed(1)} %`}`);
}
