import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { letterbox, pictureToRegion, regionAround } from '../src/lib/preprocess/letterbox';
import { sampleRegion } from '../src/lib/preprocess/sample-region';
import type { TrainingConfig } from './config';
import type { Picture } from './data/pictures';
import { softmax } from './losses';
import { decodeMouth, judgeLogits, locatorRaw } from './predict';
import { isMarked } from './samplers/judge-sampler';

/** Measures a network on the held-out sources; the keys become columns of metrics.csv. */
export type Validator = (weights: () => Record<string, Tensor>) => Record<string, number>;

export function validatorOf(config: TrainingConfig, pictures: readonly Picture[]): Validator {
	if (pictures.length === 0) return () => ({});
	return config.kind === 'judge' ? judgeValidator(config, pictures) : locatorValidator(config, pictures);
}

/** Crops at the marked mouths, so that the number is the judge's own; pictures of no bottle are taken whole. */
function judgeValidator(config: TrainingConfig & { kind: 'judge' }, pictures: readonly Picture[]): Validator {
	const { network, normalisation, sampling } = config;
	const shown = pictures.filter((picture) => isMarked(picture) || picture.label === 'none');
	const labels = shown.map(({ label }) => ['open', 'closed', 'none'].indexOf(label));
	const crops = shown.map((picture) => {
		const region = picture.mouth
			? regionAround(picture.mouth, sampling.cropScale)
			: letterbox(picture.width, picture.height);
		return sampleRegion(picture.image, region, network.inputSize, normalisation);
	});
	return (weights) => {
		const tensors = weights();
		const logits = judgeLogits(network, tensors, crops);
		dispose(tensors);
		const probabilities = logits.map((row) => softmax(row));
		const right = (label: number) => {
			const rows = probabilities.filter((_, i) => labels[i] === label);
			const hits = rows.filter((row) => row.every((p) => p <= row[label]!)).length;
			return rows.length ? hits / rows.length : NaN;
		};
		const bottles = labels.flatMap((label, i) => (label < 2 ? [i] : []));
		const accuracy =
			bottles.filter((i) => probabilities[i]![labels[i]!]! > probabilities[i]![1 - labels[i]!]!).length /
			bottles.length;
		const nll =
			probabilities.reduce((sum, row, i) => sum - Math.log(Math.max(1e-9, row[labels[i]!]!)), 0) / labels.length;
		const openCalledClosed = bottles.filter((i) => labels[i] === 0 && probabilities[i]![1]! > 0.95).length;
		return { accuracy, open: right(0), closed: right(1), none: right(2), nll, openCalledClosed };
	};
}

/** Whole letterboxed pictures. A mouth counts as found within half its width. */
function locatorValidator(config: TrainingConfig & { kind: 'locator' }, pictures: readonly Picture[]): Validator {
	const { network, normalisation } = config;
	const scenes = pictures.map((picture) =>
		isMarked(picture) ? 0 : picture.label === 'unclear' ? 1 : picture.label === 'none' ? 2 : -1
	);
	const inputs = pictures.map((picture) =>
		sampleRegion(picture.image, letterbox(picture.width, picture.height), network.inputSize, normalisation)
	);
	return (weights) => {
		const tensors = weights();
		const outputs = locatorRaw(network, tensors, inputs);
		dispose(tensors);
		const errors: number[] = [];
		const widthErrors: number[] = [];
		outputs.forEach((output, i) => {
			const picture = pictures[i]!;
			if (!isMarked(picture)) return;
			const region = letterbox(picture.width, picture.height);
			const wanted = pictureToRegion(region, picture.mouth.x, picture.mouth.y);
			const width = picture.mouth.width / region.side;
			const found = decodeMouth(output);
			errors.push(Math.hypot(found.x - wanted.u, found.y - wanted.v) / width);
			widthErrors.push(Math.abs(Math.log(found.width / width)));
		});
		const judged = scenes.flatMap((scene, i) => (scene >= 0 ? [i] : []));
		const sceneRight = judged.filter((i) => outputs[i]!.scene.every((z) => z <= outputs[i]!.scene[scenes[i]!]!)).length;
		return {
			found: errors.filter((error) => error < 0.5).length / errors.length,
			medianError: median(errors),
			medianLogWidthError: median(widthErrors),
			scene: sceneRight / judged.length
		};
	};
}

function median(values: number[]): number {
	return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
