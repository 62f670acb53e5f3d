import type { CheckRecord } from '../domain/record';
import type { VerdictKind } from '../domain/verdict';
import type { ActiveRound, WriteTransaction } from './schema';

/** What is held of a bottle, and by whom. */
export interface Finding {
	readonly kind: VerdictKind;
	/** A person looked and said so. */
	readonly corrected: boolean;
}

/**
 * [Note: closed counts where proven] A lot is accepted for the bottles that were found closed, so these count only where the
 * challenge test stood passed, or where a person says so. An open bottle counts whatever is proven.
 */
function counts({ challenge }: CheckRecord, finding: Finding | null): { inspected: number; open: number } {
	if (finding?.kind === 'open') return { inspected: 1, open: 1 };
	const proven = finding?.kind === 'closed' && (finding.corrected || challenge === 'passed');
	return { inspected: proven ? 1 : 0, open: 0 };
}

/**
 * Keeps the running round's counts: a bottle counts once it is open or closed, and a correction moves it from `before` to
 * `after`. Bottles of other rounds, or of none, change nothing.
 */
export async function countForRound(
	transaction: WriteTransaction,
	check: CheckRecord,
	before: Finding | null,
	after: Finding
): Promise<void> {
	const meta = transaction.objectStore('meta');
	const round = (await meta.get('round')) as ActiveRound | undefined;
	if (!round || round.roundId !== check.roundId) return;
	const [was, is] = [counts(check, before), counts(check, after)];
	await meta.put(
		{ ...round, inspected: round.inspected + is.inspected - was.inspected, open: round.open + is.open - was.open },
		'round'
	);
}
