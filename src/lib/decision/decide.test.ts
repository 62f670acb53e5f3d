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

	it('says that the mouth cannot be seen where a bottle hides it', () => {
		const { verdict, mouth } = decide(inference({ sceneLogits: [0, 4, 0], mouth: null }), policy);
		expect(verdict).toMatchObject({ kind: 'unsure', reason: 'mouth-not-visible' });
		expect(mouth).toBeNull();
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
