import { describe, expect, it } from 'vitest';
import { exampleEvaluation } from '../../../tests/evidence/example-evaluation';
import { byThreshold, operatingIndex } from './operating-point';

const curve = byThreshold(exampleEvaluation().riskCoverage.toReversed());

describe('the operating point on the risk-coverage curve', () => {
	it('is the measured point where the threshold was measured', () => {
		expect(curve[operatingIndex(curve, 0.9)]!.threshold).toBe(0.9);
	});

	it('between two measured points is the stricter one', () => {
		expect(curve[operatingIndex(curve, 0.87)]!.threshold).toBe(0.9);
	});

	it('beyond the last measured point is the last one', () => {
		expect(operatingIndex(curve, 0.9999)).toBe(curve.length - 1);
	});

	it('moves to less coverage as the threshold rises', () => {
		expect(curve.every((point, i) => i === 0 || point.coverage <= curve[i - 1]!.coverage)).toBe(true);
	});
});
