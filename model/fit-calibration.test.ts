import { describe, expect, it } from 'vitest';
import { decide } from '../src/lib/decision/decide';
import { softmax } from '../src/lib/calibration/softmax';
import { fitCalibration } from './fit-calibration';
import type { HeldOutInference } from './held-out';
import { withCalibration, type Serving } from './package';
import { Random } from './random';

const serving = {
	minMargin: 0,
	rival: { open: 0.4, heatShare: 0.6 },
	targets: {
		answeredError: 0.02,
		unsureShare: { open: 0.02, closed: 0.02, none: 0.05 },
		sceneError: 0.02,
		sceneUnsureShare: 0.9
	}
} as Serving;

const mouth = { x: 0.5, y: 0.5, width: 0.1 };

/**
 * Logits of a bottle, its label drawn from softmax(logits / temperature); the scene sees its mouth or a strange thing, the
 * locator a place of some heat.
 */
function held(random: Random, temperature: number, strange: boolean, heat = 0.9): HeldOutInference {
	const margin = random.normal() * 3;
	const logits = [margin / 2, -margin / 2, -20] as const;
	const label = ['open', 'closed', 'none'][random.weighted(softmax(logits, temperature))]!;
	return {
		pair: 0,
		picture: { label, material: 'glass', source: strange ? 'strange' : 'plain', mouth },
		inference: { logits, sceneLogits: strange ? [1, 0, 2] : [9, 0, 0], mouth, candidates: [{ mouth, heat, logits }] },
		manifest: { judge: {}, locator: {} }
	} as unknown as HeldOutInference;
}

const many = (temperature: number, strange: boolean, n = 3000) => {
	const random = new Random(3);
	return Array.from({ length: n }, () => held(random, temperature, strange));
};

/** Mean confidence and share right of what is answered. */
function answers(rows: readonly HeldOutInference[], calibration: ReturnType<typeof fitCalibration>) {
	const verdicts = rows.map((row) => ({
		...decide(row.inference, withCalibration(row.manifest, calibration)),
		truth: row.picture.label
	}));
	const answered = verdicts.filter(({ verdict }) => verdict.kind === 'open' || verdict.kind === 'closed');
	const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	return {
		n: answered.length,
		confidence: mean(answered.map(({ verdict }) => verdict.confidence)),
		right: mean(answered.map(({ verdict, truth }) => Number(verdict.kind === truth)))
	};
}

describe('fitCalibration', () => {
	it('gives the answers the confidence that they deserve, whatever pictures are kept from an answer', () => {
		// What looks strange to the scene goes unanswered, and the judge errs far more on it.
		const rows = [...many(0.7, false), ...many(6, true)];
		const calibration = fitCalibration(rows, serving, 'all');
		const { n, confidence, right } = answers(rows, calibration);
		expect(n).toBeGreaterThan(2000);
		expect(Math.abs(confidence - right)).toBeLessThan(0.02);
		expect(calibration.temperature * (1 + calibration.doubt * (1 - Math.sqrt(0.9)))).toBeCloseTo(0.7, 1);
		expect(calibration.expectedCalibrationError.after).toBeLessThan(0.02);
	});

	it('says how many answers of each source its temperature rests on, and counts nothing that got none', () => {
		const rows = [...many(0.7, false), ...many(6, true)];
		const calibration = fitCalibration(rows, serving, 'all');
		expect(Object.keys(calibration.fittedOn)).toEqual(['plain']);
		// The thresholds are set anew at the temperature that these answers ask for: hardly any answer is another one.
		expect(Math.abs(calibration.fittedOn['plain']! - answers(rows, calibration).n)).toBeLessThan(30);
	});

	it('finds how much less the judge is to be believed where the mouth is not plain', () => {
		const random = new Random(5);
		const rows = Array.from({ length: 12_000 }, () => {
			const heat = random.uniform(0.2, 1);
			return held(random, 0.5 * (1 + 2 * (1 - Math.sqrt(heat))), false, heat);
		});
		const { temperature, doubt } = fitCalibration(rows, serving, 'all');
		expect(Math.abs(temperature - 0.5)).toBeLessThan(0.08);
		expect(Math.abs(doubt - 2)).toBeLessThan(0.8);
	});

	it('stays with all pictures where no answer is wrong, since nothing would bound the confidence', () => {
		const rows = [...many(0.01, false, 200), ...many(3, true, 200)];
		expect(fitCalibration(rows, serving, 'all').temperature).toBeGreaterThan(0.5);
	});
});
