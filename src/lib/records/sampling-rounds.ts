import { InspectorError } from '../domain/errors';
import type { RoundRecord, SamplingPlan } from '../domain/record';
import { clopperPearsonUpper } from '../domain/statistics';
import { append, type RecordOrigin } from './append';
import { readMeta, writeAll } from './database';
import type { ActiveRound } from './schema';
import { recordStore, type RecordStore } from './store';

/** The running round with its counts; null where none runs. Checks recorded meanwhile count for it by themselves. */
export async function activeRound(store: RecordStore = recordStore()): Promise<ActiveRound | null> {
	return readMeta(await store.database(), 'round');
}

/** Starts a round. @throws InspectorError unexpected where one runs already */
export async function startRound(plan: SamplingPlan, store: RecordStore = recordStore()): Promise<ActiveRound> {
	const round: ActiveRound = {
		roundId: crypto.randomUUID(),
		plan,
		startedAt: new Date(store.clock.wallMs()).toISOString(),
		inspected: 0,
		open: 0
	};
	await writeAll(await store.database(), async (transaction) => {
		const meta = transaction.objectStore('meta');
		if (await meta.get('round')) throw new InspectorError('unexpected', 'a round is running already');
		await meta.put(round, 'round');
	});
	store.announce({ kinds: ['round'] });
	return round;
}

/** How a round stands: it ends by itself once the sample is complete or more opens were found than it accepts. */
export function roundOutcome(round: ActiveRound): RoundRecord['outcome'] | 'running' {
	if (round.open > round.plan.acceptanceNumber) return 'rejected';
	return round.inspected >= round.plan.sampleSize ? 'accepted' : 'running';
}

/**
 * Ends the running round and records what it found; a round that is not complete is recorded as abandoned.
 * @throws InspectorError unexpected where no round runs; storage-full | storage-unavailable
 */
export async function finishRound(origin: RecordOrigin, store: RecordStore = recordStore()): Promise<RoundRecord> {
	const record = await append<RoundRecord>(store, {
		origin,
		body({ round }) {
			if (!round) throw new InspectorError('unexpected', 'no round is running');
			const { roundId, plan, inspected, open, startedAt } = round;
			const outcome = roundOutcome(round);
			return {
				kind: 'round',
				roundId,
				plan,
				outcome: outcome === 'running' ? 'abandoned' : outcome,
				inspected,
				open,
				openRateUpperBound: clopperPearsonUpper(open, inspected, plan.confidence),
				startedAt
			};
		},
		alongside: (transaction) => transaction.objectStore('meta').delete('round')
	});
	return record;
}
