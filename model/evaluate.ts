import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../scripts/lib/command';
import { writeWhole } from '../scripts/lib/write-whole';
import { evaluationOf } from './evaluation/evaluation';
import { judgeSet, type LeftOut } from './evaluation/judge-set';
import { summarise } from './evaluation/metrics';
import { mergeObservations } from './evaluation/merge';
import { writeObservations, type Observation } from './evaluation/observations';
import { percent, rateInWords } from './evaluation/rates';
import { htmlReport } from './evaluation/report';
import { rowFilter } from './evaluation/row-filter';
import { readTestSet, type Specimen } from './evaluation/test-set';

const USAGE = `Measures a model on labelled pictures, through the app's own path.

  npm run evaluate -- DIR_OR_MANIFEST [options]
  npm run evaluate -- DIR_OR_MANIFEST --merge observations.csv [observations.csv...]

  DIR_OR_MANIFEST    a folder with open/, closed/, none/, unclear/ in it (a folder in these is one group: a clip, a
                     bottle), or a CSV with the columns file and label (and group, source, material, scene, fill: empty,
                     part or full, mouth_x, mouth_y, mouth_w), pictures beside it or in images/
  --model DIR        laid out as static/model (default: the shipped one)
  --sources A,B      only pictures of these sources
  --where CONDITION  only rows of the CSV with COLUMN=A,B, one of these values, or COLUMN!=A,B, none of them; may be
                     given several times
  --files FILE       only the pictures that this file names, one a line (a run's held-out.txt, a fine-tuned model's
                     held-back.txt)
  --robustness N     also measure blur, exposure, noise, JPEG, scale and rotation on N open or closed pictures
  --merge            report stored observations (of models that held these pictures out) instead of judging anew
  --name NAME        name of the set (default: the folder's)
  --describe TEXT    one sentence: which pictures, and what training had to do with them
  --out DIR          where evaluation.json and observations.csv go (default: model/results/NAME, from where
                     \`npm run card\` publishes them; without --name .tmp/evaluation/NAME)
  --report FILE      where the HTML report goes; it embeds the pictures (default: .tmp/evaluation/NAME.html)
  --help             this text

Exit status: 0 all judged, 1 some picture or all could not be judged, 2 wrong usage.
`;

function readArguments() {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			model: { type: 'string' },
			sources: { type: 'string' },
			where: { type: 'string', multiple: true, default: [] },
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
	const where = values.where.length > 0 ? rowFilter(values.where) : null;
	if (values.help) return { ...values, where, set: set ?? '', stored };
	if (!set) throw new Error('no DIR_OR_MANIFEST is named');
	if (!/^\d+$/.test(values.robustness)) throw new Error(`--robustness is a whole number, not ${values.robustness}`);
	if (values.merge !== stored.length > 0) throw new Error('--merge and stored observations go together');
	return { ...values, where, set, stored };
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const name = options.name ?? basename(resolve(options.set)).replace(/\.csv$/, '');
	const specimens = await wanted(options);
	const { observations, robustness, leftOut } = options.merge
		? { observations: await mergeObservations(options.stored, specimens), robustness: [], leftOut: [] }
		: await judgeSet(specimens, Number(options.robustness), options.model);
	for (const { file, why } of leftOut) console.error(`left out: ${file}: ${why}`);
	if (observations.length === 0) throw new Error(`no picture of ${options.set} could be judged`);
	const evaluation = evaluationOf(name, options.describe, observations, robustness);
	const out = options.out ?? join(options.name ? 'model/results' : '.tmp/evaluation', name);
	await writeWhole(join(out, 'evaluation.json'), JSON.stringify(evaluation, null, '\t') + '\n');
	await writeObservations(join(out, 'observations.csv'), observations);
	const report = options.report ?? join('.tmp/evaluation', `${name}.html`);
	const paths = new Map(specimens.map((s) => [s.file, s.path]));
	await writeWhole(report, await htmlReport(evaluation, observations, (file) => paths.get(file) ?? file, leftOut));
	printSummary(observations, evaluation.reliability.ece, leftOut);
	console.log(`\n${join(out, 'evaluation.json')}\n${report}`);
	return leftOut.length > 0 ? 1 : 0;
}

/** The set's specimens that the options ask for. */
async function wanted({ set, sources, files, where }: Options): Promise<Specimen[]> {
	const all = await readTestSet(set, (line) => console.error(line), where);
	const named = files === undefined ? null : new Set((await readFile(files, 'utf8')).split(/\r?\n/).filter(Boolean));
	const listed = named ? all.filter(({ file }) => named.has(file)) : all;
	if (named && listed.length < named.size)
		console.error(`${named.size - listed.length} of the ${named.size} pictures that ${files} names are not in ${set}`);
	const chosen = sources?.split(',');
	const specimens = chosen ? listed.filter(({ source }) => chosen.includes(source)) : listed;
	if (specimens.length === 0) throw new Error(`${set} holds no such picture`);
	return specimens;
}

function printSummary(observations: readonly Observation[], ece: number | null, leftOut: readonly LeftOut[]): void {
	const summary = summarise(observations);
	const besides = leftOut.length > 0 ? `, ${leftOut.length} left out` : '';
	console.log(`${summary.pictures} pictures, ${summary.groups} groups${besides}`);
	for (const [key, value] of Object.entries(summary)) {
		if (typeof value === 'object' && value) console.log(`  ${key.padEnd(24)} ${rateInWords(value)}`);
	}
	console.log(`  ECE                      ${percent(ece)}`);
}

await runCommand(USAGE, readArguments, main, 'cannot evaluate');
