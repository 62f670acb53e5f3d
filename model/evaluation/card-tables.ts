import type { Evaluation, Rate, Summary } from '../../src/lib/domain/evaluation';
import { percent, rateInWords } from './rates';

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

/** What the project asks of photographs from sources never seen; how many are to be right differs for the challenge's. */
const LEAST_RIGHT = 0.97;
const LEAST_RIGHT_OF_CHALLENGE = 0.99;
const GOALS: readonly [keyof Summary, Bound][] = [
	['unsure', { most: 0.05 }],
	['confidentlyMissedOpen', { most: 0 }],
	['phantom', { most: 0.02 }]
];
const MOST_CALIBRATION_ERROR = 0.02;

function goalsTable({ summary, reliability: { ece } }: Evaluation, leastRight: number): string {
	const words = new Map(ROWS);
	const goals: typeof GOALS = [['accuracy', { least: leastRight }], ...GOALS];
	const rows = goals
		.filter(([key]) => (summary[key] as Rate).n > 0)
		.map(([key, bound]) => {
			const rate = summary[key] as Rate;
			return goalRow(words.get(key)!, bound, rate.value, rateInWords(rate));
		});
	rows.push(goalRow('expected calibration error', { most: MOST_CALIBRATION_ERROR }, ece, percent(ece)));
	return ['| | goal | measured | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** What is not known (null) meets nothing. */
function goalRow(words: string, bound: Bound, value: number | null, shown: string): string {
	const [asked, met] =
		'least' in bound
			? [`at least ${percent(bound.least)}`, value !== null && value >= bound.least]
			: [`at most ${percent(bound.most)}`, value !== null && value <= bound.most];
	return `| ${words} | ${asked} | ${shown} | ${met ? 'met' : '**missed**'} |`;
}

/** What the template may ask of an evaluation, by the word that asks for it. */
const tables: Record<string, (evaluation: Evaluation) => string> = {
	summary: ({ summary, description }) =>
		[
			description,
			'',
			`${summary.pictures} pictures in ${summary.groups} group${summary.groups === 1 ? '' : 's'} (frames of one clip, bottle or batch are one group)${weighedByGroup(summary)}.`,
			'',
			'| | share (95 % Wilson interval), count |',
			'| --- | --- |',
			...ROWS.map(([key, words]) => `| ${words} | ${rateInWords(summary[key] as Rate)} |`)
		].join('\n'),
	sources: (evaluation) => byTable(evaluation, 'source'),
	materials: (evaluation) => byTable(evaluation, 'material'),
	scenes: (evaluation) => byTable(evaluation, 'scene'),
	fills: (evaluation) => byTable(evaluation, 'fill'),
	goals: (evaluation) => goalsTable(evaluation, LEAST_RIGHT),
	'challenge-goals': (evaluation) => goalsTable(evaluation, LEAST_RIGHT_OF_CHALLENGE),
	calibration: ({ reliability: { ece, n }, riskCoverage }) =>
		[
			`Expected calibration error ${percent(ece)} over ${n} answers (15 bins).`,
			'',
			'| answered from | answered | wrong among them | open bottles called closed, 95 % upper bound |',
			'| --- | --- | --- | --- |',
			...riskCoverage
				.filter((_, i) => i % 3 === 0)
				.map(
					(p) =>
						`| ${p.threshold} | ${percent(p.coverage)} | ${percent(p.coverage > 0 ? p.risk : null)} | ${percent(p.missedOpenRate)}, ≤ ${percent(p.missedOpenUpper)} (n ${p.n}) |`
				)
		].join('\n'),
	robustness: ({ name, robustness }) => {
		// Merged or redecided observations have none: a table without a row would pass for a measurement.
		if (robustness.length === 0) throw new Error(`${name} holds no robustness: measure it with --robustness`);
		return [
			'| corruption | level | right among answers | unsure |',
			'| --- | --- | --- | --- |',
			...robustness.flatMap(({ corruption, points }) =>
				points.map((p) => `| ${corruption} | ${p.level} | ${rateInWords(p.accuracy)} | ${rateInWords(p.unsure)} |`)
			)
		].join('\n');
	}
};

/** Where groups hold several pictures: what is right if none of them counts more than another. */
function weighedByGroup({ pictures, groups, groupAccuracy }: Summary): string {
	if (groupAccuracy === null || groups < 2 || groups === pictures) return '';
	return `; right among the bottles answered with each group weighing one: ${percent(groupAccuracy)}`;
}

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

/** What the card says that no evaluation holds. */
export interface CardFacts {
	readonly model: string;
	readonly data: string;
	readonly quantization: string;
	/** The version that ships: what the card says of the shipped model must have been measured on it. */
	readonly version: string;
}

/**
 * Fills the template in.
 * @throws Error where a name has no evaluation, or the evaluation not what is asked: never an empty place
 */
export function fillCard(template: string, evaluations: ReadonlyMap<string, Evaluation>, facts: CardFacts): string {
	return template.replace(/\{\{([\w-]+)(?: ([\w-]+))?\}\}/g, (_, what: string, name: string | undefined) => {
		if (what === 'model' || what === 'data' || what === 'quantization') return facts[what];
		const evaluation = evaluations.get(name ?? '');
		const table = what === 'shipped' ? tables['summary'] : tables[what];
		if (!evaluation || !table) throw new Error(`the template asks for ${what} ${name}, which does not exist`);
		if (what === 'shipped' && evaluation.modelVersions.join() !== facts.version)
			throw new Error(
				`${name} is of model ${evaluation.modelVersions.join()}, not of ${facts.version}, which ships: evaluate it anew`
			);
		return table(evaluation);
	});
}
