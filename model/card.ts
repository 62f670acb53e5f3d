import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { evaluationSchema, rateSchema, type Evaluation, type Rate, type Summary } from '../src/lib/domain/evaluation';
import { parseModelManifest, type ModelManifest } from '../src/lib/domain/model-manifest';
import { percent, rateInWords } from './evaluation/rates';

const USAGE = `Writes model/MODEL_CARD.md from model/card.template.md and the evaluations, and publishes these to the pages.

  npm run card

Every figure in the card is read from model/results/*/evaluation.json; {{summary NAME}}, {{sources NAME}},
{{materials NAME}}, {{scenes NAME}}, {{goals NAME}}, {{robustness NAME}}, {{calibration NAME}}, {{quantization}} and {{model}} in the template stand for them.
The JSON files are copied to static/evidence/ with an index.
`;

const RESULTS = 'model/results';
const PUBLISHED = 'static/evidence';

const ROWS: readonly [keyof Summary, string][] = [
	['accuracy', 'right among the bottles answered'],
	['unsure', 'bottles answered with unsure'],
	['missedOpen', 'open bottles called closed'],
	['confidentlyMissedOpen', 'open bottles called closed with confidence above 0.95'],
	['falseAlarm', 'closed bottles called open'],
	['overlooked', 'bottles called no bottle'],
	['phantom', 'pictures without a bottle called open or closed'],
	['guessed', 'bottles with a hidden mouth answered open or closed']
];

type Bound = { least: number } | { most: number };

/** What the project asks of photographs from sources never seen. */
const GOALS: readonly [keyof Summary, Bound][] = [
	['accuracy', { least: 0.97 }],
	['unsure', { most: 0.05 }],
	['confidentlyMissedOpen', { most: 0 }],
	['phantom', { most: 0.02 }]
];
const MOST_CALIBRATION_ERROR = 0.02;

function goalsTable({ summary, reliability: { ece } }: Evaluation): string {
	const words = new Map(ROWS);
	const rows = GOALS.map(([key, bound]) => {
		const rate = summary[key] as Rate;
		return goalRow(words.get(key)!, bound, rate.value, rateInWords(rate));
	});
	rows.push(goalRow('expected calibration error', { most: MOST_CALIBRATION_ERROR }, ece, percent(ece)));
	return ['| | goal | measured | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** What was not measured (null) meets nothing. */
function goalRow(words: string, bound: Bound, value: number | null, shown: string): string {
	const [asked, met] =
		'least' in bound
			? [`at least ${percent(bound.least)}`, value !== null && value >= bound.least]
			: [`at most ${percent(bound.most)}`, value !== null && value <= bound.most];
	return `| ${words} | ${asked} | ${shown} | ${met ? 'met' : '**missed**'} |`;
}

const tables: Record<string, (evaluation: Evaluation) => string> = {
	summary: ({ summary, description }) =>
		[
			description,
			'',
			`${summary.pictures} pictures in ${summary.groups} groups (frames of one clip, bottle or batch are one group).`,
			'',
			'| | share (95 % Wilson interval), count |',
			'| --- | --- |',
			...ROWS.map(([key, words]) => `| ${words} | ${rateInWords(summary[key] as Rate)} |`)
		].join('\n'),
	sources: (evaluation) => byTable(evaluation, 'source'),
	materials: (evaluation) => byTable(evaluation, 'material'),
	scenes: (evaluation) => byTable(evaluation, 'scene'),
	goals: goalsTable,
	calibration: ({ reliability: { ece, n }, riskCoverage }) =>
		[
			`Expected calibration error ${percent(ece)} over ${n} answers (15 bins).`,
			'',
			'| answered from | answered | wrong among them | open bottles called closed, upper bound |',
			'| --- | --- | --- | --- |',
			...riskCoverage
				.filter((_, i) => i % 3 === 0)
				.map(
					(p) =>
						`| ${p.threshold} | ${percent(p.coverage)} | ${percent(p.risk)} | ${percent(p.missedOpenRate)}, ≤ ${percent(p.missedOpenUpper)} (n ${p.n}) |`
				)
		].join('\n'),
	robustness: ({ robustness }) =>
		[
			'| corruption | level | right among answers | unsure |',
			'| --- | --- | --- | --- |',
			...robustness.flatMap(({ corruption, points }) =>
				points.map((p) => `| ${corruption} | ${p.level} | ${rateInWords(p.accuracy)} | ${rateInWords(p.unsure)} |`)
			)
		].join('\n')
};

function byTable(evaluation: Evaluation, dimension: string): string {
	const rows = Object.entries(evaluation.by[dimension] ?? {})
		.filter(([, { unsure }]) => unsure.n > 0) // where there are bottles
		.map(
			([key, s]) => `| ${key} | ${rateInWords(s.accuracy)} | ${rateInWords(s.unsure)} | ${rateInWords(s.missedOpen)} |`
		);
	return [`| ${dimension} | right among answers | unsure | missed open |`, '| --- | --- | --- | --- |', ...rows].join(
		'\n'
	);
}

function modelFacts(manifest: ModelManifest): string {
	const bytes = [...manifest.judge.shards, ...manifest.locator.shards].reduce((sum, shard) => sum + shard.bytes, 0);
	const { judge, locator, decision } = manifest;
	return [
		`Version \`${manifest.version}\`, ${(bytes / 1024).toFixed(0)} KiB of weights.`,
		`Judge: ${judge.spec.inputSize} px crops of ${judge.cropScale} mouth widths, temperature ${judge.temperature.toFixed(2)}.`,
		`Locator: ${locator.spec.inputSize} px letterboxed pictures, heat threshold ${locator.heatThreshold}.`,
		`Answers from: open ${decision.thresholds.open.toFixed(3)}, closed ${decision.thresholds.closed.toFixed(3)}, no bottle ${decision.thresholds.none.toFixed(3)}.`
	].join('\n');
}

async function readEvaluations(): Promise<Map<string, Evaluation>> {
	const names = (await readdir(RESULTS, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name);
	const evaluations = new Map<string, Evaluation>();
	for (const name of names.sort()) {
		const text = await readFile(join(RESULTS, name, 'evaluation.json'), 'utf8').catch(() => null);
		if (text) evaluations.set(name, v.parse(evaluationSchema, JSON.parse(text)));
	}
	return evaluations;
}

async function readManifest(): Promise<ModelManifest> {
	const { version } = JSON.parse(await readFile('static/model/current.json', 'utf8')) as { version: string };
	return parseModelManifest(JSON.parse(await readFile(`static/model/${version}/manifest.json`, 'utf8')));
}

const quantizationSchema = v.object({
	float: rateSchema,
	stored: rateSchema,
	pointsLost: v.number(),
	answersChanged: v.number(),
	greatestLogitDifference: v.number()
});

/** What 8-bit weights cost (`model/quantization-loss.ts`). */
async function quantizationFacts(): Promise<string> {
	const text = await readFile(join(RESULTS, 'quantization.json'), 'utf8');
	const { float, stored, pointsLost, answersChanged, greatestLogitDifference } = v.parse(
		quantizationSchema,
		JSON.parse(text)
	);
	return [
		`On sources held out, crops at the marked mouths: right with full weights ${rateInWords(float)}, with the 8-bit weights`,
		`that ship ${rateInWords(stored)}: ${pointsLost.toFixed(2)} points lost, ${answersChanged} answers changed, logits`,
		`differ by ${greatestLogitDifference.toFixed(2)} at most.`
	].join('\n');
}

/** Fills the template in; a name without an evaluation is an error, never an empty place. */
function fill(
	template: string,
	evaluations: Map<string, Evaluation>,
	facts: { model: string; quantization: string }
): string {
	return template.replace(/\{\{(\w+)(?: ([\w-]+))?\}\}/g, (_, what: string, name: string | undefined) => {
		if (what === 'model' || what === 'quantization') return facts[what];
		const evaluation = evaluations.get(name ?? '');
		const table = tables[what];
		if (!evaluation || !table) throw new Error(`the template asks for ${what} ${name}, which does not exist`);
		return table(evaluation);
	});
}

async function main(): Promise<void> {
	const evaluations = await readEvaluations();
	await mkdir(PUBLISHED, { recursive: true });
	for (const [name, evaluation] of evaluations) {
		await writeFile(join(PUBLISHED, `${name}.json`), JSON.stringify(evaluation) + '\n');
	}
	await writeFile(join(PUBLISHED, 'index.json'), JSON.stringify({ sets: [...evaluations.keys()] }) + '\n');
	const template = await readFile('model/card.template.md', 'utf8');
	const facts = { model: modelFacts(await readManifest()), quantization: await quantizationFacts() };
	await writeFile('model/MODEL_CARD.md', fill(template, evaluations, facts));
	console.log(`model/MODEL_CARD.md, ${evaluations.size} evaluations in ${PUBLISHED}`);
}

if (process.argv.includes('--help')) process.stdout.write(USAGE);
else await main();
