import { SingleBar } from 'cli-progress';
import { openEngine } from '../../scripts/lib/local-engine';
import { decodePath } from '../../src/lib/capture/decode-node';
import type { Robustness } from '../../src/lib/domain/evaluation';
import { InspectorError } from '../../src/lib/domain/errors';
import type { Observation } from './observations';
import { observe } from './observe';
import { LEVELS_IN_ALL, measureRobustness, spread } from './robustness';
import type { Specimen } from './test-set';

/** A picture that could not be judged. */
export interface LeftOut {
	readonly file: string;
	readonly why: string;
}

/**
 * Judges every specimen, and the corruptions of `robustnessCount` of its bottles, with a bar of progress. What cannot be
 * decoded is left out and named: one broken file must not cost the figures of all others.
 * @param model laid out as static/model (default: the shipped one)
 * @throws Error where the model does not start
 */
export async function judgeSet(
	specimens: readonly Specimen[],
	robustnessCount: number,
	model?: string
): Promise<{ observations: Observation[]; robustness: Robustness[]; leftOut: LeftOut[] }> {
	const engine = await openEngine(model);
	const bar = new SingleBar({
		format: '{bar} {percentage}% {value}/{total}, {eta_formatted} left',
		noTTYOutput: false
	});
	bar.start(specimens.length + robustnessCount * LEVELS_IN_ALL, 0);
	try {
		const observations: Observation[] = [];
		const leftOut: LeftOut[] = [];
		const bottles: Specimen[] = [];
		for (const specimen of specimens) {
			bar.increment();
			try {
				observations.push(await observe(engine, specimen, await decodePath(specimen.path)));
			} catch (fault) {
				if (!(fault instanceof InspectorError)) throw fault;
				leftOut.push({ file: specimen.file, why: `${fault.code}: ${fault.message}` });
				continue;
			}
			if (specimen.truth === 'open' || specimen.truth === 'closed') bottles.push(specimen);
		}
		const probes = spread(bottles, robustnessCount);
		bar.setTotal(specimens.length + probes.length * LEVELS_IN_ALL);
		const robustness = probes.length > 0 ? await measureRobustness(engine, probes, () => bar.increment()) : [];
		return { observations, robustness, leftOut };
	} finally {
		// An active bar keeps the process alive in a terminal.
		bar.stop();
	}
}
