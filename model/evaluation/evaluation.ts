import type { Evaluation, Robustness, Summary } from '../../src/lib/domain/evaluation';
import { groupBy, reliability, riskCoverage, summarise } from './metrics';
import type { Observation } from './observations';

const DIMENSIONS = ['source', 'material', 'scene', 'fill', 'truth'] as const;

function confusion(all: readonly Observation[]): Evaluation['confusion'] {
	const table: Record<string, Record<string, number>> = {};
	for (const { truth, verdict } of all) {
		const row = (table[truth] ??= { open: 0, closed: 0, unsure: 0, 'no-bottle': 0 });
		row[verdict]!++;
	}
	return table;
}

function summariesBy(all: readonly Observation[]): Evaluation['by'] {
	const by = (dimension: (typeof DIMENSIONS)[number]): Record<string, Summary> =>
		Object.fromEntries(
			[...groupBy(all, (o) => o[dimension] || 'not stated')]
				.sort(([a], [b]) => a.localeCompare(b))
				.map(([key, members]) => [key, summarise(members)])
		);
	// Few sets say how full a bottle is; the others need no table of what nobody stated.
	const stated = DIMENSIONS.filter((dimension) => dimension !== 'fill' || all.some(({ fill }) => fill));
	return Object.fromEntries(stated.map((dimension) => [dimension, by(dimension)]));
}

/** True where the answer is wrong in a way that matters: not for `unsure`, which is a price and not an error. */
export function isFailure({ truth, verdict }: Observation): boolean {
	if (verdict === 'unsure') return false;
	if (truth === 'open' || truth === 'closed') return verdict !== truth;
	return verdict === 'open' || verdict === 'closed';
}

/** Puts everything that is known of a set of observations into the one JSON that pages and the model card read. */
export function evaluationOf(
	name: string,
	description: string,
	all: readonly Observation[],
	robustness: readonly Robustness[]
): Evaluation {
	return {
		schemaVersion: 1,
		name,
		description,
		created: new Date().toISOString(),
		modelVersions: [...new Set(all.map((o) => o.modelVersion))].sort(),
		summary: summarise(all),
		confusion: confusion(all),
		reliability: reliability(all),
		riskCoverage: riskCoverage(all),
		by: summariesBy(all),
		robustness: [...robustness],
		failures: all
			.filter(isFailure)
			.sort((a, b) => b.confidence - a.confidence)
			.map(({ truth, verdict, confidence, source, material, scene }) => ({
				truth,
				verdict,
				confidence,
				source,
				material,
				scene
			}))
	};
}
