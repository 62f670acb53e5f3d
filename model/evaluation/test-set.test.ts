import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTestSet } from './test-set';

const PICTURE = 'tests/fixtures/files/plain.jpg';
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'test set, “ü”-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function put(file: string): void {
	mkdirSync(join(folder, file, '..'), { recursive: true });
	symlinkSync(join(process.cwd(), PICTURE), join(folder, file));
}

function manifest(text: string): string {
	writeFileSync(join(folder, 'manifest.csv'), text);
	return join(folder, 'manifest.csv');
}

describe('a test set in folders', () => {
	it('holds pictures at any depth, linked ones too, and nothing else', async () => {
		for (const file of ['open/a.jpg', "open/bottle 7/ä, b'c.jpg", 'closed/deep/er/z.jpg']) put(file);
		writeFileSync(join(folder, 'open/.DS_Store'), 'no picture');
		writeFileSync(join(folder, 'open/notes.txt'), 'no picture');
		const specimens = await readTestSet(folder);
		expect(specimens.map(({ file, truth, group }) => [file, truth, group])).toEqual([
			['open/a.jpg', 'open', 'open/a.jpg'],
			["open/bottle 7/ä, b'c.jpg", 'open', 'open/bottle 7'],
			['closed/deep/er/z.jpg', 'closed', 'closed/deep/er']
		]);
	});

	it('is refused in words where it holds nothing, or is not there', async () => {
		await expect(readTestSet(folder)).rejects.toThrow('holds no picture labelled open, closed');
		await expect(readTestSet(join(folder, 'absent'))).rejects.toThrow(`there is no ${join(folder, 'absent')}`);
	});
});

describe('a test set as a table', () => {
	it('finds pictures under images/ or beside it, labels however written, and tells which rows it leaves out', async () => {
		put('images/a, 1.jpg');
		put('b.jpg');
		const told: string[] = [];
		const path = manifest('\uFEFFfile,label,group\n"a, 1.jpg",Open,g\nb.jpg, closed ,\nc.jpg,disputed,\n');
		const specimens = await readTestSet(path, (line) => told.push(line));
		expect(specimens).toMatchObject([
			{ path: join(folder, 'images/a, 1.jpg'), truth: 'open', group: 'g' },
			{ path: join(folder, 'b.jpg'), truth: 'closed', group: 'b.jpg' }
		]);
		expect(told).toEqual(['left out: 1 rows labelled "disputed"']);
	});

	it('knows how full a bottle is from its column, or from what a render was drawn by', async () => {
		const params = (fill: number) => `"{""fill"":${fill}}"`;
		const path = manifest(
			`file,label,fill,params\na.jpg,open,Full,\nb.jpg,open,,${params(0.9)}\nc.jpg,closed,,${params(0)}\nd.jpg,closed,,${params(0.5)}\ne.jpg,none,,${params(0)}\nf.jpg,open,,\n`
		);
		expect((await readTestSet(path)).map(({ fill }) => fill)).toEqual(['full', 'full', 'empty', 'part', '', '']);
	});

	it.each([
		['a column that is missing', 'file;label\na.jpg;open\n', 'lacks the column file and label; it has file;label'],
		['a broken row', 'file,label\na.jpg,open,7,8\n', /cannot be read as CSV: .*line 2/],
		['a row without a file', 'file,label\n,open\n', 'row 1 names no file'],
		['parameters that cannot be read', 'file,label,params\na.jpg,open,{fill\n', 'row 1 has params that are no JSON'],
		['a picture that would count twice', 'file,label\na.jpg,open\na.jpg,open\n', 'row 2 names a.jpg again']
	])('is refused for %s, which is named', async (_, text, message) => {
		await expect(readTestSet(manifest(text))).rejects.toThrow(message);
	});
});
