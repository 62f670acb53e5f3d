import { isSamePlace } from '../domain/geometry';
import type { ModelManifest } from '../domain/model-manifest';
import type { Inference, JudgedMouth, Probabilities, Scene } from '../domain/inference';
import type { Judgement, Verdict } from '../domain/verdict';
import { probabilities, sceneProbabilities } from '../calibration/probabilities';

type Policy = Pick<ModelManifest, 'decision' | 'judge' | 'locator'>;

/**
 * The verdict on one still picture or one frame taken by itself. Pure: the same inference and policy give the
 * same verdict. Never answers open or closed on a picture whose scene head is sure that no mouth can be seen.
 */
export function decide(inference: Inference, policy: Policy): Judgement {
	const p = probabilities(inference, policy);
	const verdict = verdictOf(p, inference, policy);
	const named = verdict.kind !== 'no-bottle' && !(verdict.kind === 'unsure' && verdict.reason === 'mouth-not-visible');
	return { verdict, probabilities: p, mouth: named ? inference.mouth : null };
}

function verdictOf(p: Probabilities, inference: Inference, policy: Policy): Verdict {
	const scene = sceneProbabilities(inference, policy);
	const { thresholds, minMargin, sceneThresholds } = policy.decision;
	if (scene['no-bottle'] >= sceneThresholds.noBottle) return { kind: 'no-bottle', confidence: scene['no-bottle'] };
	if (scene['mouth-hidden'] >= sceneThresholds.mouthHidden) {
		return { kind: 'unsure', reason: 'mouth-not-visible', confidence: scene['mouth-hidden'] };
	}
	const ranked = [p.open, p.closed, p.none].sort((a, b) => b - a) as [number, number, number];
	const [top, second] = ranked;
	if (!inference.logits || p.none === top) return withoutMouth(p, scene, thresholds.none);
	const kind = p.open === top ? 'open' : 'closed';
	const sure = top >= thresholds[kind] && top - second >= minMargin && !isStrange(inference);
	if (!sure || (kind === 'closed' && hasOpenRival(inference, policy)))
		return { kind: 'unsure', reason: 'low-confidence', confidence: top };
	return { kind, confidence: top };
}

/**
 * [Note: an open rival] Whether another place that the locator finds nearly as plain may be an open mouth. A loose cap
 * beside an open bottle is a closed mouth to whoever looks at the cap alone, and a missed open bottle is the costly
 * error: where two places disagree, a person looks. On held-out sources it turns as many wrong answers as right ones
 * into unsure (`model/LOG.md`).
 */
function hasOpenRival(inference: Inference, policy: Policy): boolean {
	const { candidates, mouth } = inference;
	const { rival } = policy.decision;
	const isChosen = (candidate: JudgedMouth) => isSamePlace(candidate.mouth, mouth);
	const chosen = candidates.find(isChosen);
	if (!rival || !chosen) return false;
	return candidates.some(
		(other) =>
			!isChosen(other) &&
			other.heat >= rival.heatShare * chosen.heat &&
			probabilities({ ...inference, ...other }, policy).open >= rival.open
	);
}

/**
 * [Note: a mouth without a bottle] Whether the scene holds no bottle more likely than a visible mouth. A face, an animal or
 * a cup has places that look like mouths to whoever looks at them alone: where the two glances disagree, a person looks.
 * Of 177 pictures of anything else it lets 4 through instead of 12, for one right answer in a hundred (`model/LOG.md`).
 */
export function isStrange({ sceneLogits: [visible, , noBottle] }: Pick<Inference, 'sceneLogits'>): boolean {
	return noBottle > visible;
}

/** No mouth that can be judged: a bottle that hides it, or no bottle at all? The scene head knows the difference. */
function withoutMouth(p: Probabilities, scene: Record<Scene, number>, threshold: number): Verdict {
	if (scene['mouth-hidden'] > scene['no-bottle']) {
		return { kind: 'unsure', reason: 'mouth-not-visible', confidence: scene['mouth-hidden'] };
	}
	// Where the scene is surer of a mouth than the judge is of none, they disagree, and a bottle may be there.
	const disagree = scene['mouth-visible'] > p.none;
	if (p.none >= threshold && !disagree) return { kind: 'no-bottle', confidence: p.none };
	return { kind: 'unsure', reason: 'low-confidence', confidence: Math.max(p.open, p.closed, p.none) };
}
