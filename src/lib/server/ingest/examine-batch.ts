import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { logRecordSchema, type LogRecord } from '../../domain/record';
import { canonicalJson } from '../../domain/record-hash';
import { EARLIEST_MS, LATEST_MS, uuid } from '../../domain/record-fields';
import { batchEnvelopeSchema, type RecordOutcome } from '../../domain/report-protocol';
import { HttpProblem } from '../http/problem';
import type { IncomingReport } from '../stores/report-store';

/** Below this a difference of clocks is the network's delay and drift, and the device's own time stands. */
const SKEW_TOLERATED_MS = 120_000;

/** A moment corrected by a clock that lies stays among those that records can state. */
const withinYears = (ms: number) => Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS);

export interface ExaminedBatch {
	/** Place in the batch and record, for what may be stored. */
	readonly admitted: readonly { readonly place: number; readonly report: IncomingReport }[];
	/** One for each record of the batch; null where the store has yet to say. */
	readonly outcomes: readonly (RecordOutcome | null)[];
}

/**
 * Checks a parsed body record by record.
 *
 * [Note: personal data] Names, notes and file names are dropped here: the chain verifies without them, and what a
 * server does not hold it cannot leak. They stay on the tablet.
 *
 * [Note: clock skew] A tablet's clock may be wrong by years. The batch says what that clock showed when it left;
 * where that differs from the server's clock by more than two minutes, `occurredAt` is corrected by the difference.
 * The record itself is never touched.
 *
 * @param line that the token is bound to; null: any
 * @throws HttpProblem invalid, where not even the batch around the records is right
 */
export function examineBatch(body: unknown, line: string | null, nowMs: number): ExaminedBatch {
	const envelope = v.safeParse(batchEnvelopeSchema, body, { abortEarly: true });
	if (!envelope.success)
		throw new HttpProblem('invalid', `The batch is not as it should be: ${faultOf(envelope.issues[0])}.`);
	const clockSkewMs = Date.parse(envelope.output.sentAt) - nowMs;
	const correctionMs = Math.abs(clockSkewMs) > SKEW_TOLERATED_MS ? clockSkewMs : 0;
	const admitted: ExaminedBatch['admitted'][number][] = [];
	const outcomes = envelope.output.records.map((candidate, place): RecordOutcome | null => {
		const examined = examineRecord(candidate, line);
		if ('outcome' in examined) return examined;
		const occurredAtMs = withinYears(Date.parse(examined.record.wallTime) - correctionMs);
		admitted.push({ place, report: { record: examined.record, receivedAtMs: nowMs, occurredAtMs, clockSkewMs } });
		return null;
	});
	return { admitted, outcomes };
}

function examineRecord(candidate: unknown, line: string | null): RecordOutcome | { record: LogRecord } {
	const parsed = v.safeParse(logRecordSchema, candidate, { abortEarly: true });
	if (!parsed.success) return { id: readableId(candidate), outcome: 'invalid', detail: faultOf(parsed.issues[0]) };
	const record = { ...parsed.output, personal: null };
	if (contentHash(record) !== record.hash) return { id: record.id, outcome: 'invalid', detail: 'hash' };
	if (line !== null && record.station.line !== line) return { id: record.id, outcome: 'other-line' };
	return { record };
}

/** {@link recordHash} without the browser's asynchronous digest: half of the time that a record costs here. */
function contentHash(record: LogRecord): string {
	const { hash: _hash, personal: _personal, ...chained } = record;
	return createHash('sha256').update(canonicalJson(chained)).digest('hex');
}

function readableId(candidate: unknown): string | null {
	const id = v.safeParse(v.object({ id: uuid }), candidate);
	return id.success ? id.output.id : null;
}

/** Where the fault is, never what was there: the answer and the log carry no content of records. */
function faultOf(issue: v.BaseIssue<unknown>): string {
	return v.getDotPath(issue) ?? 'not an object';
}
