import { InspectorError } from '../domain/errors';
import type { CheckRecord, CorrectionRecord } from '../domain/record';
import { append, type RecordOrigin } from './append';
import { countForRound } from './round-count';
import { recordStore, type RecordStore } from './store';
import type { StoredRecord } from './schema';
import type { VerdictKind } from '../domain/verdict';

export interface CorrectionInput {
	readonly checkId: string;
	readonly correctedTo: CorrectionRecord['correctedTo'];
	readonly reason: CorrectionRecord['reason'];
	/** Free words; clearable like a name. */
	readonly note: string;
	readonly origin: RecordOrigin;
}

/**
 * Overrides a verdict. The check keeps the verdict that was first given; the correction is a record of its own,
 * bound to the check by its hash, and from then on lists and counts go by the correction.
 * @throws InspectorError unexpected where there is no such check; storage-full | storage-unavailable
 */
export async function recordCorrection(
	input: CorrectionInput,
	store: RecordStore = recordStore()
): Promise<CorrectionRecord> {
	const check = (await findRecord(input.checkId, store))?.record;
	if (check?.kind !== 'check') throw new InspectorError('unexpected', `no check ${input.checkId}`);
	return append<CorrectionRecord>(store, {
		origin: input.origin,
		personal: { note: input.note },
		body: () => ({
			kind: 'correction',
			checkId: check.id,
			checkHash: check.hash,
			firstVerdict: check.verdict,
			correctedTo: input.correctedTo,
			reason: input.reason
		}),
		async alongside(transaction) {
			const records = transaction.objectStore('records');
			const row = await records.index('by-id').get(check.id);
			if (!row) return;
			await records.put({ ...row, facet: input.correctedTo, corrected: 1 });
			const before = { kind: row.facet as VerdictKind, corrected: row.corrected === 1 };
			await countForRound(transaction, check, before, { kind: input.correctedTo, corrected: true });
		}
	});
}

/** One record with what holds of it now; null where it is not there (or no longer). */
export async function findRecord(id: string, store: RecordStore = recordStore()): Promise<StoredRecord | null> {
	return (await (await store.database()).getFromIndex('records', 'by-id', id)) ?? null;
}

/** The corrections of a check, oldest first. */
export async function correctionsOf(
	check: CheckRecord,
	store: RecordStore = recordStore()
): Promise<CorrectionRecord[]> {
	const rows = await (await store.database()).getAllFromIndex('records', 'by-check', check.id);
	return rows.map((row) => row.record as CorrectionRecord);
}
