import type { ErrorCode } from '../domain/errors';
import { readMeta } from './database';
import { deviceLabelOf } from './device-label';
import { outboxCounts, type OutboxCounts } from './outbox';
import type { LastExport } from './schema';
import type { CopyState } from './second-copy';
import { recordStore, type RecordStore } from './store';

/** What a browser may do with the records, and what is known of them. */
export interface StorageHealth {
	/** Null where the browser does not say. */
	readonly persisted: boolean | null;
	/** Bytes that this origin uses and may use; null where the browser does not say. */
	readonly usage: { readonly used: number; readonly quota: number } | null;
	readonly records: number;
	/** What records call this tablet. */
	readonly deviceLabel: string;
	readonly pictureBytes: number;
	readonly lastExport: LastExport | null;
	/** Records written after the last export. */
	readonly sinceExport: number;
	readonly outbox: OutboxCounts;
	/** How the second copy of this tablet's records stands; `fault`: why it does not. */
	readonly copy: { readonly state: CopyState; readonly fault: ErrorCode | null };
	/** Days of disuse after which this browser may delete everything; null where it promises not to by time. */
	readonly evictionDays: number | null;
}

/**
 * [Note: eviction] WebKit deletes what scripts stored after seven days without a visit, unless the app is installed on
 * the home screen or persistent storage was granted; Chromium and Firefox delete only when the disk runs full, and
 * never persistent storage.
 */
export const WEBKIT_EVICTION_DAYS = 7;

export interface HealthEnvironment {
	readonly storage: Pick<StorageManager, 'persisted' | 'estimate'> | undefined;
	readonly installed: boolean;
	readonly webkit: boolean;
}

/** The browser as it is. */
export function browserEnvironment(): HealthEnvironment {
	const { userAgent } = navigator;
	const standalone = (navigator as { standalone?: boolean }).standalone === true;
	return {
		storage: navigator.storage,
		installed: standalone || matchMedia('(display-mode: standalone)').matches,
		webkit: /AppleWebKit/.test(userAgent) && !/Chrom(e|ium)|Edg|Android/.test(userAgent)
	};
}

export async function storageHealth(
	store: RecordStore = recordStore(),
	environment: HealthEnvironment = browserEnvironment()
): Promise<StorageHealth> {
	const database = await store.database();
	const { storage, installed, webkit } = environment;
	const persisted = (await storage?.persisted?.().catch(() => null)) ?? null;
	const estimate = await storage?.estimate?.().catch(() => null);
	const own = (await database.getAll('chains')).find((chain) => chain.own)!;
	const lastExport = await readMeta(database, 'last-export');
	return {
		persisted,
		usage: estimate?.quota ? { used: estimate.usage ?? 0, quota: estimate.quota } : null,
		records: await database.count('records'),
		deviceLabel: deviceLabelOf(own.deviceId, navigator.userAgent),
		pictureBytes: (await readMeta(database, 'picture-bytes')) ?? 0,
		lastExport,
		sinceExport: own.sequence - (lastExport?.headSequence ?? 0),
		outbox: await outboxCounts(store),
		copy: { state: store.copy.state, fault: store.copy.fault },
		evictionDays: webkit && !installed && persisted !== true ? WEBKIT_EVICTION_DAYS : null
	};
}

/** Asks the browser to keep the records. @returns true where it promises to */
export async function requestPersistence(): Promise<boolean> {
	return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}
