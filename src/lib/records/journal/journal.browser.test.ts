import { describe, expect, it } from 'vitest';
import { Journal } from './journal';
import { SEGMENT_LENGTH, type JournalLine } from './worker/protocol';

const DEVICE = '11111111-1111-4111-8111-111111111111';

async function withJournal(work: (journal: Journal, folder: FileSystemDirectoryHandle) => Promise<void>) {
	const name = `test-${crypto.randomUUID()}`;
	const root = await navigator.storage.getDirectory();
	const journal = new Journal(name);
	try {
		await work(journal, await root.getDirectoryHandle(name, { create: true }));
	} finally {
		journal.close();
		await root.removeEntry(name, { recursive: true });
	}
}

const line = (sequence: number, change: object = {}): JournalLine => ({
	sequence,
	json: JSON.stringify({ sequence, wallTime: `2026-03-02T06:00:00.${sequence % 10}00Z`, text: 'ção', ...change })
});
const lines = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => line(first + i));
const heldIn = async (journal: Journal, segment = 0) =>
	(await journal.read(DEVICE, segment)).map((text) => JSON.parse(text));
const places = async (journal: Journal, segment = 0) =>
	(await heldIn(journal, segment)).map(({ sequence }) => sequence as number);

/** What stands in a file, as a kill might leave it. */
async function leave(folder: FileSystemDirectoryHandle, name: string, text: string) {
	const device = await folder.getDirectoryHandle(DEVICE, { create: true });
	const writable = await (await device.getFileHandle(name, { create: true })).createWritable();
	await writable.write(text);
	await writable.close();
}

describe('the journal', () => {
	it('keeps lines over files of a thousand, and says how far it reaches', () =>
		withJournal(async (journal) => {
			expect(await journal.extents()).toEqual([]);
			expect(await journal.append(DEVICE, lines(1, SEGMENT_LENGTH + 3), true)).toBe(SEGMENT_LENGTH + 3);
			expect(await journal.append(DEVICE, [line(SEGMENT_LENGTH + 4)], true)).toBe(SEGMENT_LENGTH + 4);
			expect(await places(journal, 0)).toHaveLength(SEGMENT_LENGTH);
			expect(await places(journal, 1)).toEqual([1001, 1002, 1003, 1004]);
			expect(await journal.extents()).toEqual([
				{ deviceId: DEVICE, first: 1, last: 1004, lastWallTime: '2026-03-02T06:00:00.400Z' }
			]);
		}));

	it('takes no line twice, and none after a gap that nobody vouches for', () =>
		withJournal(async (journal) => {
			await journal.append(DEVICE, lines(1, 2), true);
			expect(await journal.append(DEVICE, lines(1, 3), true)).toBe(3);
			expect(await journal.append(DEVICE, [line(5)], true)).toBe(3);
			expect(await journal.append(DEVICE, [line(5)], false)).toBe(5);
			expect(await places(journal)).toEqual([1, 2, 3, 5]);
		}));

	it.each([
		['half a line', `${line(1).json}\n{"sequence":2,"wall`],
		['half a letter', `${line(1).json}\n{"sequence":2,"text":"\u00e7`.slice(0, -1)]
	])('passes over %s that a kill left at the end, and writes the next line over it', (_what, text) =>
		withJournal(async (journal, folder) => {
			await leave(folder, '0.jsonl', text);
			expect(await journal.extents()).toMatchObject([{ first: 1, last: 1 }]);
			expect(await journal.append(DEVICE, [line(2)], true)).toBe(2);
			expect(await journal.append(DEVICE, [line(3)], true)).toBe(3);
			expect(await heldIn(journal)).toMatchObject([{ sequence: 1 }, { sequence: 2, text: 'ção' }, { sequence: 3 }]);
		})
	);

	it('goes on before a file that a kill left empty', () =>
		withJournal(async (journal, folder) => {
			await journal.append(DEVICE, lines(1, SEGMENT_LENGTH), true);
			await leave(folder, '1.jsonl', '');
			expect(await journal.extents()).toMatchObject([{ first: 1, last: SEGMENT_LENGTH }]);
			expect(await journal.append(DEVICE, [line(SEGMENT_LENGTH + 1)], true)).toBe(SEGMENT_LENGTH + 1);
		}));

	it('forgets what retention deleted, whole files and parts of one', () =>
		withJournal(async (journal, folder) => {
			await journal.append(DEVICE, lines(1, 2 * SEGMENT_LENGTH + 5), true);
			await journal.forget(DEVICE, SEGMENT_LENGTH + 10);
			expect(await journal.extents()).toMatchObject([{ first: SEGMENT_LENGTH + 11, last: 2 * SEGMENT_LENGTH + 5 }]);
			const device = await folder.getDirectoryHandle(DEVICE);
			await expect(device.getFileHandle('0.jsonl')).rejects.toThrow();
			const text = await (await (await device.getFileHandle('1.jsonl')).getFile()).text();
			expect(text).not.toContain('"sequence":1010,');
			expect(text).toContain('"sequence":1011,');
			expect(await journal.append(DEVICE, [line(2 * SEGMENT_LENGTH + 6)], true)).toBe(2 * SEGMENT_LENGTH + 6);
			await journal.forget(DEVICE, 3 * SEGMENT_LENGTH);
			expect(await journal.extents()).toEqual([]);
			await journal.forget('22222222-2222-4222-8222-222222222222', 5);
		}));

	it('writes lines anew in place, and leaves nothing of what stood there', () =>
		withJournal(async (journal, folder) => {
			await journal.append(DEVICE, [line(1), line(2, { inspector: 'Ana Souza' }), line(3)], true);
			await journal.replace(DEVICE, [line(2, { inspector: null }), line(9)]);
			expect(await heldIn(journal)).toMatchObject([{ sequence: 1 }, { inspector: null }, { sequence: 3 }]);
			const device = await folder.getDirectoryHandle(DEVICE);
			expect(await (await (await device.getFileHandle('0.jsonl')).getFile()).text()).not.toContain('Souza');
			await expect(journal.replace(DEVICE, [line(1, { long: 'x'.repeat(200) })])).rejects.toMatchObject({
				code: 'storage-unavailable'
			});
			expect(await places(journal)).toEqual([1, 2, 3]);
		}));

	it('is written from two tabs at once without a line doubled or out of its order', () =>
		withJournal(async (journal, folder) => {
			const other = new Journal(folder.name);
			await Promise.all(lines(1, 40).map((each, i) => (i % 2 ? other : journal).append(DEVICE, [each], false)));
			other.close();
			const held = await places(journal);
			expect(held).toEqual([...new Set(held)].toSorted((a, b) => a - b));
			expect(held.at(-1)).toBe(40);
		}));
});
