import { markRejected, markSent, outboxCounts, pendingBatch, retryRejected, setReporting } from '../records/outbox';
import { readPicture } from '../records/pictures';
import type { RecordStore } from '../records/store';
import type { ReporterOutbox } from './reporter.svelte';

/** The outbox in IndexedDB, as the reporter sees it. */
export const recordsOutbox = (store: RecordStore): ReporterOutbox => ({
	pendingBatch: (limit) => pendingBatch(limit, store),
	markSent: (ids) => markSent(ids, store),
	markRejected: (problems) => markRejected(problems, store),
	picture: (reference) => readPicture(store, reference),
	counts: () => outboxCounts(store),
	setReporting: (on) => setReporting(on, store),
	retryRejected: () => retryRejected(store),
	onChange: (listener) => store.onChange(listener)
});
