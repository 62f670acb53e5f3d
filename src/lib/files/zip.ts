import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { toCsv } from './csv';
import { exportRows } from './export-rows';
import type { FileCheck } from './file-check.svelte';

/**
 * A path that unpacks inside the folder and nowhere else, and is not used twice: no `..`, no drive, no control
 * characters, at most 150 characters of the original.
 */
export function entryName(folder: string, path: string, taken: Set<string>): string {
	const flat = path
		.split(/[/\\]+/)
		.filter((part) => part !== '' && part !== '.' && part !== '..')
		.join('_')
		// eslint-disable-next-line no-control-regex -- control characters are exactly what is refused here
		.replace(/[\u0000-\u001f<>:"|?*]/g, '_')
		.slice(-150);
	const [, stem, ending] = /^(.*?)(\.[^.]*)?$/.exec(flat || 'picture')!;
	let name = `${folder}/${stem}${ending ?? ''}`;
	for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${folder}/${stem} (${n})${ending ?? ''}`;
	taken.add(name.toLowerCase());
	return name;
}

/**
 * The batch as one ZIP: verdicts as CSV and JSON, and the pictures in a folder for each outcome, as they are.
 * Pictures pass through as a stream, so that the memory holds one piece at a time.
 * @param onProgress share of the files packed, 0..1
 * @throws DOMException AbortError where `signal` aborts
 */
export async function toZip(
	checks: readonly FileCheck[],
	signal: AbortSignal,
	onProgress: (share: number) => void = () => {}
): Promise<Blob> {
	const parts: BlobPart[] = [];
	const { promise: finished, resolve, reject } = deferred();
	const zip = new Zip((fault, chunk, final) => {
		if (fault) reject(fault);
		else {
			parts.push(chunk as Uint8Array<ArrayBuffer>);
			if (final) resolve();
		}
	});
	const rows = exportRows(checks);
	addText(zip, 'verdicts.csv', toCsv(rows));
	addText(zip, 'verdicts.json', JSON.stringify(rows, null, '\t'));
	const taken = new Set<string>();
	const done = checks.filter(({ outcome }) => outcome !== null);
	for (const [i, check] of done.entries()) {
		signal.throwIfAborted();
		await addPicture(zip, entryName(check.outcome!, check.path, taken), check.source.file, signal);
		onProgress((i + 1) / done.length);
	}
	zip.end();
	await finished;
	return new Blob(parts, { type: 'application/zip' });
}

function addText(zip: Zip, name: string, text: string): void {
	const entry = new ZipDeflate(name, { level: 6 });
	zip.add(entry);
	entry.push(strToU8(text), true);
}

/** Photographs are compressed already: stored, not deflated. A file that can no longer be read is left empty. */
async function addPicture(zip: Zip, name: string, file: File, signal: AbortSignal): Promise<void> {
	const entry = new ZipPassThrough(name);
	if (file.lastModified) entry.mtime = file.lastModified;
	zip.add(entry);
	const reader = file.stream().getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			signal.throwIfAborted();
			if (done) break;
			entry.push(value);
		}
	} catch (thrown) {
		if (signal.aborted) throw thrown;
	} finally {
		reader.releaseLock();
	}
	entry.push(new Uint8Array(0), true);
}

/** `Promise.withResolvers`, which older tablets lack. */
function deferred() {
	let resolve!: () => void;
	let reject!: (fault: unknown) => void;
	const promise = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]));
	return { promise, resolve, reject };
}
