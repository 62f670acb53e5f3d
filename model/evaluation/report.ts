import sharp from 'sharp';
import type { Evaluation, Rate, Summary } from '../../src/lib/domain/evaluation';
import { isFailure } from './evaluation';
import type { Observation } from './observations';
import { percent, rateInWords } from './rates';
import { reliabilityPlot, riskCoveragePlot, robustnessPlot } from './plots';

const MOST_PICTURES = 120;

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
	return `<p>${summary.pictures} pictures, ${summary.groups} groups; accuracy with each group weighing one: ${percent(summary.groupAccuracy)}</p><table>${rows.join('')}</table>`;
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

async function failureFigures(observations: readonly Observation[], pathOf: (file: string) => string): Promise<string> {
	const wrong = observations
		.filter(isFailure)
		.sort((a, b) => b.confidence - a.confidence)
		.slice(0, MOST_PICTURES);
	const figures = await Promise.all(
		wrong.map(async (o) => {
			const picture = await sharp(pathOf(o.file))
				.rotate()
				.resize(220, 220, { fit: 'inside' })
				.jpeg({ quality: 70 })
				.toBuffer();
			return `<figure><img src="data:image/jpeg;base64,${picture.toString('base64')}" alt=""><figcaption>${o.truth} called ${o.verdict} ${percent(o.confidence)}<br><small>${escape(o.file)}</small></figcaption></figure>`;
		})
	);
	return figures.join('');
}

/**
 * The picture-rich report. It embeds the photographs of the set, so it is written outside the repository's tracked
 * files.
 */
export async function htmlReport(
	evaluation: Evaluation,
	observations: readonly Observation[],
	pathOf: (file: string) => string
): Promise<string> {
	const by = Object.entries(evaluation.by).map(([dimension, table]) => `<h2>By ${dimension}</h2>${byTable(table)}`);
	const ece = evaluation.reliability;
	return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(evaluation.name)}</title>
<style>body{font:15px/1.5 system-ui;margin:2rem auto;max-width:1100px;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #ccc;padding:.25rem .6rem;text-align:left}figure{display:inline-block;width:220px;margin:.5rem;vertical-align:top}img{max-width:100%}svg text{font:11px system-ui}</style>
<h1>${escape(evaluation.name)}</h1><p>${escape(evaluation.description)}</p><p>Model ${evaluation.modelVersions.join(', ')}, ${evaluation.created}</p>
${summaryTable(evaluation.summary)}<h2>Confusion</h2>${confusionTable(evaluation.confusion)}
<h2>Calibration and selection</h2><p>ECE ${percent(ece.ece)} over ${ece.n} answers</p>${reliabilityPlot(evaluation)}${riskCoveragePlot(evaluation)}
${evaluation.robustness.length > 0 ? '<h2>Robustness</h2>' : ''}${evaluation.robustness.map(robustnessPlot).join('')}
${by.join('')}<h2>What it gets wrong</h2>${await failureFigures(observations, pathOf)}</html>`;
}
