import type { LogRecord } from '../../domain/record';
import { TALLY_MINUTES, type TallyOutcome } from '../../domain/report-protocol';
import type { IncomingReport } from './report-store';

/** What the desk counts and filters by, read off a record. Empty text where a record has none. */
export interface Facets {
	readonly outcome: TallyOutcome | null;
	readonly line: string;
	readonly shift: string;
	readonly model: string;
	/** 0..1; 0 for what has none. */
	readonly confidence: number;
}

export function facets(record: LogRecord): Facets {
	const { line, shift } = record.station;
	const base = { outcome: null, line, shift, model: '', confidence: 0 };
	switch (record.kind) {
		case 'check':
			return {
				...base,
				outcome: record.verdict.kind,
				model: record.model.version,
				confidence: record.verdict.confidence
			};
		case 'correction':
			return { ...base, outcome: 'correction' };
		case 'challenge':
			if (record.outcome === 'abandoned') return { ...base, model: record.model.version };
			return { ...base, outcome: `challenge-${record.outcome}`, model: record.model.version };
		default:
			return base;
	}
}

const TALLY_MS = TALLY_MINUTES * 60_000;

export interface TallyDelta extends Omit<Facets, 'outcome' | 'confidence'> {
	readonly outcome: TallyOutcome;
	/** Start of the bucket, milliseconds since 1970. */
	readonly bucketMs: number;
	count: number;
	confidenceSum: number;
}

/**
 * What newly stored reports add to the tallies.
 * [Note: lock order] Sorted by key, since two PostgreSQL transactions that touch the same rows in different orders
 * would wait for each other for ever.
 */
export function tallyDeltas(reports: readonly IncomingReport[]): TallyDelta[] {
	const deltas = new Map<string, TallyDelta>();
	for (const { record, occurredAtMs } of reports) {
		const { outcome, line, shift, model, confidence } = facets(record);
		if (!outcome) continue;
		const bucketMs = Math.floor(occurredAtMs / TALLY_MS) * TALLY_MS;
		const key = JSON.stringify([bucketMs, line, shift, model, outcome]);
		const delta = deltas.get(key) ?? { bucketMs, line, shift, model, outcome, count: 0, confidenceSum: 0 };
		delta.count += 1;
		delta.confidenceSum += confidence;
		deltas.set(key, delta);
	}
	return [...deltas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
}

export interface DeviceDelta {
	readonly deviceId: string;
	readonly label: string;
	readonly line: string;
	readonly model: string;
	readonly appVersion: string;
	readonly lastSeenMs: number;
	readonly clockSkewMs: number;
	readonly firstSequence: number;
	readonly lastSequence: number;
	readonly records: number;
}

/** What newly stored reports say of their devices; labels come from the record furthest along the device's chain. */
export function deviceDeltas(reports: readonly IncomingReport[]): DeviceDelta[] {
	const byDevice = new Map<string, IncomingReport[]>();
	for (const report of reports) {
		const { deviceId } = report.record;
		const own = byDevice.get(deviceId);
		if (own) own.push(report);
		else byDevice.set(deviceId, [report]);
	}
	return [...byDevice.keys()].sort().map((deviceId) => {
		const own = byDevice.get(deviceId)!.toSorted((a, b) => a.record.sequence - b.record.sequence);
		const last = own.at(-1)!;
		const withModel = own.findLast(({ record }) => facets(record).model);
		return {
			deviceId,
			label: last.record.deviceLabel,
			line: last.record.station.line,
			model: withModel ? facets(withModel.record).model : '',
			appVersion: last.record.appVersion,
			lastSeenMs: last.receivedAtMs,
			clockSkewMs: last.clockSkewMs,
			firstSequence: own[0]!.record.sequence,
			lastSequence: last.record.sequence,
			records: own.length
		};
	});
}
