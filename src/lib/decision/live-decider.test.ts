import { describe, expect, it } from 'vitest';
import type { Inference, Probabilities } from '../domain/inference';
import type { Verdict } from '../domain/verdict';
import {
	advance,
	initialLiveState,
	voidVerdict,
	withoutBottle,
	type JudgedFrame,
	type LiveEvent,
	type LiveState
} from './live-decider';
import { livePolicy } from './live-policy';

const POLICY = livePolicy({
	thresholds: { open: 0.9, closed: 0.97, none: 0.8 },
	minMargin: 0.2,
	sceneThresholds: { noBottle: 0.9, mouthHidden: 0.9 }
});
const GUIDE = { x: 0.3, y: 0.1, width: 0.4, height: 0.8 };
type Shown = 'open' | 'closed' | 'doubtful' | 'nothing' | 'blur' | 'face' | 'murky';
const PROBABILITIES: Record<Shown, Probabilities> = {
	open: { open: 0.99, closed: 0.009, none: 0.001 },
	closed: { open: 0.005, closed: 0.99, none: 0.005 },
	doubtful: { open: 0.5, closed: 0.49, none: 0.01 },
	blur: { open: 0.005, closed: 0.99, none: 0.005 },
	face: { open: 0.005, closed: 0.99, none: 0.005 },
	murky: { open: 0.1, closed: 0.2, none: 0.7 },
	nothing: { open: 0.01, closed: 0.01, none: 0.98 }
};

function frame(shown: Shown, atMs: number, x = 0.5): JudgedFrame {
	const probabilities = PROBABILITIES[shown];
	const mouth = shown === 'nothing' ? null : { x, y: 0.4, width: 0.1 };
	const verdict: Verdict =
		shown === 'nothing'
			? { kind: 'no-bottle', confidence: 0.98 }
			: shown === 'doubtful' || shown === 'face' || shown === 'murky'
				? { kind: 'unsure', reason: 'low-confidence', confidence: 0.5 }
				: { kind: shown === 'blur' ? 'closed' : shown, confidence: 0.99 };
	const inference: Partial<Inference> = {
		mouth,
		sceneLogits: shown === 'face' ? [0, -1, 1] : [3, 0, 0],
		quality: { brightness: 0.5, glare: 0, sharpness: shown === 'blur' ? 0.5 : 200 }
	};
	return {
		atMs,
		inference: inference as Inference,
		judgement: { verdict, probabilities, mouth },
		guide: GUIDE,
		frame: { width: 1280, height: 720 }
	};
}

/** A clip at ten frames a second. */
class Clip {
	state: LiveState = initialLiveState();
	events: LiveEvent[] = [];
	atMs = 0;
	show(shown: Shown, frames: number, x: number | ((i: number) => number) = 0.5, everyMs = 100): this {
		for (let i = 0; i < frames; i++) {
			const next = advance(this.state, frame(shown, (this.atMs += everyMs), typeof x === 'number' ? x : x(i)), POLICY);
			this.state = next.state;
			this.events.push(...next.events);
		}
		return this;
	}
	get counted() {
		return this.events.filter((e) => e.kind === 'counted').map((e) => e.verdict);
	}
	get verdict() {
		return this.state.hysteresis.verdict;
	}
}

describe('a moving picture', () => {
	it('counts each bottle once as it comes and goes', () => {
		const clip = new Clip();
		for (const shown of ['closed', 'closed', 'open', 'closed', 'doubtful', 'open'] as const) {
			clip.show('nothing', 6).show(shown, 15);
		}
		clip.show('nothing', 6);
		expect(clip.counted).toEqual(['closed', 'closed', 'open', 'closed', 'unsure', 'open']);
	});

	it('never locks on what the judge calls closed and the scene no bottle', () => {
		const clip = new Clip().show('face', 60);
		expect(clip.events.some(({ kind }) => kind === 'locked')).toBe(false);
		expect(clip.verdict.phase).toBe('unsure');
	});

	it('counts bottles that follow each other without an empty frame', () => {
		const glide = (i: number) => 0.32 + i * 0.018;
		const clip = new Clip()
			.show('closed', 20, glide)
			.show('open', 20, glide)
			.show('closed', 20, glide)
			.show('nothing', 6);
		expect(clip.counted).toEqual(['closed', 'open', 'closed']);
	});

	it('counts a bottle that passes too fast for a verdict as unsure', () => {
		const clip = new Clip().show('nothing', 3).show('closed', 3).show('nothing', 6);
		expect(clip.counted).toEqual(['unsure']);
	});

	it('makes nothing of a single false glimpse', () => {
		const clip = new Clip().show('nothing', 3).show('open', 1).show('nothing', 6);
		expect(clip.events).toEqual([]);
	});

	it('never carries votes from one bottle to the next', () => {
		const clip = new Clip().show('closed', 30, 0.4);
		expect(clip.verdict).toMatchObject({ phase: 'locked', kind: 'closed' });
		clip.show('open', 1, 0.65);
		expect(clip.verdict.phase).toBe('checking');
		expect(clip.state.votes?.count).toBe(1);
	});

	it('holds a locked verdict through one bad frame', () => {
		const clip = new Clip().show('closed', 20);
		expect(clip.verdict).toMatchObject({ phase: 'locked', kind: 'closed' });
		clip.show('open', 1).show('closed', 5);
		expect(clip.verdict).toMatchObject({ phase: 'locked', kind: 'closed' });
		expect(clip.events.filter((e) => e.kind === 'locked')).toHaveLength(1);
	});

	it('calls a bottle open that is opened before the camera', () => {
		const clip = new Clip().show('closed', 20).show('open', 20).show('nothing', 6);
		expect(clip.counted).toEqual(['open']);
	});

	it('lets no frame vote that is too poor to be a witness', () => {
		const clip = new Clip().show('blur', 40);
		expect(clip.verdict).toMatchObject({ phase: 'unsure', reason: 'image-quality' });
		expect(clip.show('nothing', 6).counted).toEqual(['unsure']);
	});

	it('looks away from a mouth outside the guide frame', () => {
		const clip = new Clip().show('open', 20, 0.9);
		expect(clip.events).toEqual([]);
		expect(clip.state.coach.shown).toBe('centre');
	});

	it('takes a closed verdict back when it is voided, and keeps an open one', () => {
		const closed = new Clip().show('closed', 20);
		closed.state = voidVerdict(closed.state);
		expect(closed.verdict.phase).toBe('checking');
		expect(closed.show('nothing', 6).counted).toEqual(['unsure']);
		const open = new Clip().show('open', 20);
		open.state = voidVerdict(open.state);
		expect(open.verdict.phase).toBe('checking');
		expect(open.show('nothing', 6).counted).toEqual(['open']);
	});

	it('never locks as closed what has locked as open, neither later nor after it was voided', () => {
		const clip = new Clip().show('open', 20).show('closed', 60);
		clip.state = voidVerdict(clip.state);
		clip.show('closed', 60);
		expect(clip.events.filter((e) => e.kind === 'locked').map((e) => e.verdict)).toEqual(['open']);
		expect(clip.verdict.phase).toBe('unsure');
		expect(clip.show('nothing', 6).show('closed', 20).verdict).toMatchObject({ phase: 'locked', kind: 'closed' });
	});

	it('counts as unsure what was closed until its mouth could hardly be made out, then leant open', () => {
		const clip = new Clip().show('closed', 20).show('murky', 20);
		expect(clip.verdict.phase).toBe('checking');
		expect(clip.show('doubtful', 8).show('nothing', 6).counted).toEqual(['unsure']);
	});

	it('counts as unsure what the band has come to call unsure', () => {
		const clip = new Clip().show('closed', 20).show('murky', 60);
		expect(clip.verdict.phase).toBe('unsure');
		expect(clip.show('nothing', 6).counted).toEqual(['unsure']);
	});

	it('after a long silence counts the old bottle and starts on a new one', () => {
		const clip = new Clip().show('closed', 20);
		clip.atMs += 5000;
		clip.show('open', 20).show('nothing', 6);
		expect(clip.counted).toEqual(['closed', 'open']);
	});

	it('counts the bottle in view when counting is stopped', () => {
		const clip = new Clip().show('open', 20);
		expect(withoutBottle(clip.state).events).toEqual([{ kind: 'counted', bottle: 1, verdict: 'open' }]);
	});

	it('decides the same at thirty, five and two and a half frames a second', () => {
		for (const everyMs of [33, 200, 400]) {
			const clip = new Clip();
			for (const shown of ['closed', 'open', 'closed'] as const) {
				clip.show('nothing', Math.ceil(800 / everyMs), 0.5, everyMs);
				clip.show(shown, Math.ceil(2400 / everyMs), 0.5, everyMs);
			}
			clip.show('nothing', Math.ceil(1000 / everyMs), 0.5, everyMs);
			expect(clip.counted).toEqual(['closed', 'open', 'closed']);
		}
	});
});
