import { describe, expect, it } from 'vitest';
import { settle, unsettled, type Hysteresis } from './hysteresis';
import { livePolicy } from './live-policy';

const POLICY = livePolicy({
	thresholds: { open: 0.9, closed: 0.97, none: 0.8 },
	minMargin: 0.2,
	sceneThresholds: { noBottle: 0.9, mouthHidden: 0.9 }
});
const p = (open: number) => ({ open, closed: 1 - open, none: 0 });

function hold(state: Hysteresis, open: number, fromMs: number, forMs: number, extra = {}): Hysteresis {
	let next = state;
	for (let at = fromMs; at <= fromMs + forMs; at += 50) {
		next = settle(next, { atMs: at, probabilities: p(open), frames: 6, poorImage: false, ...extra }, POLICY);
	}
	return next;
}

describe('hysteresis of the verdict', () => {
	it('checks before it locks, and locks open sooner than closed', () => {
		expect(hold(unsettled(0), 0.99, 0, 150).verdict.phase).toBe('checking');
		expect(hold(unsettled(0), 0.99, 0, 250).verdict).toMatchObject({ phase: 'locked', kind: 'open' });
		expect(hold(unsettled(0), 0.01, 0, 250).verdict.phase).toBe('checking');
		expect(hold(unsettled(0), 0.01, 0, 400).verdict).toMatchObject({ phase: 'locked', kind: 'closed' });
	});

	it('never locks under the threshold that the model states', () => {
		expect(hold(unsettled(0), 0.89, 0, 10_000).verdict.phase).toBe('unsure');
		expect(hold(unsettled(0), 0.04, 0, 10_000).verdict.phase).toBe('unsure');
	});

	it('never locks on fewer than three frames', () => {
		expect(hold(unsettled(0), 0.999, 0, 2000, { frames: 2 }).verdict.phase).toBe('checking');
	});

	it('keeps a locked verdict between exit and entry', () => {
		const locked = hold(unsettled(0), 0.99, 0, 400);
		expect(hold(locked, 0.7, 500, 1000).verdict).toMatchObject({ phase: 'locked', kind: 'open', confidence: 0.7 });
	});

	it('gives a closed verdict up to checking, never straight to open', () => {
		const locked = hold(unsettled(0), 0.01, 0, 600);
		const next = settle(locked, { atMs: 700, probabilities: p(0.99), frames: 6, poorImage: false }, POLICY);
		expect(next.verdict.phase).toBe('checking');
	});

	it('breaks the dwell when the class that was ahead falls back', () => {
		let state = hold(unsettled(0), 0.99, 0, 150);
		state = hold(state, 0.5, 200, 0);
		expect(hold(state, 0.99, 250, 150).verdict.phase).toBe('checking');
	});

	it('says why it is unsure', () => {
		expect(hold(unsettled(0), 0.6, 0, 3000).verdict).toMatchObject({ phase: 'unsure', reason: 'low-confidence' });
		expect(hold(unsettled(0), 0.6, 0, 3000, { poorImage: true }).verdict).toMatchObject({
			phase: 'unsure',
			reason: 'image-quality'
		});
		let state = unsettled(0);
		for (let i = 0; i < 8; i++) state = hold(state, i % 2 ? 0.7 : 0.3, i * 400, 350);
		expect(state.verdict).toMatchObject({ phase: 'unsure', reason: 'unstable' });
	});

	it('locks from unsure as soon as the entry condition has held', () => {
		const unsure = hold(unsettled(0), 0.6, 0, 3000);
		expect(hold(unsure, 0.99, 3100, 300).verdict).toMatchObject({ phase: 'locked', kind: 'open' });
	});
});
