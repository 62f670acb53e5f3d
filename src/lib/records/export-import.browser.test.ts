import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../domain/record';
import { sha256Hex } from '../domain/record-hash';
import { exampleChain, resealed } from '../../../tests/records/example-chain';
import { checkInput, origin, pictureOf, withStore } from '../../../tests/records/store-for-tests';
import { BUNDLE_FORMAT, LIMITS, type Refusal } from './bundle-format';
import { exportBundle, exportJson } from './export-bundle';
import { queryHistory } from './history-query';
import { importBundle } from './import-bundle';
import { recordCheck } from './record-check';
import { recordCorrection } from './record-correction';
import { clearInspector } from './retention';
import type { RecordStore } from './store';
import { verifyStore } from './verify-store';

/** Two tablets. */
const withTwo = (work: (from: RecordStore, to: RecordStore) => Promise<void>) =>
	withStore((from) => withStore((to) => work(from, to)));
const faults = async (store: RecordStore) => (await verifyStore(store)).flatMap((report) => report.faults);
const take = (file: Blob, store: RecordStore) => importBundle(file, origin(), undefined, store);

async function someWork(store: RecordStore) {
	const picture = pictureOf(70_000);
	await recordCheck(checkInput('open', { picture, thumbnail: pictureOf(500) }), store);
	const check = await recordCheck(checkInput('closed'), store);
	const correction = { reason: 'other', note: 'açúcar <b>', origin: origin() } as const;
	await recordCorrection({ ...correction, checkId: check.id, correctedTo: 'open' }, store);
	return picture;
}

describe('hand-over between two tablets', () => {
	it('brings records, corrections and pictures over, and both chains verify', () =>
		withTwo(async (from, to) => {
			const picture = await someWork(from);
			await recordCheck(checkInput('closed'), to);
			expect(await take(await exportBundle({}, from), to)).toEqual({ read: 3, added: 3, pictures: 2 });
			expect(await faults(to)).toEqual([]);
			expect((await verifyStore(to)).map((report) => report.records).toSorted()).toEqual([2, 3]);
			expect((await queryHistory({ facet: 'open' }, to)).total).toBe(2);
			expect((await queryHistory({ search: 'acucar' }, to)).total).toBe(1);
			const stored = await (await to.database()).get('pictures', await sha256Hex(new Uint8Array(await picture.arrayBuffer()))); // prettier-ignore
			expect(stored).toMatchObject({ role: 'picture' });
			expect((await queryHistory({ facet: 'hand-over' }, to)).total).toBe(1);
		}));
	it('makes no duplicates when repeated, and continues where it ended', () =>
		withTwo(async (from, to) => {
			await someWork(from);
			const first = await exportBundle({}, from);
			await take(first, to);
			expect(await take(first, to)).toEqual({ read: 3, added: 0, pictures: 0 });
			await recordCheck(checkInput('closed'), from);
			expect(await take(await exportBundle({}, from), to)).toMatchObject({ read: 4, added: 1 });
			expect(await take(first, to)).toMatchObject({ added: 0 });
			expect(await faults(to)).toEqual([]);
			expect((await queryHistory({ facet: 'hand-over' }, to)).total).toBe(2);
		}));
	it('does not bring back a name that was cleared', () =>
		withTwo(async (from, to) => {
			await someWork(from);
			const file = await exportBundle({}, from);
			await take(file, to);
			await clearInspector('Ana Souza', origin({ inspector: '' }), to);
			await take(file, to);
			expect((await queryHistory({ search: 'souza' }, to)).total).toBe(0);
			expect(await faults(to)).toEqual([]);
		}));
	it('works with the JSON export, without pictures', () =>
		withTwo(async (from, to) => {
			await someWork(from);
			expect(await take(await exportJson({}, from), to)).toEqual({ read: 3, added: 3, pictures: 0 });
			expect(await faults(to)).toEqual([]);
		}));
	it('leaves out a picture that is larger than an import takes, says so, and is taken over', () =>
		withTwo(async (from, to) => {
			await someWork(from);
			// As a version without a limit kept it.
			await recordCheck(checkInput('open', { picture: pictureOf(LIMITS.pictureBytes + 1) }), from);
			const leftOut: number[] = [];
			const file = await exportBundle({ onLeftOut: (pictures) => leftOut.push(pictures) }, from);
			expect(leftOut).toEqual([1]);
			expect(await take(file, to)).toEqual({ read: 4, added: 4, pictures: 2 });
			expect(await faults(to)).toEqual([]);
		}));
	it('goes round: a tablet takes its own export back as nothing new', () =>
		withStore(async (store) => {
			await someWork(store);
			expect(await take(await exportBundle({}, store), store)).toMatchObject({ added: 0 });
		}));
});

/** A bundle made by hand. */
async function zipOf(entries: Record<string, string | Uint8Array>, level = 6): Promise<Blob> {
	const zip = new ZipWriter(new BlobWriter('application/zip'), { level, useWebWorkers: false });
	for (const [name, content] of Object.entries(entries)) {
		await zip.add(name, typeof content === 'string' ? new TextReader(content) : new Uint8ArrayReader(content));
	}
	return zip.close();
}
const manifestOf = (chain: LogRecord[], change: object = {}) =>
	JSON.stringify({
		format: BUNDLE_FORMAT,
		formatVersion: 1,
		exportedAt: '2026-03-02T06:00:00.000Z',
		appVersion: '0.1.0',
		chains: chain.slice(-1).map(({ deviceId, sequence, hash }) => ({ deviceId, sequence, hash })),
		...change
	});
const linesOf = (chain: LogRecord[]) => chain.map((record) => JSON.stringify(record)).join('\n');
const bundleOf = (chain: LogRecord[], records = linesOf(chain)) =>
	zipOf({ 'manifest.json': manifestOf(chain), 'records.jsonl': records });

describe('a hostile or broken file is refused and nothing is changed', () => {
	const hostile: [string, Refusal, () => Promise<Blob>][] = [
		['text', 'not-a-bundle', async () => new Blob(['hello'])],
		['nothing', 'not-a-bundle', async () => new Blob([])],
		['other JSON', 'not-a-bundle', async () => new Blob(['{"records":[]}'])],
		['a ZIP file of something else', 'unexpected-name', () => zipOf({ 'readme.txt': 'hi' })],
		['a path out of the folder', 'unexpected-name', () => zipOf({ '../../evil.json': '{}' })],
		['an absolute path', 'unexpected-name', () => zipOf({ '/pictures/x.jpg': 'x' })],
		['a picture that is a page', 'unexpected-name', () => zipOf({ [`pictures/${'a'.repeat(64)}.html`]: '<script>' })],
		['no records', 'not-a-bundle', async () => zipOf({ 'manifest.json': manifestOf(await exampleChain(1)) })],
		['half a file', 'damaged', async () => (await bundleOf(await exampleChain(3))).slice(0, 700)],
		[
			'a later version',
			'unknown-version',
			async () => zipOf({ 'manifest.json': manifestOf([], { formatVersion: 2 }), 'records.jsonl': '' })
		],
		[
			'an unpacking bomb in the manifest',
			'too-large',
			() => zipOf({ 'manifest.json': new Uint8Array(LIMITS.manifestBytes + 1), 'records.jsonl': '' })
		],
		[
			'a record that is one endless line',
			'too-large',
			async () => bundleOf(await exampleChain(1), 'x'.repeat(30 * LIMITS.lineLength))
		],
		[
			'a record with a field too many',
			'schema',
			async () => {
				const chain = await exampleChain(2);
				return bundleOf(chain, JSON.stringify({ ...chain[0], onload: 'alert(1)' }));
			}
		],
		[
			'a label that is a novel',
			'schema',
			async () => {
				const chain = await exampleChain(1);
				return bundleOf(chain, JSON.stringify({ ...chain[0], deviceLabel: '<img src=x onerror=alert(1)>'.repeat(9) }));
			}
		],
		['deep nesting', 'schema', async () => bundleOf(await exampleChain(1), '['.repeat(5000) + ']'.repeat(5000))],
		[
			'__proto__',
			'schema',
			async () => {
				const chain = await exampleChain(1);
				return bundleOf(chain, linesOf(chain).replace('{', '{"__proto__":{"kind":"check"},'));
			}
		],
		[
			'a changed verdict',
			'chain',
			async () => {
				const chain = await exampleChain(3);
				return bundleOf(chain, linesOf(chain).replace('"confidence":0.97', '"confidence":0.98'));
			}
		],
		[
			'a missing end',
			'chain',
			async () => {
				const chain = await exampleChain(5);
				return bundleOf(chain, linesOf(chain.slice(0, 3)));
			}
		],
		[
			'a missing middle',
			'chain',
			async () => {
				const chain = await exampleChain(5);
				return bundleOf(chain, linesOf(chain.toSpliced(2, 1)));
			}
		],
		[
			'records in another order',
			'chain',
			async () => {
				const chain = await exampleChain(4);
				return bundleOf(chain, linesOf([chain[0]!, chain[2]!, chain[1]!, chain[3]!]));
			}
		],
		[
			'a picture whose content is not what its name says',
			'picture',
			async () => {
				const chain = await exampleChain(1);
				return zipOf({
					'manifest.json': manifestOf(chain),
					'records.jsonl': linesOf(chain),
					[`pictures/${'a'.repeat(64)}.jpg`]: 'x'
				});
			}
		]
	];
	it.each(hostile)('%s: %s', (_name, refusal, file) =>
		withStore(async (store) => {
			await recordCheck(checkInput(), store);
			const before = JSON.stringify(await everything(store));
			await expect(take(await file(), store)).rejects.toMatchObject({ code: 'import-refused', refusal });
			expect(JSON.stringify(await everything(store))).toBe(before);
		})
	);

	it('another history of a tablet that is known here', () =>
		withStore(async (store) => {
			const chain = await exampleChain(4);
			await take(await bundleOf(chain), store);
			const other = await exampleChain(6);
			await expect(take(await bundleOf(other), store)).rejects.toMatchObject({ refusal: 'conflict' });
			const last = await resealed({ ...chain[3]!, wallTime: '2026-03-02T07:00:00.000Z' });
			const rewritten = [...chain.slice(0, 3), last];
			await expect(take(await bundleOf(rewritten), store)).rejects.toMatchObject({ refusal: 'conflict' });
			expect(await faults(store)).toEqual([]);
		}));

	it('takes script in a free note as the text it is', () =>
		withTwo(async (from, to) => {
			const check = await recordCheck(checkInput(), from);
			const note = '<script>alert(1)</script>';
			await recordCorrection({ checkId: check.id, correctedTo: 'open', reason: 'other', note, origin: origin() }, from);
			await take(await exportBundle({}, from), to);
			const rows = await (await to.database()).getAll('records');
			expect(rows.some((row) => row.record.personal?.note === note)).toBe(true);
		}));
});

async function everything(store: RecordStore) {
	const database = await store.database();
	return Promise.all(
		(['records', 'chains', 'outbox', 'pictures', 'meta'] as const).map((name) => database.getAll(name))
	);
}
