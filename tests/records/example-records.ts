import type { CheckRecord } from '../../src/lib/domain/record';

const uuid = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** A complete check; `change` replaces fields. Its hash is not computed. */
export function exampleCheck(change: Partial<CheckRecord> = {}): CheckRecord {
	return {
		schemaVersion: 1,
		id: uuid(1),
		kind: 'check',
		deviceId: uuid(0xd),
		deviceLabel: 'Tablet 3',
		sequence: 1,
		previousHash: '0'.repeat(64),
		hash: 'a'.repeat(64),
		wallTime: '2026-03-02T06:15:00.250Z',
		monotonicMs: 1234.5,
		sessionId: uuid(0x5),
		clockSetBack: false,
		appVersion: '0.1.0',
		station: { line: 'L2', shift: 'A', batch: 'B-77' },
		personalHash: 'b'.repeat(64),
		personal: { salt: '0'.repeat(32), inspector: 'Ana', note: '', fileName: '' },
		verdict: { kind: 'open', confidence: 0.97 },
		logits: [4.1, -1.2, -3.3],
		sceneLogits: [5, -2, -4],
		probabilities: { open: 0.97, closed: 0.02, none: 0.01 },
		temperature: 1.3,
		sceneTemperature: 1.1,
		thresholds: { open: 0.5, closed: 0.95, none: 0.8, minMargin: 0.1, noBottle: 0.9, mouthHidden: 0.8 },
		model: { version: 'abcdef012345', hash: 'c'.repeat(64), backend: 'wasm' },
		latencyMs: 42,
		lens: 'back camera',
		source: 'camera',
		framesJudged: 5,
		mouth: { x: 0.5, y: 0.2, width: 0.1 },
		quality: { brightness: 0.5, glare: 0.01, sharpness: 210 },
		picture: null,
		thumbnail: null,
		pictureOmitted: null,
		challenge: 'passed',
		roundId: null,
		teachInId: null,
		...change
	};
}
