import { temperatureOf } from '../src/lib/calibration/probabilities';
import { decide } from '../src/lib/decision/decide';
import { expectedCalibrationError, fitTemperature, negativeLogLikelihood, thresholdFor } from './calibration';
import type { LabelledLogits } from './calibration';
import type { HeldOutInference } from './held-out';
import { withCalibration, type CalibratedPolicy, type Calibration, type Serving } from './package';

const CLASSES = ['open', 'closed', 'none'];
const SCENES = ['visible', 'unclear', 'none'];

type Judged = LabelledLogits & { readonly held: HeldOutInference };

/** Doubts that are tried: beyond them the likelihood hardly changes. */
const DOUBTS = Array.from({ length: 17 }, (_, i) => i / 4);

/**
 * Temperatures and thresholds from held-out pictures.
 *
 * [Note: confidence of what is answered] The temperature is fitted twice: on all pictures, which says where the app
 * answers, then on the answers alone, since theirs are the only confidences that anybody reads. Blurred, cut-off and
 * strange pictures are kept from an answer by the scene, a rival or a threshold; fitted on them too, it would tell of
 * answers that are right 95 times in a hundred that they are right 91 times (`model/LOG.md`). How much warmer it gets
 * where the mouth is not plain (the manifest's `doubt`) is fitted with it, on the same answers.
 *
 * @param material open and closed bottles of this material only ('all': every one)
 */
export function fitCalibration(all: readonly HeldOutInference[], serving: Serving, material: string): Calibration {
	const judged = all.flatMap((held): Judged[] => {
		const { picture, inference } = held;
		const label = CLASSES.indexOf(picture.label);
		const counts = label === 2 || material === 'all' || picture.material === material;
		return inference.logits && label >= 0 && counts
			? [{ logits: inference.logits, label, source: picture.source, held }]
			: [];
	});
	const scenes = all.flatMap(({ picture, inference }): LabelledLogits[] => {
		const label = picture.mouth ? 0 : SCENES.indexOf(picture.label);
		return label >= 0 ? [{ logits: inference.sceneLogits, label, source: picture.source }] : [];
	});
	const sceneTemperature = fitTemperature(scenes);
	const { sceneError, sceneUnsureShare } = serving.targets;
	const sceneThreshold = (answer: number) =>
		thresholdFor(scenes, sceneTemperature, answer, sceneError, sceneUnsureShare);
	const sceneThresholds = { mouthHidden: sceneThreshold(1), noBottle: sceneThreshold(2) };
	const policyAt = (temperature: number, doubt: number): CalibratedPolicy => ({
		temperature,
		doubt,
		sceneTemperature,
		decision: {
			thresholds: judgeThresholds(inDoubt(judged, doubt, sceneTemperature), temperature, serving.targets),
			minMargin: serving.minMargin,
			rival: serving.rival,
			sceneThresholds
		}
	});
	const answers = answered(judged, policyAt(fitTemperature(judged), 0));
	const { rows, temperature, doubt } = likeliest(answers, sceneTemperature);
	return {
		...policyAt(temperature, doubt),
		fittedOn: countBySource(answers),
		negativeLogLikelihood: {
			before: negativeLogLikelihood(answers, 1),
			after: negativeLogLikelihood(rows, temperature)
		},
		expectedCalibrationError: {
			before: expectedCalibrationError(answers, 1),
			after: expectedCalibrationError(rows, temperature)
		}
	};
}

/** Temperature and doubt of the least negative log-likelihood, and the answers as this doubt leaves them. */
function likeliest(answers: readonly Judged[], sceneTemperature: number) {
	const fits = DOUBTS.map((doubt) => {
		const rows = inDoubt(answers, doubt, sceneTemperature);
		const temperature = fitTemperature(rows);
		return { rows, doubt, temperature, cost: negativeLogLikelihood(rows, temperature) };
	});
	return fits.reduce((best, fit) => (fit.cost < best.cost ? fit : best));
}

/** The logits over the part of their temperature that doubt makes: what is left of it then counts for all alike. */
function inDoubt(rows: readonly Judged[], doubt: number, sceneTemperature: number): Judged[] {
	return rows.map((row) => {
		const warmth = temperatureOf(row.held.inference, {
			judge: { temperature: 1, doubt },
			locator: { sceneTemperature }
		});
		return { ...row, logits: row.logits.map((z) => z / warmth) };
	});
}

/** Bottles that the policy calls open or closed; all that were judged where it calls none so, or none of them wrongly. */
function answered(judged: readonly Judged[], policy: CalibratedPolicy): readonly Judged[] {
	const answers = judged.filter(({ held: { inference, manifest, picture } }) => {
		const { kind } = decide(inference, withCalibration(manifest, policy)).verdict;
		return (kind === 'open' || kind === 'closed') && picture.label !== 'none';
	});
	// Without a single error any temperature is too warm: nothing bounds the confidence.
	const errs = ({ logits, label }: Judged) => logits.some((z) => z > logits[label]!);
	return answers.some(errs) ? answers : judged;
}

function judgeThresholds(
	rows: readonly Judged[],
	temperature: number,
	{ answeredError, unsureShare }: Serving['targets']
) {
	const threshold = (answer: number, mostUnsure: number) =>
		thresholdFor(rows, temperature, answer, answeredError, mostUnsure);
	return {
		open: threshold(0, unsureShare.open),
		closed: threshold(1, unsureShare.closed),
		none: threshold(2, unsureShare.none)
	};
}

function countBySource(rows: readonly LabelledLogits[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { source } of rows) counts[source] = (counts[source] ?? 0) + 1;
	return counts;
}
