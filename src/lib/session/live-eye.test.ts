import { describe, expect, it } from 'vitest';
import type { Inference, Logits, SceneLogits } from '../domain/inference';
import type { ModelManifest } from '../domain/model-manifest';
import type { LiveEvent } from '../decision/live-decider';
import { BottleLedger } from './bottle-ledger.svelte';
import { countBottle, type LiveCheck } from './live-check';
import { LiveEye, type Exhibit } from './live-eye';

const MANIFEST = {
	judge: { temperature: 1 },
	locator: { sceneTemperature: 1 },
	decision: {
		thresholds: { open: 0.58, closed: 0.77, none: 0.5 },
		minMargin: 0.1,
		sceneThresholds: { noBottle: 0.93, mouthHidden: 0.84 }
	}
} as ModelManifest;
const GUIDE = { x: 0.3, y: 0.1, width: 0.4, height: 0.8 };
const SIZE = { width: 1280, height: 720 };
const MOUTH = { x: 0.5, y: 0.4, width: 0.1 };

type Shown = 'open' | 'closed' | 'doubtful' | 'hardly a mouth' | 'nothing' | 'a belt like a mouth';
/** Logits of the judge (open, closed, none) and of the scene (visible, hidden, no bottle). */
const SEEN: Record<Shown, { logits: Logits | null; sceneLogits: SceneLogits }> = {
	open: { logits: [6, 0, 0], sceneLogits: [5, 0, 0] },
	closed: { logits: [0, 6, 0], sceneLogits: [5, 0, 0] },
	doubtful: { logits: [3, 3, 0], sceneLogits: [5, 0, 0] },
	'hardly a mouth': { logits: [0, 1, 4], sceneLogits: [5, 0, 0] },
	nothing: { logits: null, sceneLogits: [0, 0, 6] },
	// A candidate inside the guide that the judge calls none: the locator proposes from a heat of 0.15 on.
	'a belt like a mouth': { logits: [0, 0, 9], sceneLogits: [0, 0, 2] }
};

function inferenceOf(shown: Shown, frameId: number): Inference {
	const { logits, sceneLogits } = SEEN[shown];
	return {
		frameId,
		logits,
		sceneLogits,
		mouth: logits && MOUTH,
		candidates: logits ? [{ mouth: MOUTH, logits, heat: 0.9 }] : [],
		evidence: null,
		quality: { brightness: 0.5, glare: 0, sharpness: 200 },
		latencyMs: 1,
		backend: 'wasm',
		modelVersion: '0123456789ab'
	};
}

/** Frames before an eye, and the bottles that the counting mode makes of them, as the session does it. */
class Line {
	readonly eye = new LiveEye(MANIFEST);
	readonly ledger = new BottleLedger();
	readonly records: LiveCheck[] = [];
	readonly bands: string[] = [];
	/** What the kept picture shows. */
	picture: Shown | null = null;
	#atMs = 0;
	#last: Exhibit | null = null;

	show(shown: Shown, frames: number, everyMs = 100): this {
		for (let i = 0; i < frames; i++) {
			const frame = { capturedAtMs: (this.#atMs += everyMs) };
			const { events, keep } = this.eye.look(inferenceOf(shown, this.#atMs), frame, SIZE, GUIDE, false);
			this.#count(events);
			if (keep) this.picture = shown;
			this.bands.push(this.eye.verdict.kind);
			this.#last = this.eye.exhibit;
		}
		return this;
	}

	/** The bottle goes, and its record is stored. */
	async leave(): Promise<this> {
		this.show('nothing', 6);
		// A macrotask, so that all records are written.
		await new Promise((resolve) => setTimeout(resolve));
		return this;
	}

	/** What the tally says, and what the records say, bottle by bottle. */
	get counted() {
		return {
			tally: this.ledger.recent.map(({ kind }) => kind).reverse(),
			stored: this.records.map(({ judgement }) => judgement.verdict.kind)
		};
	}

	#count(events: readonly LiveEvent[]): void {
		for (const event of events) {
			if (event.kind !== 'counted') continue;
			const circumstances = { manifest: MANIFEST, source: 'counting', lens: '' } as const;
			const keeper = { picture: () => Promise.resolve(null), thumbnail: () => Promise.resolve(null) };
			countBottle(this.#last!, event.verdict, circumstances, this.ledger, keeper, (check) => {
				this.records.push(check);
				return Promise.resolve(`id-${this.records.length}`);
			});
		}
	}
}

const both = (kind: string) => ({ tally: [kind], stored: [kind] });

describe('a bottle that is counted', () => {
	it('is stored as closed where its verdict locks only after its mouth was last seen', async () => {
		const line = await new Line().show('closed', 5).leave();
		expect(line.counted).toEqual(both('closed'));
		const { judgement, inference } = line.records[0]!;
		expect(judgement.verdict.confidence).toBeGreaterThan(0.9);
		expect([judgement.mouth, inference.mouth, line.picture]).toEqual([MOUTH, MOUTH, 'closed']);
	});

	it('is stored as open where its verdict locks only after its mouth was last seen', async () => {
		const line = await new Line().show('open', 3, 120).leave();
		expect(line.counted).toEqual(both('open'));
	});

	it('is stored as open with the frame that showed it open, however closed it looks later', async () => {
		const line = await new Line().show('open', 15).show('closed', 40).leave();
		expect(line.counted).toEqual(both('open'));
		const { judgement, inference } = line.records[0]!;
		expect(judgement.probabilities.open).toBeGreaterThan(0.9);
		expect([inference.logits, line.picture]).toEqual([SEEN.open.logits, 'open']);
	});

	it('is stored as what it is counted as, whatever the frames show in which order', async () => {
		let seed = 5;
		const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
		const shown = Object.keys(SEEN) as Shown[];
		const kinds = new Set<string>();
		for (let round = 0; round < 300; round++) {
			const line = new Line();
			for (let i = 0; i < 6; i++) {
				line.show(shown[random(shown.length)]!, 1 + random(14), 40 + random(160));
				if (random(12) === 0) line.eye.void();
			}
			const { tally, stored } = (await line.leave()).counted;
			expect(stored).toEqual(tally);
			for (const kind of tally) kinds.add(kind);
		}
		expect(kinds).toEqual(new Set(['open', 'closed', 'unsure']));
	});
});

describe('the band', () => {
	it('never says closed of a bottle that has locked as open', async () => {
		const line = new Line().show('open', 15);
		expect(line.eye.verdict.kind).toBe('open');
		line.bands.length = 0;
		line.show('closed', 60);
		expect(new Set(line.bands)).toEqual(new Set(['open']));
		const said = line.eye.verdict;
		expect((await line.leave()).counted).toEqual(both('open'));
		expect(line.records[0]!.judgement.verdict).toEqual(said);
	});

	it('never says closed of an open bottle after the GPU was lost', async () => {
		const line = new Line().show('open', 15);
		line.eye.void();
		line.bands.length = 0;
		line.show('closed', 60);
		expect(new Set(line.bands)).toEqual(new Set(['open']));
		expect((await line.leave()).counted).toEqual(both('open'));
	});

	it('says closed of the bottle after an open one', async () => {
		const line = await new Line().show('open', 15).leave();
		expect(line.show('closed', 15).eye.verdict.kind).toBe('closed');
	});
});

describe('the picture of an unsure bottle', () => {
	it('is of the bottle, and not of the empty belt after it', async () => {
		const line = new Line().show('doubtful', 10).show('a belt like a mouth', 6);
		await line.leave();
		expect(line.counted).toEqual(both('unsure'));
		const { judgement, inference, framesJudged } = line.records[0]!;
		expect([line.picture, inference.logits, framesJudged]).toEqual(['doubtful', SEEN.doubtful.logits, 10]);
		expect(judgement.verdict.confidence).toBeGreaterThan(0.4);
	});
});
