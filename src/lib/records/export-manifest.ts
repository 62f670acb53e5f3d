import { BUNDLE_FORMAT, type BundleManifest } from './bundle-format';
import { writeMeta } from './database';
import type { RecordsDatabase } from './schema';
import type { RecordStore } from './store';

export interface ExportOptions {
	/** Called with the records and pictures written so far and their number at the start. */
	readonly onProgress?: (written: number, total: number) => void;
	readonly signal?: AbortSignal;
	/** Called at the end with the pictures that were left out, where there were any: larger than an import takes. */
	readonly onLeftOut?: (pictures: number) => void;
}

/** Where every chain stands now. */
export async function manifestNow(store: RecordStore, database: RecordsDatabase): Promise<BundleManifest> {
	const chains = await database.getAll('chains');
	return {
		format: BUNDLE_FORMAT,
		formatVersion: 1,
		exportedAt: new Date(store.clock.wallMs()).toISOString(),
		appVersion: __APP_VERSION__,
		chains: chains
			.filter(({ sequence }) => sequence > 0)
			.map(({ deviceId, sequence, hash }) => ({ deviceId, sequence, hash }))
	};
}

/** From now on readiness counts from here. */
export async function rememberExport(store: RecordStore, manifest: BundleManifest): Promise<void> {
	const own = (await (await store.database()).getAll('chains')).find((chain) => chain.own)!;
	const head = manifest.chains.find(({ deviceId }) => deviceId === own.deviceId);
	await writeMeta(await store.database(), 'last-export', {
		wallTime: manifest.exportedAt,
		headSequence: head?.sequence ?? 0,
		headHash: head?.hash ?? own.hash
	});
	store.announce({ kinds: ['export'] });
}
