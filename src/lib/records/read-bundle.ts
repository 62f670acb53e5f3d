import {
	BlobReader,
	ERR_UNSAFE_FILENAME,
	ZipReader,
	configure,
	type Entry,
	type FileEntry
} from '@zip.js/zip.js/lib/zip-core-native.js';
import type { LogRecord } from '../domain/record';
import { sha256Hex } from '../domain/record-hash';
import { ImportRefused, LIMITS, type BundleManifest } from './bundle-format';
import { parseJson, parseManifest, parseRecord } from './parse-record';
import { isTable, openCsv } from './read-csv';

// The content security policy allows no workers from blobs; the browser's own streams do the unpacking.
configure({ useWebWorkers: false, useCompressionStream: true });

/** An opened export, of which nothing is trusted. Everything read from it throws {@link ImportRefused} at the first fault. */
export interface OpenedBundle {
	readonly manifest: BundleManifest;
	/** Every record in the order of the file, checked against the schema. May be called again. */
	records(): AsyncIterable<LogRecord>;
	/** Every picture, its content checked against its name. May be called again. */
	pictures(): AsyncIterable<{ sha256: string; content: Uint8Array<ArrayBuffer> }>;
	close(): Promise<void>;
}

const PICTURE = /^pictures\/([0-9a-f]{64})\.(?:jpg|png|webp)$/;

/** Opens a ZIP bundle, a JSON export or a table, told apart by how they begin. @throws ImportRefused */
export async function openBundle(file: Blob): Promise<OpenedBundle> {
	const start = await file.slice(0, 16).text();
	if (start.startsWith('PK')) return openZip(file);
	return isTable(start) ? openCsv(file) : openJson(file);
}

async function openJson(file: Blob): Promise<OpenedBundle> {
	if (file.size > LIMITS.recordsBytes / 4) throw new ImportRefused('too-large', `${file.size} bytes of JSON`);
	const content = parseJson(await file.text());
	const records = (content as { records?: unknown } | null)?.records;
	if (!Array.isArray(records)) throw new ImportRefused('not-a-bundle', 'no list of records');
	return {
		manifest: parseManifest(content),
		async *records() {
			for (const record of records) yield parseRecord(record);
		},
		async *pictures() {},
		async close() {}
	};
}

async function openZip(file: Blob): Promise<OpenedBundle> {
	const reader = new ZipReader(new BlobReader(file), { checkSignature: true, checkOverlappingEntry: true });
	const entries = await checkedEntries(reader);
	const single = (name: string) => {
		const entry = entries.get(name);
		if (!entry) throw new ImportRefused('not-a-bundle', `no ${name}`);
		return entry;
	};
	const manifest = new TextDecoder().decode(await unpack(single('manifest.json'), LIMITS.manifestBytes));
	const records = single('records.jsonl');
	return {
		manifest: parseManifest(parseJson(manifest)),
		async *records() {
			for await (const line of lines(records)) yield parseRecord(parseJson(line));
		},
		async *pictures() {
			for (const [name, entry] of entries) {
				const sha256 = PICTURE.exec(name)?.[1];
				if (!sha256) continue;
				const content = await unpack(entry, LIMITS.pictureBytes);
				if ((await sha256Hex(content)) !== sha256) throw new ImportRefused('picture', `${name} has other content`);
				yield { sha256, content };
			}
		},
		close: () => reader.close().then(() => undefined)
	};
}

/** The directory, with every name and declared size checked before anything is unpacked. */
async function checkedEntries(reader: ZipReader<Blob>): Promise<Map<string, FileEntry>> {
	const entries = new Map<string, FileEntry>();
	let total = 0;
	try {
		for await (const entry of reader.getEntriesGenerator() as AsyncIterable<Entry>) {
			const { filename: name, uncompressedSize } = entry;
			if (entry.directory || !(name === 'manifest.json' || name === 'records.jsonl' || PICTURE.test(name))) {
				throw new ImportRefused('unexpected-name', `entry ${JSON.stringify(name.slice(0, 100))}`);
			}
			if (entries.has(name)) throw new ImportRefused('unexpected-name', `entry ${name} twice`);
			if (entry.encrypted) throw new ImportRefused('damaged', `entry ${name} is encrypted`);
			total += uncompressedSize;
			entries.set(name, entry as FileEntry);
			if (total > LIMITS.totalBytes || entries.size > LIMITS.entries) {
				throw new ImportRefused('too-large', `${entries.size} entries, ${total} bytes unpacked`);
			}
		}
	} catch (cause) {
		throw refusal(cause);
	}
	return entries;
}

function refusal(cause: unknown): ImportRefused {
	if (cause instanceof ImportRefused) return cause;
	// The library refuses paths that lead out of a folder before this module sees them.
	const unsafe = cause instanceof Error && cause.message.startsWith(ERR_UNSAFE_FILENAME);
	return new ImportRefused(unsafe ? 'unexpected-name' : 'damaged', `ZIP: ${String(cause)}`, { cause });
}

/** Unpacked bytes in pieces, at most `limit` of them: what a directory declares is not believed. */
async function* pieces(entry: FileEntry, limit: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	if (entry.uncompressedSize > limit) throw new ImportRefused('too-large', `${entry.filename}`);
	const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
	const abort = new AbortController();
	const written = entry.getData(writable, { signal: abort.signal, useWebWorkers: false });
	written.catch(() => {});
	const reader = readable.getReader();
	let read = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			read += value.length;
			if (read > limit) throw new ImportRefused('too-large', `${entry.filename} unpacks to more than ${limit} bytes`);
			yield value;
		}
		await written;
	} catch (cause) {
		throw refusal(cause);
	} finally {
		abort.abort();
		reader.cancel().catch(() => {});
	}
}

async function unpack(entry: FileEntry, limit: number): Promise<Uint8Array<ArrayBuffer>> {
	const parts: Uint8Array<ArrayBuffer>[] = [];
	for await (const piece of pieces(entry, limit)) parts.push(piece);
	return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function* lines(entry: FileEntry): AsyncGenerator<string> {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let rest = '';
	const decode = (piece?: Uint8Array<ArrayBuffer>) => {
		try {
			return decoder.decode(piece, { stream: piece !== undefined });
		} catch (cause) {
			throw new ImportRefused('damaged', 'records.jsonl is no UTF-8', { cause });
		}
	};
	for await (const piece of pieces(entry, LIMITS.recordsBytes)) {
		const parts = (rest + decode(piece)).split('\n');
		rest = parts.pop()!;
		if (rest.length > LIMITS.lineLength) throw new ImportRefused('too-large', 'a line of records.jsonl');
		for (const part of parts) if (part) yield part;
	}
	rest += decode();
	if (rest) yield rest;
}
