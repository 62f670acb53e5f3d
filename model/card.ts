import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { runCommand } from '../scripts/lib/command';
import { writeWhole } from '../scripts/lib/write-whole';
import { evaluationSchema, rateSchema, type Evaluation } from '../src/lib/domain/evaluation';
import { parseModelManifest, type ModelManifest } from '../src/lib/domain/model-manifest';
import { fillCard } from './evaluation/card-tables';
import { rateInWords } from './evaluation/rates';

const USAGE = `Writes model/MODEL_CARD.md from model/card.template.md and the evaluations, and publishes these to the pages.

  npm run card

Every figure in the card is read from model/results/*/evaluation.json; {{summary NAME}}, {{shipped NAME}} (the summary of
a set that the shipped model was measured on), {{sources NAME}}, {{materials NAME}}, {{scenes NAME}}, {{fills NAME}},
{{goals NAME}}, {{challenge-goals NAME}}, {{robustness NAME}}, {{calibration NAME}}, {{quantization}}, {{data}} and {{model}} in the template stand for them.
The JSON files are copied to static/evidence/ with an index; what lies there of other sets goes.
Exit status: 0 written, 1 something that the template asks for is missing or of another model, 2 wrong usage.
`;

const RESULTS = 'model/results';
const PUBLISHED = 'static/evidence';

function modelFacts(manifest: ModelManifest): string {
	const bytes = [...manifest.judge.shards, ...manifest.locator.shards].reduce((sum, shard) => sum + shard.bytes, 0);
	const { judge, locator, decision } = manifest;
	return [
		`Version \`${manifest.version}\`, ${(bytes / 1024).toFixed(0)} KiB of weights.`,
		`Judge: ${judge.spec.inputSize} px crops of ${judge.cropScale} mouth widths, temperature ${judge.temperature.toFixed(2)} where the mouth is plain, up to ${(1 + (judge.doubt ?? 0)).toFixed(2)} times that where it is not.`,
		`Locator: ${locator.spec.inputSize} px letterboxed pictures, heat threshold ${locator.heatThreshold}.`,
		`Answers from: open ${decision.thresholds.open.toFixed(3)}, closed ${decision.thresholds.closed.toFixed(3)}, no bottle ${decision.thresholds.none.toFixed(3)}.`
	].join('\n');
}

/** Which pictures the shipped model was trained on, as its manifest counts them. */
function dataFacts({ provenance: { pictures } }: ModelManifest): string {
	const count = (is: (source: string) => boolean) =>
		Object.entries(pictures)
			.filter(([source]) => is(source))
			.reduce((sum, [, byLabel]) => sum + Object.values(byLabel).reduce((all, n) => all + n, 0), 0)
			.toLocaleString('en');
	const isPackage = (source: string) => source.startsWith('debian/');
	const isRender = (source: string) => source === 'renders' || source === 'own-renders';
	const isPublic = (source: string) => !isPackage(source) && !isRender(source);
	const sources = Object.keys(pictures).filter(isPublic).length;
	return [
		`${count(isPublic)} photographs of ${sources} public sources, ${count((s) => s === 'renders')} path-traced renders and`,
		`${count((s) => s === 'own-renders')} renders of our own (\`scripts/render\`), and ${count(isPackage)} photographs, drawings and screens`,
		"without a bottle out of Debian's packages (`model/data/negatives.json`). The renders and packages that figures below",
		'are of are others.'
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

async function main(): Promise<number> {
	const evaluations = await readEvaluations();
	const manifest = await readManifest();
	const card = fillCard(await readFile('model/card.template.md', 'utf8'), evaluations, {
		model: modelFacts(manifest),
		data: dataFacts(manifest),
		quantization: await quantizationFacts(),
		version: manifest.version
	});
	// Only now: what the card refuses is not published either.
	await writeWhole('model/MODEL_CARD.md', card);
	await mkdir(PUBLISHED, { recursive: true });
	for (const [name, evaluation] of evaluations) {
		await writeWhole(join(PUBLISHED, `${name}.json`), JSON.stringify(evaluation) + '\n');
	}
	await writeWhole(join(PUBLISHED, 'index.json'), JSON.stringify({ sets: [...evaluations.keys()] }) + '\n');
	for (const file of await readdir(PUBLISHED)) {
		const set = /^(.+)\.json$/.exec(file)?.[1];
		if (set && set !== 'index' && !evaluations.has(set)) await rm(join(PUBLISHED, file));
	}
	console.log(`model/MODEL_CARD.md, ${evaluations.size} evaluations in ${PUBLISHED}`);
	return 0;
}

const readArguments = () => parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values;

await runCommand(USAGE, readArguments, main, 'no card written');
