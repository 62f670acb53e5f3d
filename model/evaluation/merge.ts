import { readObservations, type Observation } from './observations';
import type { Specimen } from './test-set';

/**
 * Stored observations of the given specimens, several files as one; what they hold of other pictures is left out.
 * @throws Error where none is of these specimens, or a picture is in them twice and would count twice
 */
export async function mergeObservations(
	paths: readonly string[],
	specimens: readonly Pick<Specimen, 'file'>[]
): Promise<Observation[]> {
	const asked = new Set(specimens.map(({ file }) => file));
	const all = (await Promise.all(paths.map(readObservations))).flat();
	const merged = all.filter(({ file }) => asked.has(file));
	if (merged.length === 0) throw new Error(`${paths.join(', ')}: no observation is of a picture of the set`);
	const seen = new Set<string>();
	for (const { file } of merged) {
		if (seen.has(file)) throw new Error(`${file} was observed twice: ${paths.join(', ')}`);
		seen.add(file);
	}
	return merged;
}
