import type { Inference } from '$lib/domain/inference';
import type { ModelManifest } from '$lib/domain/model-manifest';
import type { Verdict } from '$lib/domain/verdict';
import type { JudgedFile } from './file-check.svelte';

/** An inference for tests; the decision under test is made from `logits`. */
export const exampleInference = (logits: Inference['logits'] = [4, 0, 0]): Inference => ({
	frameId: 0,
	logits,
	sceneLogits: [5, 0, 0],
	mouth: { x: 0.5, y: 0.25, width: 0.2 },
	candidates: [],
	evidence: null,
	quality: { brightness: 0.5, glare: 0, sharpness: 200 },
	latencyMs: 21.34,
	backend: 'wasm',
	modelVersion: '0123456789ab'
});

/** A judged file for tests, its probability spread over the other classes evenly. */
export function exampleJudged(kind: Verdict['kind'], confidence: number): JudgedFile {
	const rest = (1 - confidence) / 2;
	const verdict: Verdict = kind === 'unsure' ? { kind, reason: 'low-confidence', confidence } : { kind, confidence };
	const of = (name: string) => (name === kind ? confidence : rest);
	return {
		judgement: {
			verdict,
			probabilities: { open: of('open'), closed: of('closed'), none: of('no-bottle') },
			mouth: { x: 0.5, y: 0.25, width: 0.2 }
		},
		inference: exampleInference(),
		manifest: {} as ModelManifest,
		size: { width: 300, height: 400 },
		atMs: Date.UTC(2026, 0, 2, 3, 4, 5)
	};
}
