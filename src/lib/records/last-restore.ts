import { readMeta, writeMeta } from './database';
import type { LastRestore } from './schema';
import { recordStore, type RecordStore } from './store';

/** What the last start that found the database wanting did about it; null where there was none, or somebody has read it. */
export async function lastRestore(store: RecordStore = recordStore()): Promise<LastRestore | null> {
	return readMeta(await store.database(), 'last-restore');
}

/** Somebody has read it. */
export async function restoreRead(store: RecordStore = recordStore()): Promise<void> {
	await writeMeta(await store.database(), 'last-restore', null);
	store.announce({ kinds: ['restore'] });
}
