import { endOf, lineBytes, readFrom, wholeLines, writeThrough } from './lines';
import { segmentOf, type Extent, type JournalLine } from './protocol';

/**
 * The files of one journal: a folder a device, a file a thousand records of its chain, a line a record.
 *
 * [Note: journal files] Files are only made, appended to, written over in place and deleted. Each is one call to the
 * operating system on a file of its own, so that a kill leaves a line as it was or as it was to be, and half a line only
 * at the end, which the next append cuts off before it writes. What leaves the journal is written over with spaces, of
 * which JSON takes no notice, rather than copied without it: a copy could be killed half-way.
 */
export class Segments {
	readonly #root: FileSystemDirectoryHandle;
	constructor(root: FileSystemDirectoryHandle) {
		this.#root = root;
	}

	async extents(): Promise<Extent[]> {
		const extents: Extent[] = [];
		for await (const [deviceId, folder] of this.#root.entries()) {
			if (folder.kind !== 'directory') continue;
			const names = await segmentNames(folder);
			const lines = [await firstFilled(folder, names), await firstFilled(folder, names.toReversed())];
			const [first, last] = [lines[0]?.[0], lines[1]?.at(-1)];
			if (first === undefined || last === undefined) continue;
			extents.push({ deviceId, first: placeOf(first), last: placeOf(last), lastWallTime: wallTimeOf(last) });
		}
		return extents;
	}

	/** Lines that are held already are passed over. @returns sequence number of the last line now */
	async append(deviceId: string, lines: readonly JournalLine[], joined: boolean): Promise<number> {
		const folder = await this.#root.getDirectoryHandle(deviceId, { create: true });
		let last = await lastPlace(folder);
		const fresh = lines.filter(({ sequence }) => sequence > last);
		if (!fresh[0] || (joined && fresh[0].sequence !== last + 1)) return last;
		for (const [segment, members] of bySegment(fresh)) {
			const bytes = lineBytes(members.map(({ json }) => json).join('\n'));
			await onFile(folder, segment, true, (file) => {
				const { end } = endOf(file);
				file.truncate(end);
				writeThrough(file, bytes, end);
			});
			last = members.at(-1)!.sequence;
		}
		return last;
	}

	/** Nothing where there is no such file. */
	async read(deviceId: string, segment: number): Promise<string[]> {
		const folder = await this.#folderIfAny(deviceId);
		return folder && (await segmentNames(folder)).includes(segment) ? readLines(folder, segment) : [];
	}

	/** Takes every line up to `through` away. */
	async forget(deviceId: string, through: number): Promise<void> {
		const folder = await this.#folderIfAny(deviceId);
		if (!folder) return;
		for (const name of await segmentNames(folder)) {
			if (name > segmentOf(through)) break;
			const left = await onFile(folder, name, false, (file) => {
				const lines = wholeLines(readFrom(file));
				const doomed = lines.filter(({ text }) => placeOf(text) <= through).at(-1);
				if (doomed && lines.at(-1) !== doomed) writeThrough(file, lineBytes('', doomed.to), 0);
				return lines.at(-1) !== doomed;
			});
			if (!left) await folder.removeEntry(fileName(name));
		}
	}

	/** Writes lines that are held anew, each within the room it has. Those that are not held are passed over. */
	async replace(deviceId: string, lines: readonly JournalLine[]): Promise<void> {
		const folder = await this.#folderIfAny(deviceId);
		if (!folder) return;
		const held = new Set(await segmentNames(folder));
		for (const [segment, members] of bySegment(lines)) {
			if (!held.has(segment)) continue;
			await onFile(folder, segment, false, (file) => {
				const spans = new Map(wholeLines(readFrom(file)).map((span) => [placeOf(span.text), span]));
				for (const { sequence, json } of members) {
					const span = spans.get(sequence);
					if (!span) continue;
					const bytes = lineBytes(json, span.to - span.from);
					if (bytes.length > span.to - span.from) throw new RangeError(`record ${sequence} has grown`);
					writeThrough(file, bytes, span.from);
				}
			});
		}
	}

	async #folderIfAny(deviceId: string): Promise<FileSystemDirectoryHandle | null> {
		return this.#root.getDirectoryHandle(deviceId).catch(() => null);
	}
}

const fileName = (segment: number) => `${segment}.jsonl`;
const placeOf = (text: string) => (JSON.parse(text) as { sequence: number }).sequence;
const wallTimeOf = (text: string) => (JSON.parse(text) as { wallTime: string }).wallTime;

/** Numbers of the files there are, ascending. */
async function segmentNames(folder: FileSystemDirectoryHandle): Promise<number[]> {
	const numbers: number[] = [];
	for await (const name of folder.keys()) numbers.push(Number.parseInt(name, 10));
	return numbers.sort((a, b) => a - b);
}

async function onFile<T>(
	folder: FileSystemDirectoryHandle,
	segment: number,
	create: boolean,
	work: (file: FileSystemSyncAccessHandle) => T
): Promise<T> {
	const handle = await folder.getFileHandle(fileName(segment), { create });
	const file = await handle.createSyncAccessHandle();
	try {
		return work(file);
	} finally {
		file.close();
	}
}

const readLines = (folder: FileSystemDirectoryHandle, segment: number) =>
	onFile(folder, segment, false, (file) => wholeLines(readFrom(file)).map(({ text }) => text));

/** Lines of the first of these files that has any: a kill may leave an empty one. */
async function firstFilled(folder: FileSystemDirectoryHandle, segments: readonly number[]): Promise<string[] | null> {
	for (const segment of segments) {
		const lines = await readLines(folder, segment);
		if (lines.length > 0) return lines;
	}
	return null;
}

/** Sequence number of the last line, 0 where there is none. */
async function lastPlace(folder: FileSystemDirectoryHandle): Promise<number> {
	for (const segment of (await segmentNames(folder)).toReversed()) {
		const { last } = await onFile(folder, segment, false, endOf);
		if (last) return placeOf(last.text);
	}
	return 0;
}

function bySegment(lines: readonly JournalLine[]): Map<number, JournalLine[]> {
	const groups = new Map<number, JournalLine[]>();
	for (const line of lines) {
		const segment = segmentOf(line.sequence);
		groups.set(segment, [...(groups.get(segment) ?? []), line]);
	}
	return groups;
}
