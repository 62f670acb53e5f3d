import { isSamePlace } from '../domain/geometry';
import type { Inference, Probabilities, Scene } from '../domain/inference';
import { SCENES } from '../domain/inference';
import type { ModelManifest } from '../domain/model-manifest';
import { calibrate, softmax } from './softmax';

/** What of the manifest turns logits into probabilities. */
export interface CalibrationPolicy {
	readonly judge: Pick<ModelManifest['judge'], 'temperature' | 'doubt'>;
	readonly locator: Pick<ModelManifest['locator'], 'sceneTemperature'>;
}

/** A place in the picture and what was seen there. */
type Seen = Pick<Inference, 'logits' | 'sceneLogits' | 'mouth' | 'candidates'>;

/** Scene probabilities by name, each 0..1, sum 1. */
export function sceneProbabilities(
	{ sceneLogits }: Pick<Inference, 'sceneLogits'>,
	{ locator }: Pick<CalibrationPolicy, 'locator'>
): Record<Scene, number> {
	const p = softmax(sceneLogits, locator.sceneTemperature);
	return Object.fromEntries(SCENES.map((scene, i) => [scene, p[i]!])) as Record<Scene, number>;
}

/**
 * How plain it is that a mouth is to be seen at the chosen place, 0..1: geometric mean of the locator's heat there and
 * of its probability that the scene shows a mouth at all.
 */
export function plainness(seen: Seen, policy: Pick<CalibrationPolicy, 'locator'>): number {
	const here = seen.candidates.find(({ mouth }) => isSamePlace(mouth, seen.mouth));
	return Math.sqrt((here?.heat ?? 0) * sceneProbabilities(seen, policy)['mouth-visible']);
}

/**
 * Softmax temperature of the judge's logits for one look, > 0.
 *
 * [Note: doubt about the mouth] The judge sees a crop and cannot know that it shows a sign beside the road. Where the
 * locator is in doubt, its logits are taken for less: on sources left out the mean negative log-likelihood of answers falls
 * by a tenth, and no open bottle is called closed with more than 0.95, where one temperature for all let three be
 * (`model/LOG.md`).
 */
export function temperatureOf(seen: Seen, policy: CalibrationPolicy): number {
	const { temperature, doubt = 0 } = policy.judge;
	return temperature * (1 + doubt * (1 - plainness(seen, policy)));
}

/**
 * Class probabilities of one frame. Where the locator proposed no mouth there are no judge logits: all that is
 * not the scene's `mouth-visible` counts as `none`, and the rest is split evenly, since nothing is known of it.
 */
export function probabilities(seen: Seen, policy: CalibrationPolicy): Probabilities {
	if (seen.logits) return calibrate(seen.logits, temperatureOf(seen, policy));
	const visible = sceneProbabilities(seen, policy)['mouth-visible'];
	return { open: visible / 2, closed: visible / 2, none: 1 - visible };
}
