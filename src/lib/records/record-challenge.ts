import type { ChallengeRecord } from '../domain/record';
import type { LastChallenge } from '../domain/challenge-state';
import { append, type RecordBody, type RecordOrigin } from './append';
import { readMeta } from './database';
import { recordStore, type RecordStore } from './store';

export type ChallengeInput = Omit<RecordBody<ChallengeRecord>, 'kind'> & {
	readonly origin: RecordOrigin;
	/** Of the record, where it is known before. */
	readonly id?: string;
	/** When the test was decided, UTC, from when on a pass counts; the record's time where not stated. */
	readonly endedAt?: string;
	/** Free words; clearable like a name. */
	readonly note?: string;
};

/**
 * Records a challenge test. A pass or a failure becomes the tablet's state in the same transaction, so that no
 * check can be recorded as proven after an open bottle was missed; a test given up early changes nothing.
 * @throws InspectorError storage-full | storage-unavailable
 */
export function recordChallenge(
	{ origin, id, endedAt, note = '', ...body }: ChallengeInput,
	store: RecordStore = recordStore()
): Promise<ChallengeRecord> {
	return append<ChallengeRecord>(store, {
		id,
		origin,
		personal: { note },
		body: () => ({ kind: 'challenge', ...body }),
		async alongside(transaction, { outcome, id: recordId, wallTime, station, model }) {
			if (outcome === 'abandoned') return;
			const last: LastChallenge = {
				recordId,
				outcome,
				wallTime: endedAt ?? wallTime,
				station: { line: station.line, shift: station.shift },
				model: { hash: model.hash, backend: model.backend }
			};
			await transaction.objectStore('meta').put(last, 'challenge');
		}
	});
}

/** The last challenge test that counted; null before the first. */
export async function lastChallenge(store: RecordStore = recordStore()): Promise<LastChallenge | null> {
	return readMeta(await store.database(), 'challenge');
}
