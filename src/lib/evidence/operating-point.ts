import type { RiskCoveragePoint } from '../domain/evaluation';

/** Points by ascending threshold. */
export const byThreshold = (points: readonly RiskCoveragePoint[]): RiskCoveragePoint[] =>
	points.toSorted((a, b) => a.threshold - b.threshold);

/**
 * Where on the risk-coverage curve a threshold lies: the first measured point that is at least as strict, so that
 * the page never promises less risk than was measured; the strictest one where none is.
 * @param points ascending by threshold, at least one
 * @returns index into `points`
 */
export function operatingIndex(points: readonly RiskCoveragePoint[], threshold: number): number {
	const at = points.findIndex((point) => point.threshold >= threshold);
	return at < 0 ? points.length - 1 : at;
}
