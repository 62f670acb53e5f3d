import * as m from '../paraglide/messages';
import { recordKept } from '../records/record-decided';
import { recordStore } from '../records/store';
import { formatTime } from '../ui/format';

/** What the record of a challenge test says that was recorded long after it ended. */
export const lateNote = (endedMs: number): string => m.records_challenge_late_note({ time: formatTime(endedMs) });

/** Tries again to record the challenge tests that wait. @throws InspectorError storage-full | storage-unavailable */
export async function recordKeptChallenges(): Promise<void> {
	await recordKept(recordStore(), { lateNote });
}
