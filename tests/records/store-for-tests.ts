import { deleteDB } from 'idb';
import type { Inference } from '../../src/lib/domain/inference';
import type { ModelManifest } from '../../src/lib/domain/model-manifest';
import type { VerdictKind } from '../../src/lib/domain/verdict';
import type { RecordOrigin } from '../../src/lib/records/append';
import type { ChallengeRecord } from '../../src/lib/domain/record';
import { modelStamp, type CheckInput } from '../../src/lib/records/record-check';
import { RecordStore, type Clock } from '../../src/lib/records/store';

/** A clock that stands where the test puts it. */
export class HandClock implements Clock {
	constructor(
		public wall = Date.parse('2026-03-02T06:00:00.000Z'),
		public monotonic = 0
	) {}
	wallMs = () => this.wall;
	monotonicMs = () => this.monotonic;
	advance(ms: number) {
		this.wall += ms;
		this.monotonic += ms;
	}
}

/** Runs `work` on a database of its own in this browser, deleted afterwards. */
export async function withStore(work: (store: RecordStore, clock: HandClock, name: string) => Promise<void>) {
	const name = `test-${crypto.randomUUID()}`;
	const clock = new HandClock();
	const store = new RecordStore(name, clock);
	try {
		await work(store, clock, name);
	} finally {
		await store.close();
		await deleteDB(name);
		const root = await navigator.storage.getDirectory();
		await root.removeEntry(`${name}-journal`, { recursive: true }).catch(() => {});
	}
}

export const origin = (change: Partial<RecordOrigin> = {}): RecordOrigin => ({
	station: { line: 'L2', shift: 'A', batch: 'B-77' },
	inspector: 'Ana Souza',
	...change
});

/** The fields of a manifest that records read. */
export const manifest = {
	version: 'abcdef012345',
	judge: { temperature: 1.3 },
	locator: { sceneTemperature: 1.1 },
	decision: {
		thresholds: { open: 0.5, closed: 0.95, none: 0.8 },
		minMargin: 0.1,
		sceneThresholds: { noBottle: 0.9, mouthHidden: 0.8 }
	}
} as unknown as ModelManifest;

export const inference = {
	frameId: 1,
	logits: [4.1, -1.2, -3.3],
	sceneLogits: [5, -2, -4],
	mouth: { x: 0.5, y: 0.2, width: 0.1 },
	candidates: [],
	evidence: null,
	quality: { brightness: 0.5, glare: 0.01, sharpness: 210 },
	latencyMs: 42,
	backend: 'wasm',
	modelVersion: 'abcdef012345'
} as Inference;

/** What a screen would hand over for a bottle with this verdict. */
export function checkInput(kind: VerdictKind = 'closed', change: Partial<CheckInput> = {}): CheckInput {
	const verdict =
		kind === 'unsure'
			? ({ kind, reason: 'low-confidence', confidence: 0.6 } as const)
			: ({ kind, confidence: 0.97 } as const);
	return {
		judgement: { verdict, probabilities: { open: 0.02, closed: 0.97, none: 0.01 }, mouth: inference.mouth },
		inference,
		manifest,
		temperature: 1.3,
		origin: origin(),
		source: 'camera',
		lens: 'back camera',
		framesJudged: 5,
		...change
	};
}

/** An encoded picture of `bytes` bytes with content of its own. */
export function pictureOf(bytes: number, seed = 0): Blob {
	const content = new Uint8Array(bytes);
	for (let i = 0; i < bytes; i += 65_536) crypto.getRandomValues(content.subarray(i, Math.min(bytes, i + 65_536)));
	if (seed) content.fill(seed % 256);
	return new Blob([content], { type: 'image/jpeg' });
}

/** What a challenge test of two open and two closed bottles gives to be recorded. */
export const challengeInput = async <Outcome extends ChallengeRecord['outcome']>(outcome: Outcome) => ({
	trigger: 'on-demand' as const,
	outcome,
	planned: { open: 2, closed: 2 },
	steps: [],
	missedOpen: outcome === 'failed' ? 1 : 0,
	falseAlarms: 0,
	undecided: 0,
	model: await modelStamp(manifest, 'wasm'),
	origin: origin()
});
