import { sha256Hex } from '../domain/record-hash';
import { InspectorError } from '../domain/errors';
import type { CheckRecord, PictureReference } from '../domain/record';
import type { RecordStore } from './store';
import { readMeta, writeAll } from './database';
import type { ArchiveRule, StoredPicture, WriteTransaction } from './schema';

/** An encoded picture with its name by content, ready to be written. */
export interface SealedPicture {
	readonly reference: PictureReference;
	readonly content: Uint8Array<ArrayBuffer>;
}

const MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** Hashes an encoded picture. @throws InspectorError unsupported-format */
export async function sealPicture(blob: Blob): Promise<SealedPicture> {
	const mediaType = MEDIA_TYPES.find((type) => type === blob.type);
	if (!mediaType || blob.size === 0) {
		throw new InspectorError('unsupported-format', `a picture of type "${blob.type}", ${blob.size} bytes`);
	}
	const content = new Uint8Array(await blob.arrayBuffer());
	return { reference: { sha256: await sha256Hex(content), bytes: content.length, mediaType }, content };
}

/** Writes a picture, or adds the record to those that refer to it already. Part of the record's transaction. */
export async function putPicture(
	transaction: WriteTransaction,
	picture: SealedPicture,
	role: StoredPicture['role'],
	by: { id: string; key: number }
): Promise<void> {
	const pictures = transaction.objectStore('pictures');
	const { sha256, mediaType, bytes } = picture.reference;
	const known = await pictures.get(sha256);
	const recordIds = [...(known?.recordIds ?? []), by.id];
	// What is kept as a picture and also used as a thumbnail stays a picture.
	const kept = known?.role === 'picture' ? 'picture' : role;
	await pictures.put({ sha256, mediaType, content: picture.content, role: kept, key: by.key, recordIds });
	if (kept === 'picture' && known?.role !== 'picture') await addPictureBytes(transaction, bytes);
}

/** Reads a picture or thumbnail; null where it was never kept or has been evicted. */
export async function readPicture(store: RecordStore, reference: PictureReference): Promise<Blob | null> {
	const stored = await (await store.database()).get('pictures', reference.sha256);
	return stored ? new Blob([stored.content], { type: stored.mediaType }) : null;
}

/**
 * Deletes full pictures, oldest first, until they take at most the archive rule's cap. Pictures
 * that a record still waiting to be reported refers to stay, whatever the cap. Thumbnails and records stay.
 * @returns bytes freed
 */
export async function evictPictures(store: RecordStore, { capBytes }: ArchiveRule): Promise<number> {
	const used = (await readMeta(await store.database(), 'picture-bytes')) ?? 0;
	const excess = used - capBytes;
	return excess > 0 ? freePictures(store, excess) : 0;
}

/**
 * Deletes at least `bytes` of the oldest reported pictures where there are as many.
 *
 * [Note: deleting when full] At the quota the browser refuses every transaction that writes, but not one that only
 * deletes: so the count of bytes is set right in a second transaction, at the latest with the next call.
 * @returns bytes freed
 */
export async function freePictures(store: RecordStore, bytes: number): Promise<number> {
	const database = await store.database();
	const freed = await writeAll(database, async (transaction) => {
		let deleted = 0;
		const oldest = IDBKeyRange.bound(['picture', 0], ['picture', Infinity]);
		let cursor = await transaction.objectStore('pictures').index('by-role').openCursor(oldest);
		while (cursor && deleted < bytes) {
			if (!(await awaitsReport(transaction, cursor.value))) {
				deleted += cursor.value.content.length;
				await cursor.delete();
			}
			cursor = await cursor.continue();
		}
		return deleted;
	});
	const owed = (uncounted.get(store) ?? 0) + freed;
	uncounted.set(store, owed);
	if (owed > 0) {
		await writeAll(database, (transaction) => addPictureBytes(transaction, -owed)).then(
			() => uncounted.delete(store),
			() => {
				// Still full: counted with the next call.
			}
		);
	}
	return freed;
}

/** Bytes that were deleted but not yet subtracted from the count. */
const uncounted = new WeakMap<RecordStore, number>();

async function awaitsReport(transaction: WriteTransaction, picture: StoredPicture): Promise<boolean> {
	const entries = await Promise.all(picture.recordIds.map((id) => transaction.objectStore('outbox').get(id)));
	return entries.some((entry) => entry?.state === 'pending' || entry?.state === 'rejected');
}

async function addPictureBytes(transaction: WriteTransaction, bytes: number): Promise<void> {
	const meta = transaction.objectStore('meta');
	const before = ((await meta.get('picture-bytes')) as number | undefined) ?? 0;
	await meta.put(Math.max(0, before + bytes), 'picture-bytes');
}

/** Lets go of the pictures of a deleted check; what no other record refers to is deleted. */
export async function releasePictures(transaction: WriteTransaction, check: CheckRecord): Promise<void> {
	const pictures = transaction.objectStore('pictures');
	for (const reference of [check.picture, check.thumbnail]) {
		const stored = reference && (await pictures.get(reference.sha256));
		if (!stored) continue;
		const recordIds = stored.recordIds.filter((id) => id !== check.id);
		if (recordIds.length > 0) {
			await pictures.put({ ...stored, recordIds });
			continue;
		}
		await pictures.delete(stored.sha256);
		if (stored.role === 'picture') await addPictureBytes(transaction, -stored.content.length);
	}
}
