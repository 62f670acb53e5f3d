import type { Robustness } from '../../src/lib/domain/evaluation';
import type { PixelImage } from '../../src/lib/domain/geometry';
import type { Engine } from '../../src/lib/inference/engine';
import { corrupt, LEVELS } from './corruptions';
import { rate } from './metrics';
import type { Observation } from './observations';
import { observe } from './observe';
import type { Specimen } from './test-set';

/** How many forward passes {@link measureRobustness} makes for each specimen. */
export const LEVELS_IN_ALL = Object.values(LEVELS).flat().length;

/** Accuracy and answers under each corruption, over the same specimens at every level. */
export async function measureRobustness(
	engine: Engine,
	specimens: readonly { specimen: Specimen; image: PixelImage }[],
	onStep: () => void
): Promise<Robustness[]> {
	const curves: Robustness[] = [];
	for (const corruption of Object.keys(LEVELS) as Robustness['corruption'][]) {
		const points = [];
		for (const level of LEVELS[corruption]) {
			const rows: Observation[] = [];
			for (const [seed, { specimen, image }] of specimens.entries()) {
				rows.push(await observe(engine, specimen, await corrupt(image, corruption, level, seed + 1)));
				onStep();
			}
			points.push({
				level,
				accuracy: rate(
					rows.filter((o) => o.verdict !== 'unsure'),
					(o) => o.verdict === o.truth
				),
				unsure: rate(rows, (o) => o.verdict === 'unsure'),
				missedOpen: rate(
					rows.filter((o) => o.truth === 'open'),
					(o) => o.verdict === 'closed'
				)
			});
		}
		curves.push({ corruption, points });
	}
	return curves;
}
