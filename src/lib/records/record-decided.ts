import type { ChallengeRecord } from '../domain/record';
import { InspectorError } from '../domain/errors';
import { keepChallenge, keptChallenges, letGoOfChallenge, type KeptChallenge } from './kept-challenges';
import { recordChallenge } from './record-challenge';
import { findRecord } from './record-correction';
import { recordStore, type RecordStore } from './store';

/** A test that is recorded so much later than it ended says so, milliseconds. */
const LATE_MS = 60_000;

export interface DecidedOptions {
	/** What the record of a late test says of when it ended. */
	readonly lateNote?: (endedMs: number) => string;
}

/**
 * Keeps a decided test (see [Note: kept challenges]), then records it and those that waited before it, in the order in
 * which they ended: a pass must not stand before the failure that it came after.
 * @throws InspectorError storage-full | storage-unavailable; the test is kept then, and the next call tries again
 */
export async function recordDecided(
	test: Omit<KeptChallenge, 'endedAt'>,
	store: RecordStore = recordStore(),
	options: DecidedOptions = {}
): Promise<ChallengeRecord> {
	const { name } = store.copy;
	const decided = { ...test, endedAt: new Date(store.clock.wallMs()).toISOString() };
	keepChallenge(name, decided);
	// A missed open takes "ready" away now, whatever becomes of its record.
	store.announce({ kinds: ['challenge'] });
	const record = await recordKept(store, options, decided);
	if (!record) throw new InspectorError('unexpected', `challenge ${test.id} left no record`);
	return record;
}

/**
 * Records the tests that wait.
 * @param last recorded after them, also where it could not be kept
 * @returns the record of `last`
 * @throws as {@link recordDecided}
 */
export function recordKept(
	store: RecordStore = recordStore(),
	{ lateNote }: DecidedOptions = {},
	last?: KeptChallenge
): Promise<ChallengeRecord | null> {
	const { name } = store.copy;
	const work = async () => {
		const waiting = keptChallenges(name);
		if (last && !waiting.some(({ id }) => id === last.id)) waiting.push(last);
		let recorded: ChallengeRecord | null = null;
		for (const test of waiting) {
			const endedMs = Date.parse(test.endedAt);
			const late = store.clock.wallMs() - endedMs > LATE_MS;
			// The app may have been ended between the record and the letting go.
			const record =
				(await recordOf(test.id, store)) ??
				(await recordChallenge({ ...test, note: late ? lateNote?.(endedMs) : undefined }, store));
			letGoOfChallenge(name, test.id);
			if (test.id === last?.id) recorded = record;
		}
		// Those let go of were announced while they were still kept.
		if (waiting.length > 0) store.announce({ kinds: ['challenge'] });
		return recorded;
	};
	// Two tabs that start together find the same tests.
	const locks = globalThis.navigator?.locks as LockManager | undefined;
	return Promise.resolve(locks ? locks.request(`${name}:challenges`, work) : work());
}

async function recordOf(id: string, store: RecordStore): Promise<ChallengeRecord | null> {
	const record = (await findRecord(id, store))?.record;
	return record?.kind === 'challenge' ? record : null;
}
