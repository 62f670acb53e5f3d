import { describe, expect, it } from 'vitest';
import { softmax } from '../src/lib/calibration/softmax';
import {
	expectedCalibrationError,
	fitTemperature,
	negativeLogLikelihood,
	thresholdFor,
	type LabelledLogits
} from './calibration';
import { Random } from './random';

/** Rows whose labels are drawn from softmax(logits / temperature). */
function drawn(temperature: number, length = 4000): LabelledLogits[] {
	const random = new Random(9);
	return Array.from({ length }, () => {
		const logits = [random.normal() * 3, random.normal() * 3, random.normal() * 3];
		return { logits, label: random.weighted(softmax(logits, temperature)), source: 'drawn' };
	});
}

describe('fitTemperature', () => {
	it.each([0.7, 1, 2.5])('finds the temperature %f that labels were drawn with', (temperature) => {
		expect(fitTemperature(drawn(temperature)) / temperature).toBeCloseTo(1, 1);
	});

	it('lowers the negative log-likelihood and the calibration error of overconfident logits', () => {
		const rows = drawn(3);
		const fitted = fitTemperature(rows);
		expect(negativeLogLikelihood(rows, fitted)).toBeLessThan(negativeLogLikelihood(rows, 1));
		expect(expectedCalibrationError(rows, fitted)).toBeLessThan(0.03);
		expect(expectedCalibrationError(rows, 1)).toBeGreaterThan(0.1);
	});

	it('is 1 where there is nothing to fit', () => {
		expect(fitTemperature([])).toBe(1);
	});
});

describe('thresholdFor', () => {
	/** Answers of class 0 with given confidence against class 1, right or wrong. */
	const answer = (confidence: number, right: boolean): LabelledLogits => ({
		logits: [Math.log(confidence), Math.log(1 - confidence), -50],
		label: right ? 0 : 1,
		source: 'drawn'
	});

	it('lies above the wrong answers where few go unanswered for it', () => {
		const rows = [
			answer(0.55, false),
			answer(0.6, false),
			...Array.from({ length: 60 }, (_, i) => answer(0.7 + i / 250, true))
		];
		expect(thresholdFor(rows, 1, 0, 0.01, 0.05)).toBeCloseTo(0.7, 3);
	});

	it('never leaves more than the allowed share unanswered', () => {
		const rows = Array.from({ length: 100 }, (_, i) => answer(0.5 + i / 250, i % 2 === 0));
		const threshold = thresholdFor(rows, 1, 0, 0.01, 0.05);
		expect(rows.filter(({ logits }) => Math.exp(logits[0]!) < threshold - 1e-6).length).toBeLessThanOrEqual(5);
	});

	it('is even where every answer is right', () => {
		expect(thresholdFor([answer(0.9, true), answer(0.8, true)], 1, 0, 0.01, 0.05)).toBeLessThanOrEqual(0.8);
	});
});
