import { describe, expect, it } from 'vitest';
import { checkInput, origin, pictureOf, withStore } from '../../../tests/records/store-for-tests';
import type { Refusal } from './bundle-format';
import { parseCsv } from '../domain/csv';
import { exportCsv } from './export-csv';
import { queryHistory } from './history-query';
import { importBundle } from './import-bundle';
import { recordCheck } from './record-check';
import { recordCorrection } from './record-correction';
import { TABLE_COLUMNS } from './record-table';
import { storageHealth } from './storage-health';
import type { RecordStore } from './store';
import { verifyStore } from './verify-store';

const withTwo = (work: (from: RecordStore, to: RecordStore) => Promise<void>) =>
	withStore((from) => withStore((to) => work(from, to)));
const take = (file: Blob, store: RecordStore) => importBundle(file, origin(), undefined, store);
const NOTE = '=1+1, "<script>"\nsecond line';

/** An open bottle with pictures, and a closed one that was corrected to open. */
async function someWork(store: RecordStore) {
	await recordCheck(checkInput('open', { picture: pictureOf(9000), thumbnail: pictureOf(500) }), store);
	const check = await recordCheck(checkInput('closed'), store);
	await recordCorrection(
		{ checkId: check.id, correctedTo: 'open', reason: 'other', note: NOTE, origin: origin() },
		store
	);
}

describe('the table of records', () => {
	it('holds every record, with the verdict that holds and the one first given', () =>
		withStore(async (store) => {
			await someWork(store);
			const text = (await (await exportCsv({}, store)).text()).replace('\ufeff', '');
			const [header, ...rows] = [...parseCsv(text)];
			const cell = (row: number, name: string) => rows[row]![header!.indexOf(name)];
			expect(rows.map((_, row) => cell(row, 'kind'))).toEqual(['check', 'check', 'correction', 'manifest']);
			expect(['verdict', 'corrected', 'first_verdict'].map((name) => cell(1, name))).toEqual([
				'open',
				'true',
				'closed'
			]);
			expect((await storageHealth(store)).sinceExport).toBe(0);
		}));

	it('hands records over to another tablet, names and notes included, and the chain verifies', () =>
		withTwo(async (from, to) => {
			await someWork(from);
			const file = await exportCsv({}, from);
			expect(await take(file, to)).toEqual({ read: 3, added: 3, pictures: 0 });
			expect((await verifyStore(to)).flatMap(({ faults }) => faults)).toEqual([]);
			expect((await queryHistory({ facet: 'open' }, to)).total).toBe(2);
			const rows = await (await to.database()).getAll('records');
			expect(rows.some(({ record }) => record.personal?.note === NOTE)).toBe(true);
			expect(await take(file, to)).toMatchObject({ added: 0 });
		}));
});

describe('a table that is not as it was written is refused and nothing is changed', () => {
	const edits: [string, Refusal, (lines: string[]) => string[]][] = [
		[
			'a verdict edited in the column for people',
			'edited',
			(lines) => lines.map((line) => line.replace(',closed,', ',open,'))
		],
		['a line renamed there', 'edited', (lines) => lines.map((line) => line.replace(',L2,', ',L3,'))],
		[
			'a number written in another language',
			'edited',
			(lines) => lines.map((line) => line.replace(',0.97,', ',"0,97",'))
		],
		[
			'a verdict edited in the record too',
			'edited',
			(lines) => lines.map((line) => line.replace('""kind"":""closed""', '""kind"":""open""'))
		],
		[
			'a field changed in the record alone',
			'chain',
			(lines) => lines.map((line) => line.replace('""latencyMs"":42', '""latencyMs"":43'))
		],
		['a row taken out', 'chain', (lines) => lines.toSpliced(1, 1)],
		['rows in another order', 'chain', ([header, one, two, ...rest]) => [header!, two!, one!, ...rest]],
		['its end cut off', 'damaged', (lines) => lines.slice(0, -1)],
		['its last record and end cut off', 'damaged', (lines) => lines.slice(0, 2)],
		['a quote left open', 'damaged', (lines) => [...lines.slice(0, -1), '"']],
		['a column too many', 'damaged', (lines) => lines.map((line, i) => (i === 1 ? `x,${line}` : line))],
		['other columns', 'not-a-bundle', ([header, ...rest]) => [header!.replace('confidence', 'trust'), ...rest]],
		['semicolons', 'not-a-bundle', (lines) => lines.map((line) => line.replaceAll(',', ';'))],
		[
			'a record that is a novel',
			'too-large',
			([header, one, ...rest]) => [header!, `${one!.slice(0, -1)}${' '.repeat(70_000)}"`, ...rest]
		],
		[
			'a record that is none',
			'schema',
			([header, one, ...rest]) => [header!, one!.replace('""schemaVersion"":1', '""schemaVersion"":7'), ...rest]
		],
		[
			'a manifest from later',
			'unknown-version',
			(lines) => lines.map((line) => line.replace('""formatVersion"":1', '""formatVersion"":2'))
		],
		[
			'a manifest of a shorter chain',
			'chain',
			(lines) => lines.map((line) => line.replace(/(""sequence"":)3(,""hash"":""[0-9a-f]{64}""\}\])/, '$12$2'))
		]
	];
	it.each(edits)('%s: %s', (_name, refusal, edit) =>
		withTwo(async (from, to) => {
			await recordCheck(checkInput('closed'), from);
			await recordCheck(checkInput('open'), from);
			await recordCheck(checkInput('closed'), from);
			await recordCheck(checkInput(), to);
			const before = JSON.stringify(await everything(to));
			const text = await (await exportCsv({}, from)).text();
			// No cell of these holds a line end.
			const lines = text.split('\r\n').slice(0, -1);
			const edited = edit(lines);
			expect(edited.join('\r\n')).not.toBe(lines.join('\r\n'));
			await expect(take(new Blob([edited.join('\r\n')]), to)).rejects.toMatchObject({
				code: 'import-refused',
				refusal
			});
			expect(JSON.stringify(await everything(to))).toBe(before);
		})
	);

	it('begins with the column by which it is told from other files', () => {
		expect(TABLE_COLUMNS[0]).toBe('kind');
		expect(new Set(TABLE_COLUMNS).size).toBe(TABLE_COLUMNS.length);
	});
});

async function everything(store: RecordStore) {
	const database = await store.database();
	return Promise.all(
		(['records', 'chains', 'outbox', 'pictures', 'meta'] as const).map((name) => database.getAll(name))
	);
}
