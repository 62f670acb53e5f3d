import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import type { Inference, Logits } from '../domain/inference';
import { parseModelManifest, type ModelManifest } from '../domain/model-manifest';
import { applyOperatingPoint, fitOperatingPoint, LEAST_PER_CLASS, tally, type Taught, type TaughtPicture } from './fit';

const { version } = JSON.parse(readFileSync('static/model/current.json', 'utf8')) as { version: string };
const shipped = parseModelManifest(JSON.parse(readFileSync(`static/model/${version}/manifest.json`, 'utf8')));
const manifest: ModelManifest = {
	...shipped,
	judge: { ...shipped.judge, temperature: 2 },
	decision: { ...shipped.decision, minMargin: 0, thresholds: { open: 0.6, closed: 0.9, none: 0.6 } }
};

const mouth = { x: 0.5, y: 0.2, width: 0.1 };

/** What the model says of a mouth as plain as can be, or less so where its heat is below 1. */
const inference = (logits: Logits | null, heat = 1): Inference => ({
	frameId: 0,
	logits,
	sceneLogits: [20, 0, 0],
	mouth: logits && mouth,
	candidates: logits ? [{ mouth, heat, logits }] : [],
	evidence: null,
	quality: { brightness: 0.5, glare: 0, sharpness: 100 },
	latencyMs: 10,
	backend: 'wasm',
	modelVersion: version
});

/** `count` pictures; `margin` is how far the true class's logit lies above the other's. */
function own(truth: Taught, count: number, margin: (i: number) => number): TaughtPicture[] {
	return Array.from({ length: count }, (_, i) => ({
		truth,
		sha256: `${truth}-${i}`,
		inference: inference(truth === 'open' ? [margin(i), 0, -9] : [0, margin(i), -9])
	}));
}

const refusal = (pictures: readonly TaughtPicture[]) => {
	const outcome = fitOperatingPoint(pictures, manifest);
	return outcome.kind === 'refused' ? outcome.refusal : null;
};

describe('fitting the operating point to own pictures', () => {
	it('sharpens a model that is right and too doubtful of these bottles, so that fewer stay unsure', () => {
		const outcome = fitOperatingPoint([...own('open', 60, () => 4), ...own('closed', 60, () => 4)], manifest);
		expect(outcome.kind).toBe('fitted');
		if (outcome.kind !== 'fitted') return;
		expect(outcome.fit.temperature).toBeLessThan(2);
		expect(outcome.fit.after.unanswered).toBeLessThan(outcome.fit.before.unanswered);
		expect(outcome.fit.after.missedOpen).toBe(0);
	});

	it('holds back a third of each class, and says how many the fit saw', () => {
		const outcome = fitOperatingPoint([...own('open', 60, () => 4), ...own('closed', 30, () => 4)], manifest);
		if (outcome.kind !== 'fitted') throw new Error(outcome.kind);
		expect(outcome.fit.fitted).toEqual({ open: 40, closed: 20 });
		expect(outcome.fit.before).toMatchObject({ open: 20, closed: 10 });
	});

	it('raises the threshold of closed over the surest open bottle that it saw pass', () => {
		const open = own('open', 60, (i) => (i % 10 === 0 ? -5 : 5));
		const outcome = fitOperatingPoint([...open, ...own('closed', 60, () => 9)], manifest);
		if (outcome.kind !== 'fitted') throw new Error(JSON.stringify(outcome));
		expect(outcome.fit.before.missedOpen).toBeGreaterThan(0);
		expect(outcome.fit.after.missedOpen).toBe(0);
		expect(outcome.fit.thresholds.closed).toBeGreaterThan(manifest.decision.thresholds.closed);
	});

	it('takes a wrong answer for less where the mouth was not plain, as the decision does', () => {
		const closedFrom = (heat: number) => {
			const open = own('open', 60, (i) => (i % 10 === 0 ? -7 : 5)).map((picture, i) =>
				i % 10 === 0 ? { ...picture, inference: inference(picture.inference.logits, heat) } : picture
			);
			const outcome = fitOperatingPoint([...open, ...own('closed', 60, () => 9)], manifest);
			if (outcome.kind !== 'fitted') throw new Error(JSON.stringify(outcome));
			expect(outcome.fit.after.missedOpen).toBe(0);
			return outcome.fit.thresholds.closed;
		};
		expect(closedFrom(0.8)).toBeLessThan(closedFrom(1));
	});

	it('never says closed sooner than the shipped model, however easy the pictures are', () => {
		const outcome = fitOperatingPoint([...own('open', 60, () => 4), ...own('closed', 60, () => 4)], manifest);
		if (outcome.kind !== 'fitted') throw new Error(outcome.kind);
		expect(outcome.fit.thresholds.closed).toBeGreaterThanOrEqual(manifest.decision.thresholds.closed);
	});

	it('is moved less by few pictures than by many', () => {
		const temperature = (count: number) => {
			const outcome = fitOperatingPoint([...own('open', count, () => 4), ...own('closed', count, () => 4)], manifest);
			return outcome.kind === 'fitted' ? outcome.fit.temperature : NaN;
		};
		expect(temperature(400)).toBeLessThan(temperature(24));
	});
});

describe('a teach-in is refused', () => {
	it('with the class and the number where there are fewer than twenty pictures', () => {
		const pictures = [...own('open', 40, () => 4), ...own('closed', LEAST_PER_CLASS - 1, () => 4)];
		expect(refusal(pictures)).toEqual({ reason: 'too-few', truth: 'closed', have: 19 });
	});

	it('where twenty files are the same picture', () => {
		const same = own('open', 40, () => 4).map((picture) => ({ ...picture, sha256: 'one' }));
		expect(refusal([...same, ...own('closed', 40, () => 4)])).toMatchObject({ reason: 'too-few', have: 1 });
	});

	it('where one picture was given as open and as closed', () => {
		const open = own('open', 30, () => 4);
		const closed = own('closed', 30, () => 4).map((picture, i) => ({
			...picture,
			sha256: i ? picture.sha256 : 'open-0'
		}));
		expect(refusal([...open, ...closed])).toEqual({ reason: 'contradiction', pictures: 1 });
	});

	it('where the mouth was found in too few', () => {
		const open = own('open', 40, () => 4).map((picture, i) =>
			i % 4 ? { ...picture, inference: inference(null) } : picture
		);
		expect(refusal([...open, ...own('closed', 40, () => 4)])).toMatchObject({ reason: 'mouth-not-found', have: 10 });
	});

	it('where the held-back pictures fare worse', () => {
		// The first ones make the fit sure of itself; the last ones are open bottles that then pass as closed.
		const open = own('open', 60, (i) => (i < 40 ? 4 : -4));
		const found = refusal([...open, ...own('closed', 60, () => 4)]);
		expect(found).toMatchObject({ reason: 'worse', before: { missedOpen: 0 } });
	});

	it('where nothing would change', () => {
		expect(refusal([...own('open', 40, () => 30), ...own('closed', 40, () => 30)])).toMatchObject({
			reason: 'no-better'
		});
	});
});

describe('a taught operating point', () => {
	it('leaves the rest of the manifest alone', () => {
		const taught = applyOperatingPoint(manifest, { temperature: 1, thresholds: { open: 0.7, closed: 0.95 } });
		expect(taught.decision.thresholds).toEqual({ open: 0.7, closed: 0.95, none: 0.6 });
		expect({ ...taught, judge: manifest.judge, decision: manifest.decision }).toEqual(manifest);
	});

	it('counts a bottle that is not seen as unanswered, not as wrong', () => {
		const [picture] = own('open', 1, () => 4);
		const counts = tally([{ ...picture!, inference: inference(null) }], manifest);
		expect(counts).toMatchObject({ missedOpen: 0, unanswered: 1, right: 0 });
	});
});
