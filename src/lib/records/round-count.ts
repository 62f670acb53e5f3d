import type { VerdictKind } from '../domain/verdict';
import type { ActiveRound, WriteTransaction } from './schema';

const inspected = (kind: VerdictKind | null) => (kind === 'open' || kind === 'closed' ? 1 : 0);
const open = (kind: VerdictKind | null) => (kind === 'open' ? 1 : 0);

/**
 * Keeps the running round's counts: a bottle counts once its verdict is open or closed, and a correction moves it
 * from `before` to `after`. Bottles of other rounds, or of none, change nothing.
 */
export async function countForRound(
	transaction: WriteTransaction,
	roundId: string | null,
	before: VerdictKind | null,
	after: VerdictKind
): Promise<void> {
	const meta = transaction.objectStore('meta');
	const round = (await meta.get('round')) as ActiveRound | undefined;
	if (!round || round.roundId !== roundId) return;
	await meta.put(
		{
			...round,
			inspected: round.inspected + inspected(after) - inspected(before),
			open: round.open + open(after) - open(before)
		},
		'round'
	);
}
