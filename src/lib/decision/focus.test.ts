import { describe, expect, it } from 'vitest';
import type { Inference, JudgedMouth } from '../domain/inference';
import { focusOn } from './focus';
import { followNeighbours, neighbourVerdict, type Neighbour } from './neighbours';
import { livePolicy } from './live-policy';

const GUIDE = { x: 0.3, y: 0.1, width: 0.4, height: 0.8 };
const at = (x: number, heat = 0.9): JudgedMouth => ({ mouth: { x, y: 0.4, width: 0.1 }, heat, logits: [heat, 0, 0] });
const inference = (...candidates: JudgedMouth[]): Inference =>
	({
		candidates,
		mouth: candidates[0]?.mouth ?? null,
		logits: candidates[0]?.logits ?? null,
		evidence: { rows: 1 }
	}) as unknown as Inference;

describe('the mouth that the inspector means', () => {
	it('is the best one inside the guide frame, not the best of all', () => {
		const focused = focusOn(inference(at(0.9), at(0.6, 0.7), at(0.5, 0.5)), GUIDE, null, 1.2);
		expect(focused.mouth?.x).toBe(0.6);
		expect(focused.logits).toEqual([0.7, 0, 0]);
		expect(focused.evidence).toBeNull();
	});

	it('stays the one that is followed while a neighbour shows more clearly', () => {
		const focused = focusOn(inference(at(0.62), at(0.45, 0.4)), GUIDE, { x: 0.44, y: 0.4, width: 0.1 }, 1.2);
		expect(focused.mouth?.x).toBe(0.45);
	});

	it('is none where the guide frame is empty', () => {
		expect(focusOn(inference(at(0.9)), GUIDE, null, 1.2)).toMatchObject({ mouth: null, logits: null });
	});

	it('keeps its evidence where the engine chose the same mouth', () => {
		expect(focusOn(inference(at(0.5)), GUIDE, null, 1.2).evidence).not.toBeNull();
	});
});

describe('all mouths in view', () => {
	const POLICY = livePolicy({
		thresholds: { open: 0.9, closed: 0.97, none: 0.8 },
		minMargin: 0.2,
		sceneThresholds: { noBottle: 0.9, mouthHidden: 0.9 }
	});
	const open = { open: 0.99, closed: 0.01, none: 0 };
	const closed = { open: 0.005, closed: 0.99, none: 0.005 };
	const mouths = [
		{ mouth: at(0.2).mouth, probabilities: open },
		{ mouth: at(0.6).mouth, probabilities: closed }
	];

	it('get a verdict each once enough frames agree', () => {
		let known: Neighbour[] = [];
		known = followNeighbours(known, mouths, 100, POLICY);
		expect(known.map((n) => neighbourVerdict(n, POLICY))).toEqual([null, null]);
		for (let i = 2; i < 6; i++) known = followNeighbours(known, [...mouths].reverse(), i * 100, POLICY).reverse();
		expect(known.map((n) => neighbourVerdict(n, POLICY))).toEqual(['open', 'closed']);
	});

	it('do not inherit votes from a mouth that left', () => {
		let known: Neighbour[] = [];
		for (let i = 0; i < 6; i++) known = followNeighbours(known, [mouths[1]!], i * 100, POLICY);
		known = followNeighbours(known, [], 700, POLICY);
		known = followNeighbours(known, [{ ...mouths[1]!, probabilities: open }], 800, POLICY);
		expect(neighbourVerdict(known[0]!, POLICY)).toBeNull();
	});
});
