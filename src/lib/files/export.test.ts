import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { toCsv } from './csv';
import { exportRows } from './export-rows';
import { FileCheck } from './file-check.svelte';
import { exampleJudged } from './test-checks';
import { entryName, toZip } from './zip';

function check(path: string, state: FileCheck['state'], content = path): FileCheck {
	const made = new FileCheck(1, { file: new File([content], path.split('/').at(-1)!), path, fromFolder: false });
	made.state = state;
	return made;
}

const open = () => check('lote 1/a.jpg', { kind: 'judged', judged: exampleJudged('open', 0.97) });
const closed = () => check('lote 2/a.jpg', { kind: 'judged', judged: exampleJudged('closed', 0.99) });
const broken = () => check('b.jpg', { kind: 'failed', code: 'truncated-image' });
const waiting = () => check('c.jpg', { kind: 'waiting' });

describe('exported rows', () => {
	it('carry what the classify program prints of a file', () => {
		expect(exportRows([open()])[0]).toMatchObject({
			file: 'lote 1/a.jpg',
			verdict: 'open',
			confidence: 0.97,
			probabilities: { open: 0.97 },
			mouth: { x: 0.5, y: 0.25, width: 0.2 },
			modelVersion: '0123456789ab'
		});
	});

	it('name the fault of a file that could not be judged, and leave out what still waits', () => {
		expect(exportRows([broken(), waiting()])).toEqual([{ file: 'b.jpg', error: { code: 'truncated-image' } }]);
	});
});

describe('CSV', () => {
	it('never lets a spreadsheet run a file’s name', () => {
		const [, line] = toCsv([{ file: '=1+1, "x".jpg', error: { code: 'truncated-image' } }]).split('\r\n');
		expect(line).toMatch(/^"'=1\+1, ""x"".jpg",/);
	});

	it('has as many cells in every line as in the header', () => {
		const lines = toCsv(exportRows([open(), broken()]))
			.trim()
			.split('\r\n');
		expect(lines.map((line) => line.split(',').length)).toEqual([15, 15, 15]);
	});
});

describe('names in the ZIP', () => {
	it.each([
		['../../etc/passwd', 'open/etc_passwd'],
		['C:\\x\\a.jpg', 'open/C__x_a.jpg'],
		['', 'open/picture'],
		['a\u0000b?.jpg', 'open/a_b_.jpg']
	])('%j stays inside its folder as %s', (path, name) => {
		expect(entryName('open', path, new Set())).toBe(name);
	});

	it('are never used twice, whatever the case of their letters', () => {
		const taken = new Set<string>();
		const names = ['a.jpg', 'A.jpg', 'a.jpg'].map((path) => entryName('open', path, taken));
		expect(names).toEqual(['open/a.jpg', 'open/A (2).jpg', 'open/a (3).jpg']);
	});
});

describe('the ZIP', () => {
	it('holds the verdicts and each picture unchanged in the folder of its outcome', async () => {
		const shares: number[] = [];
		const zip = await toZip([open(), closed(), broken(), waiting()], new AbortController().signal, (s) =>
			shares.push(s)
		);
		const entries = unzipSync(new Uint8Array(await zip.arrayBuffer()));
		expect(Object.keys(entries).sort()).toEqual([
			'closed/lote 2_a.jpg',
			'failed/b.jpg',
			'open/lote 1_a.jpg',
			'verdicts.csv',
			'verdicts.json'
		]);
		expect(strFromU8(entries['open/lote 1_a.jpg']!)).toBe('lote 1/a.jpg');
		expect(JSON.parse(strFromU8(entries['verdicts.json']!))).toHaveLength(3);
		expect(shares).toEqual([1 / 3, 2 / 3, 1]);
	});

	it('stops when asked to', async () => {
		await expect(toZip([open()], AbortSignal.abort())).rejects.toThrow('abort');
	});
});
