import type { LogRecord, PictureReference } from '../domain/record';
import type { RecordOutcome } from '../domain/report-protocol';
import type { Transport } from './transport';

/** What the drain needs of the records' store; see records/outbox.ts. */
export interface Outbox {
	/** The oldest that wait, in the order in which they were written. */
	pendingBatch(limit: number): Promise<LogRecord[]>;
	markSent(ids: readonly string[]): Promise<void>;
	/** By record id, the server's word for it. */
	markRejected(problems: ReadonlyMap<string, string>): Promise<void>;
	/** Null where the picture was not kept. */
	picture(reference: PictureReference): Promise<Blob | null>;
}

/** Why draining stopped. Only `empty` means that nothing waits any more. */
export type DrainResult =
	| { readonly kind: 'empty' }
	| { readonly kind: 'stopped' }
	| { readonly kind: 'signed-out' }
	| { readonly kind: 'later'; readonly afterMs: number | null };

/** Records in one batch: about 90 kB of JSON, 10 kB as it travels. */
export const BATCH_RECORDS = 50;

/**
 * Sends what waits, oldest first: pictures of a batch, then its records; awaits the acknowledgement; marks.
 *
 * [Note: acknowledged, then marked] A record is settled only by its own outcome in the server's answer. Whatever
 * goes wrong in between — no network, no answer, a killed browser — leaves it pending, and it is sent again: the
 * server knows it by its identifier.
 *
 * [Note: pictures first] The archive may drop a picture once no waiting record refers to it, so that a picture has
 * to be away before its record is settled. A picture that the server refuses does not hold up its record.
 */
export async function drain(outbox: Outbox, transport: Transport, signal: AbortSignal): Promise<DrainResult> {
	let size = BATCH_RECORDS;
	const sentPictures = new Set<string>();
	while (!signal.aborted) {
		const batch = await outbox.pendingBatch(size);
		if (batch.length === 0) return { kind: 'empty' };
		const held = await sendPictures(outbox, transport, batch, sentPictures, signal);
		if (held) return held;
		const sending = await transport.sendBatch(batch, signal);
		if (sending.kind === 'answered') {
			if (!(await settle(outbox, batch, sending.answer))) return { kind: 'later', afterMs: null };
			size = BATCH_RECORDS;
		} else if (sending.kind !== 'refused') {
			return signal.aborted ? { kind: 'stopped' } : sending;
		} else if (batch.length === 1) {
			await outbox.markRejected(new Map([[batch[0]!.id, sending.detail]]));
			size = BATCH_RECORDS;
		} else {
			// Something in it spoils the whole: halved until the one is found, so that the others get through.
			size = Math.ceil(batch.length / 2);
		}
	}
	return { kind: 'stopped' };
}

/** The reason to stop, or undefined where every picture is away. */
async function sendPictures(
	outbox: Outbox,
	transport: Transport,
	batch: readonly LogRecord[],
	sent: Set<string>,
	signal: AbortSignal
): Promise<DrainResult | undefined> {
	for (const reference of batch.flatMap(picturesOf)) {
		if (signal.aborted) return { kind: 'stopped' };
		if (sent.has(reference.sha256)) continue;
		const picture = await outbox.picture(reference);
		const sending = picture && (await transport.sendPicture(reference, picture, signal));
		if (sending?.kind === 'later' || sending?.kind === 'signed-out') return sending;
		sent.add(reference.sha256);
	}
}

function picturesOf(record: LogRecord): PictureReference[] {
	if (record.kind !== 'check') return [];
	return [record.thumbnail, record.picture].filter((reference) => reference !== null);
}

/** False where the answer settled nothing of the batch, so that asking again at once would go round for ever. */
async function settle(
	outbox: Outbox,
	batch: readonly LogRecord[],
	outcomes: readonly RecordOutcome[]
): Promise<boolean> {
	const ids = new Set(batch.map(({ id }) => id));
	// By place where the server could not read the identifier: outcomes come in the batch's order.
	const own = outcomes.flatMap(({ id, ...rest }, place) => {
		const known = id ?? (outcomes.length === batch.length ? batch[place]!.id : null);
		return known && ids.has(known) ? [{ id: known, ...rest }] : [];
	});
	const acknowledged = own.filter(({ outcome }) => outcome === 'stored' || outcome === 'duplicate').map(({ id }) => id);
	const refused = own.filter(({ outcome }) => outcome !== 'stored' && outcome !== 'duplicate');
	if (acknowledged.length > 0) await outbox.markSent(acknowledged);
	if (refused.length > 0) {
		const words = ({ outcome, detail }: (typeof refused)[number]) => (detail ? `${outcome}: ${detail}` : outcome);
		await outbox.markRejected(new Map(refused.map((one) => [one.id, words(one)])));
	}
	return own.length > 0;
}
