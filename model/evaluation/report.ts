import sharp from 'sharp';
import type { Evaluation, Rate, Summary } from '../../src/lib/domain/evaluation';
import { isFailure } from './evaluation';
import type { LeftOut } from './judge-set';
import type { Observation } from './observations';
import { percent, rateInWords } from './rates';
import { reliabilityPlot, riskCoveragePlot, robustnessPlot, UNITS } from './plots';

const MOST_PICTURES = 120;
const HOW_TO_READ =
	'Each share stands with its 95 % Wilson interval and the pictures counted, hits of all. The intervals take pictures as independent; those of one group (a clip, a bottle, a batch) are not, so few groups promise less than they say. Right among answers counts a bottle called no bottle as a wrong answer and leaves unsure out.';

const escape = (text: string) =>
	text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const ROWS: readonly [keyof Summary, string][] = [
	['accuracy', 'Right among answers'],
	['unsure', 'Unsure'],
	['missedOpen', 'Missed open (open called closed)'],
	['confidentlyMissedOpen', 'Missed open with confidence above 0.95'],
	['falseAlarm', 'False alarm (closed called open)'],
	['overlooked', 'Bottle called no bottle'],
	['phantom', 'No bottle called open or closed'],
	['noBottleFound', 'No bottle called no bottle'],
	['guessed', 'Hidden mouth answered']
];

function summaryTable(summary: Summary): string {
	const rows = ROWS.map(([key, label]) => `<tr><th>${label}</th><td>${rateInWords(summary[key] as Rate)}</td></tr>`);
	return `<p>${summary.pictures} pictures in ${summary.groups} group${summary.groups === 1 ? '' : 's'}; right among answers with each group weighing one: ${percent(summary.groupAccuracy)}</p><table>${rows.join('')}</table>`;
}

function confusionTable(confusion: Evaluation['confusion']): string {
	const verdicts = ['open', 'closed', 'unsure', 'no-bottle'];
	const rows = Object.entries(confusion).map(
		([truth, row]) => `<tr><th>${truth}</th>${verdicts.map((v) => `<td>${row[v] ?? 0}</td>`).join('')}</tr>`
	);
	return `<table><tr><th>truth \\ verdict</th>${verdicts.map((v) => `<th>${v}</th>`).join('')}</tr>${rows.join('')}</table>`;
}

function byTable(by: Record<string, Summary>): string {
	const rows = Object.entries(by).map(
		([key, s]) =>
			`<tr><th>${escape(key)}</th><td>${rateInWords(s.accuracy)}</td><td>${rateInWords(s.unsure)}</td><td>${rateInWords(s.missedOpen)}</td><td>${rateInWords(s.falseAlarm)}</td></tr>`
	);
	return `<table><tr><th></th><th>right among answers</th><th>unsure</th><th>missed open</th><th>false alarm</th></tr>${rows.join('')}</table>`;
}

function robustnessTable({ corruption, points }: Evaluation['robustness'][number]): string {
	const rows = points.map(
		(p) =>
			`<tr><th>${p.level}</th><td>${rateInWords(p.accuracy)}</td><td>${rateInWords(p.unsure)}</td><td>${rateInWords(p.missedOpen)}</td></tr>`
	);
	return `<table><tr><th>${corruption}, ${UNITS[corruption]}</th><th>right among answers</th><th>unsure</th><th>missed open</th></tr>${rows.join('')}</table>`;
}

/** The picture, upright and small; a line in its place where it is no longer there to be shown. */
async function thumbnail(path: string): Promise<string> {
	try {
		const shown = sharp(path).rotate().resize(220, 220, { fit: 'inside' }).flatten({ background: '#fff' });
		const jpeg = await shown.jpeg({ quality: 70 }).toBuffer();
		return `<img src="data:image/jpeg;base64,${jpeg.toString('base64')}" alt="">`;
	} catch {
		return '<p>the picture is not at hand</p>';
	}
}

async function failureFigures(observations: readonly Observation[], pathOf: (file: string) => string): Promise<string> {
	const wrong = observations.filter(isFailure).sort((a, b) => b.confidence - a.confidence);
	if (wrong.length === 0) return '<p>Nothing of what it answered.</p>';
	const figures = await Promise.all(
		wrong.slice(0, MOST_PICTURES).map(async (o) => {
			const picture = await thumbnail(pathOf(o.file));
			return `<figure>${picture}<figcaption>${o.truth} called ${o.verdict} ${percent(o.confidence)}<br><small>${escape(o.file)}</small></figcaption></figure>`;
		})
	);
	const shown = wrong.length > MOST_PICTURES ? `, of which the ${MOST_PICTURES} most confident are shown` : '';
	return `<p>${wrong.length} of ${observations.length} pictures${shown}; unsure is no error.</p>${figures.join('')}`;
}

function leftOutList(leftOut: readonly LeftOut[]): string {
	if (leftOut.length === 0) return '';
	const items = leftOut.map(({ file, why }) => `<li>${escape(file)}: ${escape(why)}</li>`);
	return `<h2>Left out</h2><p>${leftOut.length} pictures could not be judged and are in no figure.</p><ul>${items.join('')}</ul>`;
}

/**
 * The picture-rich report. It embeds the photographs of the set, so it is written outside the repository's tracked
 * files.
 */
export async function htmlReport(
	evaluation: Evaluation,
	observations: readonly Observation[],
	pathOf: (file: string) => string,
	leftOut: readonly LeftOut[] = []
): Promise<string> {
	const by = Object.entries(evaluation.by).map(([dimension, table]) => `<h2>By ${dimension}</h2>${byTable(table)}`);
	const { reliability, robustness } = evaluation;
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(evaluation.name)}</title>
<style>body{font:15px/1.5 system-ui;margin:2rem auto;max-width:1100px;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #ccc;padding:.25rem .6rem;text-align:left}figure{display:inline-block;width:220px;margin:.5rem;vertical-align:top}figcaption{overflow-wrap:anywhere}img{max-width:100%}svg text{font:11px system-ui}</style></head><body>
<h1>${escape(evaluation.name)}</h1><p>${escape(evaluation.description)}</p><p>Model ${evaluation.modelVersions.map(escape).join(', ')}, ${evaluation.created}</p>
<p>${HOW_TO_READ}</p>
${summaryTable(evaluation.summary)}<h2>Confusion</h2>${confusionTable(evaluation.confusion)}
<h2>Calibration and selection</h2><p>Expected calibration error ${percent(reliability.ece)} over ${reliability.n} answers open or closed</p>${reliabilityPlot(evaluation)}${riskCoveragePlot(evaluation)}
${robustness.length > 0 ? '<h2>Robustness</h2>' : ''}${robustness.map((curve) => robustnessPlot(curve) + robustnessTable(curve)).join('')}
${by.join('')}<h2>What it gets wrong</h2>${await failureFigures(observations, pathOf)}${leftOutList(leftOut)}</body></html>`;
}
