import { decodePath } from '../../src/lib/capture/decode-node';
import type { Robustness } from '../../src/lib/domain/evaluation';
import type { Engine } from '../../src/lib/inference/engine';
import { corrupt, LEVELS } from './corruptions';
import { summarise } from './metrics';
import type { Observation } from './observations';
import { observe } from './observe';
import type { Specimen } from './test-set';

/** How often {@link measureRobustness} judges each specimen. */
export const LEVELS_IN_ALL = Object.values(LEVELS).flat().length;

/**
 * Evenly spread over a set, so that no source is left out.
 * @param count 0 for none; more than there are gives all
 */
export function spread<T>(items: readonly T[], count: number): T[] {
	const wanted = Math.min(count, items.length);
	return Array.from({ length: wanted }, (_, i) => items[Math.floor((i * items.length) / wanted)]!);
}

/**
 * Accuracy and answers under each corruption, over the same specimens at every level. One picture is held at a time:
 * a hundred photographs of a telephone would not fit into memory.
 * @throws Error of the decoder where a specimen cannot be read
 */
export async function measureRobustness(
	engine: Engine,
	specimens: readonly Specimen[],
	onStep: () => void
): Promise<Robustness[]> {
	const kinds = Object.keys(LEVELS) as Robustness['corruption'][];
	const cells = kinds.flatMap((kind) => LEVELS[kind].map((level) => ({ kind, level, rows: [] as Observation[] })));
	for (const [i, specimen] of specimens.entries()) {
		const image = await decodePath(specimen.path);
		for (const { kind, level, rows } of cells) {
			rows.push(await observe(engine, specimen, await corrupt(image, kind, level, i + 1)));
			onStep();
		}
	}
	return kinds.map((corruption) => ({
		corruption,
		points: cells.filter(({ kind }) => kind === corruption).map(({ level, rows }) => ({ level, ...ratesOf(rows) }))
	}));
}

function ratesOf(rows: readonly Observation[]) {
	const { accuracy, unsure, missedOpen } = summarise(rows);
	return { accuracy, unsure, missedOpen };
}
