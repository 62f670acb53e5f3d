import { BlobWriter, ZipWriter, configure, Uint8ArrayReader } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { LogRecord } from '../domain/record';
import { EXTENSIONS, LIMITS, type BundleManifest } from './bundle-format';
import { manifestNow, rememberExport, type ExportOptions } from './export-manifest';
import type { RecordsDatabase } from './schema';
import { recordStore, type RecordStore } from './store';
import { allRecords } from './verify-store';

configure({ useWebWorkers: false, useCompressionStream: true });

/** Everything of this tablet in one ZIP bundle, see bundle-format, that an import takes. Remembers that it was exported. */
export async function exportBundle(options: ExportOptions = {}, store: RecordStore = recordStore()): Promise<Blob> {
	const database = await store.database();
	const manifest = await manifestNow(store, database);
	const total = (await database.count('records')) + (await database.count('pictures'));
	let written = 0;
	const step = () => {
		written += 1;
		options.onProgress?.(written, total);
	};
	const zip = new ZipWriter(new BlobWriter('application/zip'), { signal: options.signal, level: 6 });
	await zip.add('manifest.json', new Blob([JSON.stringify(manifest, null, '\t')]).stream());
	await zip.add('records.jsonl', lineStream(recordsOf(database, manifest), step));
	const keys = await database.getAllKeys('pictures');
	let leftOut = 0;
	for (const key of keys) {
		const picture = await database.get('pictures', key);
		if (!picture) continue;
		// Kept by a version that had no limit: with it, the whole bundle would be refused where it is taken over.
		if (picture.content.length > LIMITS.pictureBytes) {
			leftOut += 1;
			step();
			continue;
		}
		const extension = EXTENSIONS[picture.mediaType as keyof typeof EXTENSIONS];
		// Pictures are compressed already.
		await zip.add(`pictures/${key}.${extension}`, new Uint8ArrayReader(picture.content), { level: 0 });
		step();
	}
	const blob = await zip.close();
	await rememberExport(store, manifest);
	if (leftOut > 0) options.onLeftOut?.(leftOut);
	return blob;
}

/** All records as one JSON document, without pictures. Remembers that it was exported. */
export async function exportJson(options: ExportOptions = {}, store: RecordStore = recordStore()): Promise<Blob> {
	const database = await store.database();
	const manifest = await manifestNow(store, database);
	const total = await database.count('records');
	const parts: string[] = [`${JSON.stringify(manifest).slice(0, -1)},"records":[`];
	let written = 0;
	for await (const record of recordsOf(database, manifest)) {
		parts.push(`${written ? ',' : ''}\n${JSON.stringify(record)}`);
		written += 1;
		options.onProgress?.(written, total);
		options.signal?.throwIfAborted();
	}
	parts.push('\n]}\n');
	await rememberExport(store, manifest);
	return new Blob(parts, { type: 'application/json' });
}

/** The records up to the heads that the manifest states; what is recorded meanwhile belongs to the next export. */
async function* recordsOf(database: RecordsDatabase, manifest: BundleManifest): AsyncGenerator<LogRecord> {
	const heads = new Map(manifest.chains.map(({ deviceId, sequence }) => [deviceId, sequence]));
	for await (const record of allRecords(database)) {
		if (record.sequence <= (heads.get(record.deviceId) ?? 0)) yield record;
	}
}

function lineStream(records: AsyncGenerator<LogRecord>, step: () => void): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	return new ReadableStream({
		async pull(controller) {
			const { done, value } = await records.next();
			if (done) return controller.close();
			controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
			step();
		},
		cancel: () => void records.return(undefined)
	});
}
