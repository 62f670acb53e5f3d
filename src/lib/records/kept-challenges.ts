import * as v from 'valibot';
import type { LastChallenge } from '../domain/challenge-state';
import { challengeRecordSchema } from '../domain/record';
import { label, station, utcTime, uuid } from '../domain/record-fields';

const keptSchema = v.object({
	/** Of the record that it becomes. */
	id: uuid,
	/** The device's clock when the test was decided, UTC. */
	endedAt: utcTime,
	origin: v.object({ station, inspector: label }),
	...v.pick(challengeRecordSchema, [
		'trigger',
		'outcome',
		'planned',
		'steps',
		'missedOpen',
		'falseAlarms',
		'undecided',
		'model'
	]).entries
});

/**
 * A decided challenge test that is not in the records yet.
 *
 * [Note: kept challenges] A test that is decided is kept apart from all that holds records before it is recorded, and let go
 * of once it is: neither a full database nor a tab that is closed upon it may bury a missed open. One that failed counts
 * from the moment it is kept; one that passed proves nothing before it is in the records.
 */
export type KeptChallenge = v.InferOutput<typeof keptSchema>;

const keyOf = (name: string) => `${name}:challenges`;

/** The tests that wait, oldest first; those that cannot be read are none. @param name of the database */
export function keptChallenges(name: string): KeptChallenge[] {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(keyOf(name)) ?? '[]');
		return Array.isArray(kept) ? kept.filter((test): test is KeptChallenge => v.is(keptSchema, test)) : [];
	} catch {
		return [];
	}
}

/** Keeps a test, as it was first kept where it is already. */
export function keepChallenge(name: string, test: KeptChallenge): void {
	const kept = keptChallenges(name);
	if (!kept.some(({ id }) => id === test.id)) write(name, [...kept, test]);
}

/** It is in the records. */
export function letGoOfChallenge(name: string, id: string): void {
	write(
		name,
		keptChallenges(name).filter((test) => test.id !== id)
	);
}

/** The last kept test that failed, as the tablet's memory states it; null where none did. */
export function keptFailure(name: string): LastChallenge | null {
	const failed = keptChallenges(name).findLast(({ outcome }) => outcome === 'failed');
	return failed ? stateAfter(failed) : null;
}

/** What a test that was decided makes of the tablet. */
export const stateAfter = ({ id, endedAt, origin, outcome, model }: KeptChallenge): LastChallenge => ({
	recordId: id,
	outcome: outcome === 'passed' ? 'passed' : 'failed',
	wallTime: endedAt,
	station: { line: origin.station.line, shift: origin.station.shift },
	model: { hash: model.hash, backend: model.backend }
});

function write(name: string, tests: readonly KeptChallenge[]): void {
	try {
		if (tests.length > 0) localStorage.setItem(keyOf(name), JSON.stringify(tests));
		else localStorage.removeItem(keyOf(name));
	} catch {
		// Full or forbidden: the screen says that the test is not recorded, and that is all there is.
	}
}
