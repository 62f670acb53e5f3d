import type { CountedBottle } from '../domain/live';
import type { CorrectionReason } from '../domain/record';
import type { BottleLedger } from './bottle-ledger.svelte';

/** Notes an inspector's correction in the running counts. */
export async function correctBottle(
	ledger: BottleLedger,
	bottle: CountedBottle,
	to: NonNullable<CountedBottle['correctedTo']>,
	_reason: CorrectionReason
): Promise<void> {
	ledger.correct(bottle.number, to);
}
