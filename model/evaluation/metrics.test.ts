import { describe, expect, it } from 'vitest';
import { reliability, riskCoverage, summarise } from './metrics';
import type { Observation } from './observations';
import { evaluationOf } from './evaluation';
import { evaluationSchema } from '../../src/lib/domain/evaluation';
import * as v from 'valibot';

let files = 0;
const seen = (
	truth: Observation['truth'],
	verdict: Observation['verdict'],
	confidence: number,
	group?: string
): Observation => {
	const open = verdict === 'open' ? confidence : verdict === 'closed' ? 1 - confidence : 0.5;
	return {
		...{
			file: `${files++}`,
			truth,
			verdict,
			confidence,
			group: group ?? `${files}`,
			source: 's',
			material: 'glass',
			scene: '',
			fill: ''
		},
		...{
			reason: '',
			open,
			closed: 1 - open,
			none: 0,
			z_open: 0,
			z_closed: 0,
			z_none: 0,
			s_visible: 0,
			s_hidden: 0,
			s_none: 0
		},
		...{ mouth_x: 0, mouth_y: 0, mouth_w: 0, answerable: 1, modelVersion: '0123456789ab' }
	};
};

describe('summaries', () => {
	const all = [
		seen('open', 'open', 0.99),
		seen('open', 'closed', 0.97),
		seen('open', 'unsure', 0.5),
		seen('closed', 'closed', 0.9),
		seen('closed', 'no-bottle', 0.8),
		seen('none', 'open', 0.7),
		seen('none', 'no-bottle', 0.9),
		seen('unclear', 'closed', 0.9)
	];

	it('count only answers for accuracy, and no bottle said of a bottle as a wrong one', () => {
		expect(summarise(all).accuracy).toMatchObject({ hits: 2, n: 4, value: 0.5 });
		expect(summarise(all).unsure).toMatchObject({ hits: 1, n: 5 });
		expect(summarise(all).overlooked).toMatchObject({ hits: 1, n: 5 });
	});

	it('keep the costly error apart, confident or not', () => {
		expect(summarise(all).missedOpen).toMatchObject({ hits: 1, n: 3 });
		expect(summarise(all).confidentlyMissedOpen).toMatchObject({ hits: 1, n: 3 });
		expect(summarise(all).guessed).toMatchObject({ hits: 1, n: 1 });
		expect(summarise(all).phantom).toMatchObject({ hits: 1, n: 2 });
	});

	it('let a clip of many frames weigh as much as one picture', () => {
		const clip = Array.from({ length: 9 }, () => seen('open', 'open', 0.9, 'clip'));
		expect(summarise([...clip, seen('open', 'closed', 0.9, 'other')]).groupAccuracy).toBe(0.5);
	});

	it('give an interval that holds the share, and the whole range for no pictures', () => {
		const { accuracy, phantom } = summarise([seen('open', 'open', 0.9)]);
		expect(accuracy.lower).toBeLessThan(1);
		expect(accuracy.upper).toBe(1);
		expect(phantom).toMatchObject({ n: 0, value: null, lower: 0, upper: 1 });
	});
});

describe('calibration and selection', () => {
	it('is the gap between confidence and what came true, weighted by answers', () => {
		const all = [seen('open', 'open', 0.9), seen('open', 'closed', 0.9)];
		expect(reliability(all).ece).toBeCloseTo(0.4);
		expect(reliability([]).ece).toBeNull();
	});

	it('never answers more at a higher threshold, and counts missed open bottles over all of them', () => {
		const all = [seen('open', 'closed', 0.9), seen('open', 'open', 0.99), seen('closed', 'closed', 0.97)];
		const points = riskCoverage(all);
		for (let i = 1; i < points.length; i++) expect(points[i]!.coverage).toBeLessThanOrEqual(points[i - 1]!.coverage);
		expect(points[0]).toMatchObject({ missedOpenRate: 0.5, n: 2 });
		expect(points.at(-1)!.missedOpenRate).toBe(0);
	});

	it('promises nothing of bottles that the scene or an open rival keeps from an answer', () => {
		const kept = { ...seen('open', 'unsure', 0.99), closed: 0.99, open: 0.01, answerable: 0 };
		const [point] = riskCoverage([kept, seen('closed', 'closed', 0.9)]);
		expect(point).toMatchObject({ coverage: 0.5, missedOpenRate: 0, n: 1 });
	});

	it('makes a file that its own schema accepts', () => {
		const evaluation = evaluationOf('set', '', [seen('open', 'closed', 0.9)], []);
		expect(v.safeParse(evaluationSchema, JSON.parse(JSON.stringify(evaluation))).success).toBe(true);
		expect(evaluation.failures).toHaveLength(1);
	});
});
