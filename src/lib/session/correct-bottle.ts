import type { CountedBottle } from '../domain/live';
import type { CorrectionReason } from '../domain/record';
import { recordCorrection } from '../records/record-correction';
import type { BottleLedger } from './bottle-ledger.svelte';
import { originOf } from './record-origin';
import { settings } from './settings.svelte';

interface Choice {
	readonly correctedTo: NonNullable<CountedBottle['correctedTo']>;
	readonly reason: CorrectionReason;
}

/** The last choice for a bottle, by the promise of its record's id, which is the bottle's own. */
const lastChoices = new WeakMap<CountedBottle['recordId'], Choice>();

/**
 * Writes an inspector's correction beside the bottle's record, and then into the running counts. Of several that were
 * chosen before the record is on disk only the last one holds; the others resolve without having written anything.
 * @throws InspectorError as `recordCorrection`; the counts are then left as they were
 */
export async function correctBottle(
	ledger: BottleLedger,
	{ number, recordId }: Pick<CountedBottle, 'number' | 'recordId'>,
	correctedTo: Choice['correctedTo'],
	reason: CorrectionReason
): Promise<void> {
	const choice = { correctedTo, reason };
	lastChoices.set(recordId, choice);
	// A bottle may be tapped while its record is still being written: the correction waits for it. One that could not be
	// stored (the screen said so) can still be corrected in the counts.
	const checkId = await recordId;
	if (lastChoices.get(recordId) !== choice) return;
	if (checkId) {
		const origin = originOf(settings.current);
		await recordCorrection({ checkId, correctedTo, reason, note: '', origin });
	}
	ledger.correct(number, correctedTo);
}
