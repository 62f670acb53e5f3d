import type { Rate, Reliability, RiskCoveragePoint, Summary } from '../../src/lib/domain/evaluation';
import { clopperPearsonUpper, wilson } from '../../src/lib/domain/statistics';
import type { Observation } from './observations';

const BINS = 15;
/** From here on a wrong answer is a confident one. */
const CONFIDENT = 0.95;

const isBottle = (o: Observation) => o.truth === 'open' || o.truth === 'closed';
const answers = (o: Observation) => o.verdict === 'open' || o.verdict === 'closed';

/** Counts those of `among` for which `hit` holds, with a 95 % Wilson interval; value null where there are none. */
export function rate(among: readonly Observation[], hit: (o: Observation) => boolean): Rate {
	const hits = among.filter(hit).length;
	const n = among.length;
	return { hits, n, value: n === 0 ? null : hits / n, ...wilson(hits, n) };
}

export function summarise(all: readonly Observation[]): Summary {
	const bottles = all.filter(isBottle);
	const answered = bottles.filter((o) => o.verdict !== 'unsure');
	const open = all.filter((o) => o.truth === 'open');
	const none = all.filter((o) => o.truth === 'none');
	const missed = (o: Observation) => o.verdict === 'closed';
	return {
		pictures: all.length,
		groups: new Set(all.map((o) => o.group)).size,
		accuracy: rate(answered, (o) => o.verdict === o.truth),
		groupAccuracy: groupMean(answered, (o) => o.verdict === o.truth),
		unsure: rate(bottles, (o) => o.verdict === 'unsure'),
		missedOpen: rate(open, missed),
		confidentlyMissedOpen: rate(open, (o) => missed(o) && o.confidence > CONFIDENT),
		falseAlarm: rate(
			all.filter((o) => o.truth === 'closed'),
			(o) => o.verdict === 'open'
		),
		overlooked: rate(bottles, (o) => o.verdict === 'no-bottle'),
		phantom: rate(none, answers),
		noBottleFound: rate(none, (o) => o.verdict === 'no-bottle'),
		guessed: rate(
			all.filter((o) => o.truth === 'unclear'),
			answers
		)
	};
}

/** Mean over groups of the share of hits within each: a clip of a hundred frames counts as much as one picture. */
function groupMean(among: readonly Observation[], hit: (o: Observation) => boolean): number | null {
	const groups = groupBy(among, (o) => o.group);
	if (groups.size === 0) return null;
	let sum = 0;
	for (const members of groups.values()) sum += members.filter(hit).length / members.length;
	return sum / groups.size;
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group) group.push(item);
		else groups.set(key, [item]);
	}
	return groups;
}

/** Reliability of the confidences of the answers open and closed. */
export function reliability(all: readonly Observation[]): Reliability {
	const answered = all.filter((o) => isBottle(o) && answers(o));
	const bins = Array.from({ length: BINS }, (_, i) => {
		const members = answered.filter((o) => Math.min(BINS - 1, Math.floor(o.confidence * BINS)) === i);
		const n = members.length;
		const mean = (value: (o: Observation) => number) =>
			n === 0 ? 0 : members.reduce((sum, o) => sum + value(o), 0) / n;
		return {
			from: i / BINS,
			to: (i + 1) / BINS,
			n,
			confidence: mean((o) => o.confidence),
			accuracy: mean((o) => (o.verdict === o.truth ? 1 : 0))
		};
	});
	const n = answered.length;
	const ece = n === 0 ? null : bins.reduce((sum, b) => sum + (b.n / n) * Math.abs(b.confidence - b.accuracy), 0);
	return { ece, n, bins };
}

/**
 * What each threshold buys and costs (selective classification, Geifman and El-Yaniv 2017), over bottles of which
 * only the confidence decides; where the scene or a rival does, they count as not answered.
 */
export function riskCoverage(all: readonly Observation[]): RiskCoveragePoint[] {
	const bottles = all.filter(isBottle);
	const open = bottles.filter((o) => o.truth === 'open');
	const judged = bottles.filter((o) => o.answerable === 1);
	const thresholds = [
		0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995
	];
	return thresholds.map((threshold) => {
		const answered = judged.filter((o) => Math.max(o.open, o.closed) >= threshold);
		const wrong = answered.filter((o) => o.open > o.closed !== (o.truth === 'open'));
		const missed = wrong.filter((o) => o.truth === 'open').length;
		return {
			threshold,
			coverage: bottles.length === 0 ? 0 : answered.length / bottles.length,
			risk: answered.length === 0 ? 0 : wrong.length / answered.length,
			missedOpenRate: open.length === 0 ? 0 : missed / open.length,
			missedOpenUpper: open.length === 0 ? 1 : clopperPearsonUpper(missed, open.length),
			n: open.length
		};
	});
}
