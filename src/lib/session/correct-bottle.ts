import type { CountedBottle } from '../domain/live';
import type { CorrectionReason } from '../domain/record';
import { recordCorrection } from '../records/record-correction';
import type { BottleLedger } from './bottle-ledger.svelte';
import { originOf } from './record-origin';
import { settings } from './settings.svelte';

/**
 * Writes an inspector's correction beside the bottle's record, and then into the running counts.
 * @throws InspectorError as `recordCorrection`; the counts are then left as they were
 */
export async function correctBottle(
	ledger: BottleLedger,
	{ number, recordId }: CountedBottle,
	correctedTo: NonNullable<CountedBottle['correctedTo']>,
	reason: CorrectionReason
): Promise<void> {
	// A bottle may be tapped while its record is still being written: the correction waits for it. One that could not be
	// stored (the screen said so) can still be corrected in the counts.
	const checkId = await recordId;
	if (checkId) {
		const origin = originOf(settings.current);
		await recordCorrection({ checkId, correctedTo, reason, note: '', origin });
	}
	ledger.correct(number, correctedTo);
}
