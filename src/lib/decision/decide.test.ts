import { describe, expect, it } from 'vitest';
import type { Inference } from '../domain/inference';
import { decide } from './decide';

const policy = {
	judge: { temperature: 1 },
	locator: { sceneTemperature: 1 },
	decision: {
		thresholds: { open: 0.8, closed: 0.95, none: 0.7 },
		minMargin: 0.2,
		sceneThresholds: { noBottle: 0.99, mouthHidden: 0.99 }
	}
} as Parameters<typeof decide>[1];

const inference = (over: Partial<Inference>): Inference => ({
	frameId: 1,
	logits: null,
	sceneLogits: [5, 0, 0],
	mouth: { x: 0.5, y: 0.2, width: 0.1 },
	candidates: [],
	evidence: null,
	quality: { brightness: 0.5, glare: 0, sharpness: 100 },
	latencyMs: 1,
	backend: 'wasm',
	modelVersion: '0123456789ab',
	...over
});

describe('decide', () => {
	it('names the class whose calibrated probability reaches its threshold', () => {
		expect(decide(inference({ logits: [6, 0, 0] }), policy).verdict).toMatchObject({ kind: 'open' });
		expect(decide(inference({ logits: [0, 6, 0] }), policy).verdict).toMatchObject({ kind: 'closed' });
	});

	it('asks more of closed than of open, since a missed open bottle is the costly error', () => {
		const logits = [2.2, 0, 0] as const;
		expect(decide(inference({ logits }), policy).verdict.kind).toBe('open');
		expect(decide(inference({ logits: [0, 2.2, 0] }), policy).verdict).toMatchObject({
			kind: 'unsure',
			reason: 'low-confidence'
		});
	});

	it('gives the confidence of the class that it names, never of another', () => {
		const { verdict, probabilities } = decide(inference({ logits: [0, 6, 0] }), policy);
		expect(verdict.confidence).toBe(probabilities.closed);
		expect(verdict.confidence).toBeGreaterThan(0.95);
	});

	describe('where another place in the picture may be an open mouth', () => {
		const cap = { mouth: { x: 0.5, y: 0.2, width: 0.1 }, heat: 0.5, logits: [0, 6, 0] as const };
		const rival = { open: 0.4, heatShare: 0.6 };
		const wary = { ...policy, decision: { ...policy.decision, rival } };
		const seen = (heat: number, logits: readonly [number, number, number]) =>
			inference({
				logits: cap.logits,
				candidates: [cap, { mouth: { x: 0.2, y: 0.6, width: 0.1 }, heat, logits }]
			});

		it('does not say closed: a loose cap is a closed mouth to whoever looks at the cap alone', () => {
			expect(decide(seen(0.4, [2, 0, 0]), wary).verdict).toMatchObject({ kind: 'unsure', reason: 'low-confidence' });
		});

		it('says closed where that place is much fainter, or not open, or where the model knows no such rule', () => {
			expect(decide(seen(0.2, [2, 0, 0]), wary).verdict.kind).toBe('closed');
			expect(decide(seen(0.5, [0, 2, 0]), wary).verdict.kind).toBe('closed');
			expect(decide(seen(0.5, [2, 0, 0]), policy).verdict.kind).toBe('closed');
		});

		it('still says open where the chosen mouth is open', () => {
			const open = inference({
				logits: [6, 0, 0],
				candidates: [
					{ ...cap, logits: [6, 0, 0] },
					{ ...cap, logits: [6, 0, 0] }
				]
			});
			expect(decide(open, wary).verdict.kind).toBe('open');
		});
	});

	it('says that the mouth cannot be seen where a bottle hides it', () => {
		const { verdict, mouth } = decide(inference({ sceneLogits: [0, 4, 0], mouth: null }), policy);
		expect(verdict).toMatchObject({ kind: 'unsure', reason: 'mouth-not-visible' });
		expect(mouth).toBeNull();
	});

	it('is unsure where the scene is surer of a visible mouth than the judge is that there is none', () => {
		const seen = (visible: number) => inference({ logits: [0, 0, 2.5], sceneLogits: [visible, 0, 0] });
		expect(decide(seen(5), policy).verdict).toMatchObject({ kind: 'unsure', reason: 'low-confidence' });
		expect(decide(seen(1), policy).verdict).toMatchObject({ kind: 'no-bottle' });
	});

	it('is unsure where the judge sees a mouth and the scene rather no bottle: a face, a cup, an animal', () => {
		const strange = (logits: readonly [number, number, number]) => inference({ logits, sceneLogits: [0, -1, 1] });
		for (const logits of [[6, 0, 0] as const, [0, 6, 0] as const])
			expect(decide(strange(logits), policy).verdict).toMatchObject({ kind: 'unsure', reason: 'low-confidence' });
		const plain = inference({ logits: [6, 0, 0], sceneLogits: [1, -1, 0] });
		expect(decide(plain, policy).verdict.kind).toBe('open');
	});

	it('says no bottle where the scene holds none, whatever the judge thinks of a crop', () => {
		const { verdict, mouth } = decide(inference({ logits: [6, 0, 0], sceneLogits: [0, 0, 8] }), policy);
		expect(verdict.kind).toBe('no-bottle');
		expect(mouth).toBeNull();
	});

	it('never answers open or closed without a judged mouth', () => {
		for (const scene of [
			[5, 0, 0],
			[1, 1, 1],
			[0, 5, 0],
			[0, 0, 5]
		] as const) {
			const { verdict, probabilities } = decide(inference({ sceneLogits: scene, mouth: null }), policy);
			expect(['unsure', 'no-bottle']).toContain(verdict.kind);
			expect(probabilities.open + probabilities.closed + probabilities.none).toBeCloseTo(1);
		}
	});
});
