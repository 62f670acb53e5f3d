import { probabilities } from '../calibration/probabilities';
import { decide } from '../decision/decide';
import type { Inference } from '../domain/inference';
import type { ModelManifest } from '../domain/model-manifest';
import type { Tally, TeachIn } from './teach-in';

/** Own pictures needed of each class before anything is fitted. */
export const LEAST_PER_CLASS = 20;
/** Of each class one in three, the last in their order, are held back from the fit. */
const HELD_BACK_ONE_IN = 3;
/** Standard deviation of the prior on log temperature: some dozens of pictures can move it, a few cannot. */
const PRIOR_SPREAD = 0.35;

export type Taught = 'open' | 'closed';

/** One own picture as the shipped model saw it, in the order in which it was taken. */
export interface TaughtPicture {
	readonly truth: Taught;
	readonly inference: Inference;
	/** Content hash: a picture given twice counts once. */
	readonly sha256: string;
}

export type Refusal =
	| { readonly reason: 'too-few'; readonly truth: Taught; readonly have: number }
	/** The mouth was found in too few of them to learn from. */
	| { readonly reason: 'mouth-not-found'; readonly truth: Taught; readonly have: number }
	/** The same picture was given as open and as closed. */
	| { readonly reason: 'contradiction'; readonly pictures: number }
	| { readonly reason: 'worse' | 'no-better'; readonly before: Tally; readonly after: Tally };

export type Fit = Pick<TeachIn, 'temperature' | 'thresholds' | 'fitted' | 'before' | 'after'>;
export type FitOutcome =
	{ readonly kind: 'fitted'; readonly fit: Fit } | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Refits temperature and thresholds to own pictures, and accepts the outcome only where held-back own pictures fare
 * better. Pure.
 *
 * [Note: held back in blocks] Neighbouring pictures are nearly the same; a random split would put twins on both
 * sides. Each class is cut once, in the order given: only the pictures at the cut can be neighbours.
 *
 * [Note: closed is never said sooner] The threshold of closed may rise over the shipped one and never fall under it:
 * some dozens of pictures cannot show that a miss is rare enough.
 */
export function fitOperatingPoint(pictures: readonly TaughtPicture[], manifest: ModelManifest): FitOutcome {
	const refuse = (refusal: Refusal): FitOutcome => ({ kind: 'refused', refusal });
	const own = withoutRepeats(pictures);
	const contradictions = own.length - new Set(own.map(({ sha256 }) => sha256)).size;
	if (contradictions > 0) return refuse({ reason: 'contradiction', pictures: contradictions });
	const classes = (['open', 'closed'] as const).map((truth) => own.filter((picture) => picture.truth === truth));
	for (const [i, truth] of (['open', 'closed'] as const).entries()) {
		const have = classes[i]!.length;
		if (have < LEAST_PER_CLASS) return refuse({ reason: 'too-few', truth, have });
		const found = classes[i]!.filter(({ inference }) => inference.logits).length;
		if (found < LEAST_PER_CLASS) return refuse({ reason: 'mouth-not-found', truth, have: found });
	}
	const cut = (all: readonly TaughtPicture[]) => all.length - Math.floor(all.length / HELD_BACK_ONE_IN);
	const seen = classes.flatMap((all) => all.slice(0, cut(all)));
	const heldBack = classes.flatMap((all) => all.slice(cut(all)));

	const temperature = mapTemperature(seen, manifest);
	const thresholds = guardedThresholds(seen, withTemperature(manifest, temperature));
	const before = tally(heldBack, manifest);
	const after = tally(heldBack, applyOperatingPoint(manifest, { temperature, thresholds }));
	if (after.missedOpen > before.missedOpen || (after.missedOpen === before.missedOpen && after.right < before.right)) {
		return refuse({ reason: 'worse', before, after });
	}
	const better =
		after.missedOpen < before.missedOpen || after.right > before.right || after.falseAlarm < before.falseAlarm;
	if (!better) return refuse({ reason: 'no-better', before, after });
	const fitted = { open: cut(classes[0]!), closed: cut(classes[1]!) };
	return { kind: 'fitted', fit: { temperature, thresholds, fitted, before, after } };
}

/** The manifest with a taught operating point in place of its own. */
export function applyOperatingPoint(
	manifest: ModelManifest,
	{ temperature, thresholds }: Pick<TeachIn, 'temperature' | 'thresholds'>
): ModelManifest {
	return {
		...withTemperature(manifest, temperature),
		decision: { ...manifest.decision, thresholds: { ...manifest.decision.thresholds, ...thresholds } }
	};
}

function withTemperature(manifest: ModelManifest, temperature: number): ModelManifest {
	return { ...manifest, judge: { ...manifest.judge, temperature } };
}

/** What the decision makes of pictures whose truth is known. */
export function tally(pictures: readonly TaughtPicture[], manifest: ModelManifest): Tally {
	const answers = pictures.map(({ truth, inference }) => ({ truth, kind: decide(inference, manifest).verdict.kind }));
	const number = (hit: (answer: (typeof answers)[number]) => boolean) => answers.filter(hit).length;
	return {
		open: number(({ truth }) => truth === 'open'),
		closed: number(({ truth }) => truth === 'closed'),
		missedOpen: number(({ truth, kind }) => truth === 'open' && kind === 'closed'),
		falseAlarm: number(({ truth, kind }) => truth === 'closed' && kind === 'open'),
		unanswered: number(({ kind }) => kind === 'unsure' || kind === 'no-bottle'),
		right: number(({ truth, kind }) => truth === kind)
	};
}

/** First of each picture of one truth; the same picture under both truths stays twice. */
function withoutRepeats(pictures: readonly TaughtPicture[]): TaughtPicture[] {
	const known = new Set<string>();
	return pictures.filter(({ truth, sha256 }) => {
		const key = `${truth} ${sha256}`;
		return !known.has(key) && known.add(key);
	});
}

/**
 * Maximum a posteriori softmax temperature: least negative log-likelihood (Guo et al. 2017) with a normal prior on
 * its logarithm around the shipped one, by golden-section search within three prior deviations.
 */
function mapTemperature(pictures: readonly TaughtPicture[], manifest: ModelManifest): number {
	const shipped = manifest.judge.temperature;
	const cost = (logT: number) => {
		const deviation = (logT - Math.log(shipped)) / PRIOR_SPREAD;
		const warmed = withTemperature(manifest, Math.exp(logT));
		const likelihood = pictures.reduce((sum, { truth, inference }) => {
			if (!inference.logits) return sum;
			return sum - Math.log(Math.max(1e-12, probabilities(inference, warmed)[truth]));
		}, 0);
		return likelihood + (deviation * deviation) / 2;
	};
	const ratio = (Math.sqrt(5) - 1) / 2;
	let [low, high] = [Math.log(shipped) - 3 * PRIOR_SPREAD, Math.log(shipped) + 3 * PRIOR_SPREAD];
	while (high - low > 1e-4) {
		const left = high - ratio * (high - low);
		const right = low + ratio * (high - low);
		if (cost(left) < cost(right)) high = right;
		else low = left;
	}
	return Number(Math.exp((low + high) / 2).toFixed(4));
}

/** Thresholds over the surest wrong answer among the pictures seen, and never under the shipped ones. */
function guardedThresholds(pictures: readonly TaughtPicture[], manifest: ModelManifest): TeachIn['thresholds'] {
	const shipped = manifest.decision.thresholds;
	const surestWrong = (answer: Taught) =>
		pictures.reduce((surest, { truth, inference }) => {
			if (truth === answer || !inference.logits) return surest;
			const { open, closed, none } = probabilities(inference, manifest);
			const [p, other] = answer === 'open' ? [open, closed] : [closed, open];
			return p > other && p > none ? Math.max(surest, p) : surest;
		}, 0);
	const above = (p: number, least: number) => (p < least ? least : Math.min(1, Math.ceil((p + 1e-4) * 1e4) / 1e4));
	return {
		open: above(surestWrong('open'), shipped.open),
		closed: above(surestWrong('closed'), shipped.closed)
	};
}
