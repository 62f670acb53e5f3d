const NEWLINE = 0x0a;
const SPACE = 0x20;
/** More than a line may have (LIMITS.lineLength) twice over: the last whole line is within, whatever half a line follows. */
const TAIL_BYTES = 256 * 1024;

/** A stretch of bytes, its line break included. */
export interface LineSpan {
	readonly from: number;
	readonly to: number;
	readonly text: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** `text` and a line break, filled up with spaces to `length` bytes, which JSON ignores. */
export function lineBytes(text: string, length = 0): Uint8Array<ArrayBuffer> {
	const content = encoder.encode(text);
	const line = new Uint8Array(Math.max(length, content.length + 1)).fill(SPACE);
	line.set(content);
	line[line.length - 1] = NEWLINE;
	return line;
}

/** Whole lines that are not blank. What follows the last line break was never confirmed. */
export function wholeLines(bytes: Uint8Array, offset = 0): LineSpan[] {
	const spans: LineSpan[] = [];
	for (let from = 0; ;) {
		const end = bytes.indexOf(NEWLINE, from);
		if (end < 0) return spans;
		const text = decoder.decode(bytes.subarray(from, end)).trimEnd();
		if (text) spans.push({ from: offset + from, to: offset + end + 1, text });
		from = end + 1;
	}
}

/** Reads a file from `from` on. */
export function readFrom(file: FileSystemSyncAccessHandle, from = 0): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(Math.max(0, file.getSize() - from));
	return bytes.subarray(0, file.read(bytes, { at: from }));
}

/** The last whole line, and where the next one belongs: half a line that a kill left there is written over. */
export function endOf(file: FileSystemSyncAccessHandle): { last: LineSpan | null; end: number } {
	const from = Math.max(0, file.getSize() - TAIL_BYTES);
	const tail = readFrom(file, from);
	// The first line of a tail is whole only where the tail is the file; nobody needs it otherwise.
	return { last: wholeLines(tail, from).at(-1) ?? null, end: from + tail.lastIndexOf(NEWLINE) + 1 };
}

/**
 * Writes in one piece and to the disk.
 * @throws QuotaExceededError with the file as it was, where there is no room
 */
export function writeThrough(file: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
	const size = file.getSize();
	if (file.write(bytes, { at }) < bytes.length) {
		if (file.getSize() > size) file.truncate(size);
		throw new DOMException('no room for the journal', 'QuotaExceededError');
	}
	file.flush();
}
