import { expectedCalibrationError, fitTemperature, negativeLogLikelihood, thresholdFor } from './calibration';
import type { LabelledLogits } from './calibration';
import type { HeldOutInference } from './held-out';
import type { Calibration, Serving } from './package';

const CLASSES = ['open', 'closed', 'none'];
const SCENES = ['visible', 'unclear', 'none'];

/**
 * Temperatures and thresholds from held-out pictures.
 *
 * @param material open and closed bottles of this material only ('all': every one)
 */
export function fitCalibration(all: readonly HeldOutInference[], serving: Serving, material: string): Calibration {
	const verdicts = all.flatMap(({ picture, inference }): LabelledLogits[] => {
		const label = CLASSES.indexOf(picture.label);
		const counts = label === 2 || material === 'all' || picture.material === material;
		return inference.logits && label >= 0 && counts
			? [{ logits: inference.logits, label, source: picture.source }]
			: [];
	});
	const scenes = all.flatMap(({ picture, inference }): LabelledLogits[] => {
		const label = picture.mouth ? 0 : SCENES.indexOf(picture.label);
		return label >= 0 ? [{ logits: inference.sceneLogits, label, source: picture.source }] : [];
	});
	const temperature = fitTemperature(verdicts);
	const sceneTemperature = fitTemperature(scenes);
	const { answeredError, unsureShare, sceneError, sceneUnsureShare } = serving.targets;
	const threshold = (answer: number, mostUnsure: number) =>
		thresholdFor(verdicts, temperature, answer, answeredError, mostUnsure);
	const sceneThreshold = (answer: number) =>
		thresholdFor(scenes, sceneTemperature, answer, sceneError, sceneUnsureShare);
	return {
		temperature,
		sceneTemperature,
		decision: {
			thresholds: {
				open: threshold(0, unsureShare.open),
				closed: threshold(1, unsureShare.closed),
				none: threshold(2, unsureShare.none)
			},
			minMargin: serving.minMargin,
			rival: serving.rival,
			sceneThresholds: { mouthHidden: sceneThreshold(1), noBottle: sceneThreshold(2) }
		},
		fittedOn: countBySource(verdicts),
		negativeLogLikelihood: {
			before: negativeLogLikelihood(verdicts, 1),
			after: negativeLogLikelihood(verdicts, temperature)
		},
		expectedCalibrationError: {
			before: expectedCalibrationError(verdicts, 1),
			after: expectedCalibrationError(verdicts, temperature)
		}
	};
}

function countBySource(rows: readonly LabelledLogits[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { source } of rows) counts[source] = (counts[source] ?? 0) + 1;
	return counts;
}
