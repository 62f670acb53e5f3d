import { createHash } from 'node:crypto';
import type { CheckRecord, LogRecord } from '../../src/lib/domain/record';
import { canonicalJson } from '../../src/lib/domain/record-hash';
import type { Verdict } from '../../src/lib/domain/verdict';
import { randomUuid } from './random';

const hash = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** What the chained hash of a record should be; the synchronous twin of `recordHash`, for making many. */
export function sealed<R extends LogRecord>(record: R): R {
	const { hash: _hash, personal: _personal, ...chained } = record;
	return { ...record, hash: hash(chained) };
}

export interface TabletOptions {
	readonly random: () => number;
	readonly line?: string;
	readonly shift?: string;
	readonly model?: string;
	/** Share of open bottles, 0..1. */
	readonly openRate?: number;
	/** Wall time of the first check, milliseconds since 1970; each next one is `stepMs` later. */
	readonly startMs?: number;
	readonly stepMs?: number;
}

/** A tablet that makes valid, chained check records as fast as it is asked; nothing in them was ever seen by a camera. */
export class SimulatedTablet {
	readonly deviceId: string;
	readonly #options: Required<TabletOptions>;
	readonly #sessionId: string;
	#sequence = 0;
	#previousHash = '0'.repeat(64);

	constructor(options: TabletOptions) {
		this.#options = {
			line: 'L1',
			shift: 'A',
			model: 'abcdef012345',
			openRate: 0.02,
			startMs: Date.now(),
			stepMs: 1000,
			...options
		};
		this.deviceId = randomUuid(options.random);
		this.#sessionId = randomUuid(options.random);
	}

	/** The next check of this tablet's chain; `change` replaces fields before it is sealed. */
	check(change: Partial<CheckRecord> = {}): CheckRecord {
		const { random, line, shift, model, startMs, stepMs } = this.#options;
		const verdict = this.#verdict();
		const record = sealed<CheckRecord>({
			schemaVersion: 1,
			kind: 'check',
			id: randomUuid(random),
			deviceId: this.deviceId,
			deviceLabel: `Tablet ${this.deviceId.slice(0, 4)}`,
			sequence: ++this.#sequence,
			previousHash: this.#previousHash,
			hash: '',
			wallTime: new Date(startMs + (this.#sequence - 1) * stepMs).toISOString(),
			monotonicMs: this.#sequence * stepMs,
			sessionId: this.#sessionId,
			clockSetBack: false,
			appVersion: '0.1.0',
			station: { line, shift, batch: 'B-77' },
			personalHash: 'b'.repeat(64),
			personal: null,
			verdict,
			logits: [random() * 8 - 4, random() * 8 - 4, random() * 8 - 4],
			sceneLogits: [random() * 8 - 4, random() * 8 - 4, random() * 8 - 4],
			probabilities: { open: 0.02, closed: 0.97, none: 0.01 },
			temperature: 1.3,
			sceneTemperature: 1.1,
			thresholds: { open: 0.5, closed: 0.95, none: 0.8, minMargin: 0.1, noBottle: 0.9, mouthHidden: 0.8 },
			model: { version: model, hash: 'c'.repeat(64), backend: 'webgl' },
			latencyMs: 40 + random() * 40,
			lens: 'camera2 0, facing back',
			source: 'camera',
			framesJudged: 5,
			mouth: { x: random(), y: random(), width: random() / 4 },
			quality: { brightness: random(), glare: random() / 20, sharpness: random() * 400 },
			picture: null,
			thumbnail: null,
			pictureOmitted: null,
			challenge: 'passed',
			roundId: null,
			teachInId: null,
			...change
		});
		this.#previousHash = record.hash;
		return record;
	}

	checks(count: number): CheckRecord[] {
		return Array.from({ length: count }, () => this.check());
	}

	#verdict(): Verdict {
		const { random, openRate } = this.#options;
		const confidence = 0.95 + random() * 0.05;
		const draw = random();
		if (draw < openRate) return { kind: 'open', confidence };
		if (draw < openRate + 0.03) return { kind: 'unsure', reason: 'low-confidence', confidence: 0.6 + random() * 0.3 };
		if (draw < openRate + 0.05) return { kind: 'no-bottle', confidence };
		return { kind: 'closed', confidence };
	}
}

/** A batch as a tablet sends it. */
export const batchOf = (records: readonly unknown[], sentAtMs = Date.now()) => ({
	sentAt: new Date(sentAtMs).toISOString(),
	records
});
