import { describe, expect, it } from 'vitest';
import { InspectorError } from '../domain/errors';
import type { Inference } from '../domain/inference';
import type { ChallengeRecord, ModelStamp } from '../domain/record';
import type { Judgement, Verdict } from '../domain/verdict';
import { ChallengeSession, type ChallengeEnvironment } from './challenge-session.svelte';

type Input = Parameters<ChallengeEnvironment['record']>[0];
const MODEL = { version: 'abcdef012345', hash: 'c'.repeat(64), backend: 'wasm' } as const;

/** An engine that says what the test puts into `says`, and a log that keeps what it is given. */
class Stage {
	says: Verdict['kind'] | 'the truth' | Error = 'the truth';
	storageFails = false;
	readonly recorded: Input[] = [];
	/** Pictures that somebody has closed. */
	closed = 0;
	engineDown = false;
	nowMs = 1000;
	model: ModelStamp = MODEL;
	readonly env: ChallengeEnvironment = {
		judge: async () => {
			const { says } = this;
			if (says instanceof Error) throw says;
			const kind = says === 'the truth' ? this.session.expected! : says;
			const verdict = { kind, confidence: 0.9, ...(kind === 'unsure' ? { reason: 'low-confidence' } : {}) } as Verdict;
			const judgement = { verdict, probabilities: { open: 0.9, closed: 0.1, none: 0 }, mouth: null } as Judgement;
			return { judgement, inference: { logits: [1, 2, 3] } as unknown as Inference, model: this.model };
		},
		model: async () => {
			if (this.engineDown) throw new InspectorError('worker-crashed', 'gone');
			return MODEL;
		},
		record: async (input) => {
			if (this.storageFails) throw new InspectorError('storage-full', 'no room');
			this.recorded.push(input);
			return { ...input, kind: 'challenge' } as unknown as ChallengeRecord;
		},
		monotonicMs: () => (this.nowMs += 10),
		random: () => 0.5
	};
	readonly session = new ChallengeSession(this.env);
	readonly picture = { close: () => (this.closed += 1) } as unknown as ImageBitmap;

	async show(...answers: Stage['says'][]) {
		for (const says of answers) {
			this.says = says;
			await this.session.show(this.picture);
		}
	}
	/** Right answers until a bottle of this kind is asked for. */
	async upTo(kind: 'open' | 'closed') {
		while (this.session.expected !== kind) await this.show('the truth');
	}
}
const started = () => {
	const stage = new Stage();
	stage.session.start({ open: 2, closed: 2 }, () => 'shift-start');
	return stage;
};

describe('a challenge test on the screen', () => {
	it('asks for nothing and judges nothing before it is started', async () => {
		const stage = new Stage();
		await stage.show('the truth');
		expect(stage.session).toMatchObject({ phase: 'idle', expected: null, planned: 0 });
		expect(stage.closed).toBe(1);
	});

	it('is over with a record once every bottle was named rightly', async () => {
		const stage = started();
		for (let done = 0; done < 4; done++) {
			expect(stage.session).toMatchObject({ phase: 'showing', done, planned: 4 });
			await stage.show('the truth');
		}
		expect(stage.session.phase).toBe('over');
		expect(stage.recorded).toHaveLength(1);
		expect(stage.recorded[0]).toMatchObject({
			trigger: 'shift-start',
			outcome: 'passed',
			planned: { open: 2, closed: 2 },
			missedOpen: 0,
			model: MODEL
		});
		expect(stage.recorded[0]!.steps.map(({ logits }) => logits)).toEqual(Array(4).fill([1, 2, 3]));
		const times = stage.recorded[0]!.steps.map(({ atMs }) => atMs);
		expect(times).toEqual([...times].sort((a, b) => a - b));
	});

	it('is over and failed at the first missed open, whatever was still planned', async () => {
		const stage = started();
		await stage.upTo('open');
		await stage.show('closed');
		expect(stage.session).toMatchObject({ phase: 'over', expected: null });
		expect(stage.recorded[0]).toMatchObject({ outcome: 'failed', missedOpen: 1 });
	});

	it('lets an unsure answer be tried again, and counts the tries', async () => {
		const stage = started();
		await stage.upTo('open');
		const { done } = stage.session;
		await stage.show('unsure');
		expect(stage.session).toMatchObject({ phase: 'showing', expected: 'open', done, retriesLeft: 1 });
		expect(stage.session.lastVerdict?.kind).toBe('unsure');
		await stage.show('unsure', 'unsure');
		expect(stage.recorded[0]).toMatchObject({ outcome: 'failed', missedOpen: 1, undecided: 3 });
	});

	it('says what went wrong while judging, and goes on with the same bottle', async () => {
		const stage = started();
		const { expected } = stage.session;
		await stage.show(new InspectorError('worker-crashed', 'gone'));
		expect(stage.session).toMatchObject({ phase: 'showing', expected, done: 0, fault: 'worker-crashed' });
		await stage.show('the truth');
		expect(stage.session).toMatchObject({ done: 1, fault: null });
	});

	it('takes one bottle at a time', async () => {
		const stage = started();
		await Promise.all([stage.session.show(stage.picture), stage.session.show(stage.picture)]);
		expect(stage.session.done).toBe(1);
		expect(stage.closed).toBe(1);
	});

	it('does not take a bouncing tap for the next bottle', async () => {
		const stage = started();
		expect(stage.session.mayShoot).toBe(true);
		const judging = stage.show('the truth');
		expect(stage.session.mayShoot).toBe(false);
		await judging;
		expect(stage.session.mayShoot).toBe(false);
		stage.nowMs += 700;
		expect(stage.session.mayShoot).toBe(true);
	});

	it('hands every try to record one test over under the same id, and the next test under another', async () => {
		const stage = started();
		const ids: string[] = [];
		const { env } = stage;
		const record = env.record;
		env.record = (input) => (ids.push(input.id), record(input));
		await stage.upTo('open');
		stage.storageFails = true;
		await stage.show('closed');
		stage.storageFails = false;
		await stage.session.retryRecording();
		stage.session.start({ open: 1, closed: 1 }, () => 'after-failure');
		await stage.show('the truth', 'the truth');
		expect(ids).toEqual([ids[0], ids[0], ids[2]]);
		expect(ids[2]).not.toBe(ids[0]);
	});

	it('that is stopped early is recorded as stopped, once', async () => {
		const stage = started();
		await stage.show('the truth');
		await stage.session.abandon();
		await stage.session.abandon();
		expect(stage.recorded.map(({ outcome }) => outcome)).toEqual(['abandoned']);
		expect(stage.session.phase).toBe('over');
	});

	it('is not over before its outcome is recorded, and can be recorded again', async () => {
		const stage = started();
		await stage.upTo('open');
		stage.storageFails = true;
		await stage.show('closed');
		expect(stage.session).toMatchObject({ phase: 'showing', expected: null, record: null, fault: 'storage-full' });
		// No further bottle buries the missed one.
		await stage.show('open');
		expect(stage.recorded).toEqual([]);
		stage.storageFails = false;
		await stage.session.retryRecording();
		expect(stage.session.phase).toBe('over');
		expect(stage.recorded.map(({ outcome }) => outcome)).toEqual(['failed']);
	});

	it('that missed an open and could not be recorded is a failed one even where it is then stopped early', async () => {
		const stage = started();
		await stage.upTo('open');
		stage.storageFails = true;
		await stage.show('closed');
		stage.storageFails = false;
		await stage.session.abandon();
		expect(stage.recorded).toHaveLength(1);
		expect(stage.recorded[0]).toMatchObject({ outcome: 'failed', missedOpen: 1 });
	});

	it('that missed an open is recorded by the model that judged, though the engine is down by then', async () => {
		const stage = started();
		await stage.upTo('open');
		stage.engineDown = true;
		await stage.show('closed');
		expect(stage.recorded).toMatchObject([{ outcome: 'failed', missedOpen: 1, model: MODEL }]);
	});

	it('is not passed where another backend or model judges on the way, and says so', async () => {
		for (const other of [{ backend: 'webgl' }, { hash: 'd'.repeat(64) }] as const) {
			const stage = started();
			await stage.show('the truth', 'the truth');
			stage.model = { ...MODEL, ...other };
			await stage.show('the truth');
			expect(stage.session).toMatchObject({ phase: 'over', changed: true, expected: null });
			expect(stage.recorded).toMatchObject([{ outcome: 'abandoned', model: stage.model }]);
			stage.session.start({ open: 1, closed: 1 }, () => 'after-update');
			await stage.show('the truth', 'the truth');
			expect(stage.recorded[1]).toMatchObject({ outcome: 'passed', model: stage.model });
		}
	});

	it('is failed by a missed open, also where another backend missed it', async () => {
		const stage = started();
		await stage.show('the truth');
		await stage.upTo('open');
		stage.model = { ...MODEL, backend: 'webgl' };
		await stage.show('closed');
		expect(stage.recorded).toMatchObject([{ outcome: 'failed', missedOpen: 1 }]);
	});

	it('that the tool changed in is not over before that is recorded', async () => {
		const stage = started();
		await stage.show('the truth');
		stage.model = { ...MODEL, backend: 'webgl' };
		stage.storageFails = true;
		await stage.show('the truth');
		expect(stage.session).toMatchObject({ phase: 'showing', expected: null, fault: 'storage-full' });
		stage.storageFails = false;
		await stage.session.retryRecording();
		expect(stage.recorded.map(({ outcome }) => outcome)).toEqual(['abandoned']);
	});

	it('that is left while a bottle is judged is recorded as stopped once the judgement is there', async () => {
		const stage = started();
		const judging = stage.show('the truth');
		await stage.session.abandon();
		await judging;
		expect(stage.recorded).toMatchObject([{ outcome: 'abandoned', steps: [{ logits: [1, 2, 3] }] }]);
		expect(stage.session.phase).toBe('over');
	});

	it('that is left while an open bottle is being missed is recorded as failed', async () => {
		const stage = started();
		await stage.upTo('open');
		const judging = stage.show('closed');
		await stage.session.abandon();
		await judging;
		expect(stage.recorded).toMatchObject([{ outcome: 'failed', missedOpen: 1 }]);
	});

	it('that is left while judging is recorded as stopped where the judging fails, and the next test starts anew', async () => {
		const stage = started();
		const judging = stage.show(new InspectorError('backend-lost', 'gone'));
		await stage.session.abandon();
		await judging;
		expect(stage.recorded).toMatchObject([{ outcome: 'abandoned', steps: [] }]);
		stage.session.start({ open: 2, closed: 2 }, () => 'on-demand');
		await stage.show('the truth');
		expect(stage.session).toMatchObject({ phase: 'showing', done: 1 });
		expect(stage.recorded).toHaveLength(1);
	});

	it('says in its record why it was made, as the model that judged makes it known', async () => {
		const stage = new Stage();
		stage.session.start({ open: 1, closed: 1 }, ({ hash }) => (hash === MODEL.hash ? 'after-update' : 'on-demand'));
		await stage.show('the truth', 'the truth');
		expect(stage.recorded).toMatchObject([{ outcome: 'passed', trigger: 'after-update' }]);
	});
});
