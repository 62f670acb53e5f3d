import { writeAll } from '../../src/lib/records/database';
import { putRecord } from '../../src/lib/records/append';
import { firstRows } from '../../src/lib/records/history-first';
import { queryHistory, type HistoryFilter, type HistoryView } from '../../src/lib/records/history-query';
import { findRecord } from '../../src/lib/records/record-correction';
import type { StoredRecord } from '../../src/lib/records/schema';
import { RecordStore } from '../../src/lib/records/store';
import { exampleCheck } from '../../tests/records/example-records';

/** What runs in the browser for bench-records.ts: the app's own store, filled and asked. */
const store = new RecordStore('bench-records');
const START_MS = Date.parse('2026-01-05T05:00:00.000Z');
const STEP_MS = 2_000;
/** Records in one transaction while filling. */
const BATCH = 500;
/** Rows that the screen asks for at a time. */
const PAGE = 40;

const at = (i: number) => new Date(START_MS + i * STEP_MS).toISOString();
const uuid = (i: number) => `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`;

/** Four lines, three shifts, a batch an hour, five inspectors; two in a hundred open, three unsure. */
function record(i: number) {
	const kind = i % 50 === 7 ? 'open' : i % 33 === 5 ? 'unsure' : 'closed';
	const shift = 'ABC'[Math.floor((i * STEP_MS) / (8 * 3_600_000)) % 3]!;
	return exampleCheck({
		id: uuid(i + 1),
		sequence: i + 1,
		hash: i.toString(16).padStart(64, '0'),
		wallTime: at(i),
		station: { line: `Linha ${(i % 4) + 1}`, shift, batch: `LOTE-${Math.floor(i / 1800)}` },
		personal: {
			salt: '0'.repeat(32),
			inspector: ['Ana', 'Bruno', 'Carla', 'Davi', 'Elis'][i % 5]!,
			note: '',
			fileName: ''
		},
		verdict: kind === 'unsure' ? { kind, reason: 'low-confidence', confidence: 0.6 } : { kind, confidence: 0.97 }
	});
}

/** Writes records `from` to `to` as the app would, hashes aside: nothing here reads them. */
async function fill(from: number, to: number): Promise<void> {
	const database = await store.database();
	for (let start = from; start < to; start += BATCH) {
		await writeAll(database, async (transaction) => {
			for (let i = start; i < Math.min(to, start + BATCH); i++) await putRecord(transaction, record(i));
		});
	}
}

interface Case {
	readonly name: string;
	run(): Promise<number>;
	/** The same answer from all records at once. */
	naive(): Promise<number>;
}

async function everything(keep: (row: StoredRecord) => boolean, offset = 0): Promise<number> {
	const rows = await (await store.database()).getAll('records');
	const kept = rows.filter(keep).sort((a, b) => (a.record.wallTime < b.record.wallTime ? 1 : -1));
	return kept.slice(offset, offset + PAGE).length;
}

/** What the screen shows first. */
async function page(filter: HistoryFilter): Promise<number> {
	return (await firstRows(filter, PAGE, store)).rows.length;
}

/** The list that was opened: the keys of all records, as the screen holds them while it is scrolled. */
let opened: Promise<HistoryView> | null = null;

/** What an inspector does on the history's screen, with `count` records stored. */
function cases(count: number): Case[] {
	const hour = { from: at(count / 2), to: at(count / 2 + 1800) };
	const within = ({ record: { wallTime } }: StoredRecord) => wallTime >= hour.from && wallTime <= hour.to;
	const batch = `LOTE-${Math.floor(count / 3600)}`;
	return [
		{ name: 'list: the newest forty', run: () => page({}), naive: () => everything(() => true) },
		{
			name: 'scroll: forty from the middle',
			run: async () => (await (await (opened ??= queryHistory({}, store))).rows(count / 2, PAGE)).length,
			naive: () => everything(() => true, count / 2)
		},
		{
			name: 'filter: open',
			run: () => page({ facet: 'open' }),
			naive: () => everything((row) => row.facet === 'open')
		},
		{
			name: 'filter: open, one line',
			run: () => page({ facet: 'open', line: 'Linha 4' }),
			naive: () => everything((row) => row.facet === 'open' && row.record.station.line === 'Linha 4')
		},
		{
			name: 'filter: one line, one hour',
			run: () => page({ line: 'Linha 2', ...hour }),
			naive: () => everything((row) => row.record.station.line === 'Linha 2' && within(row))
		},
		{
			name: 'search: a batch',
			run: () => page({ search: batch }),
			naive: () => everything((row) => row.record.station.batch === batch)
		},
		{
			name: 'search: an inspector, open',
			run: () => page({ search: 'carl', facet: 'open' }),
			naive: () => everything((row) => row.record.personal?.inspector === 'Carla' && row.facet === 'open')
		},
		{
			name: 'open: one record by its id',
			run: async () => ((await findRecord(uuid(Math.floor(count / 3)), store)) ? 1 : 0),
			naive: () => everything((row) => row.record.id === uuid(Math.floor(count / 3)))
		}
	];
}

const quantile = (sorted: readonly number[], q: number) =>
	sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;

async function time(work: () => Promise<number>, rounds: number) {
	const durations: number[] = [];
	let rows = await work();
	for (let round = 0; round < rounds; round++) {
		const startMs = performance.now();
		rows = await work();
		durations.push(performance.now() - startMs);
	}
	durations.sort((a, b) => a - b);
	return { rows, median: quantile(durations, 0.5), p95: quantile(durations, 0.95) };
}

/** One operation, so many times, and what reading everything takes for the same answer. Milliseconds. */
async function measure(count: number, index: number, rounds: number, compare: boolean) {
	const { name, run, naive } = cases(count)[index]!;
	const indexed = await time(run, rounds);
	const found = { name, rows: indexed.rows, medianMs: indexed.median, p95Ms: indexed.p95 };
	if (!compare) return { ...found, naiveMs: null };
	// Once, since it takes seconds.
	const startMs = performance.now();
	const rows = await naive();
	const naiveMs = performance.now() - startMs;
	if (indexed.rows !== rows || indexed.rows === 0) {
		throw new Error(`${name}: ${indexed.rows} rows by index, ${rows} by reading everything`);
	}
	return { ...found, naiveMs };
}

const count = async () => (await store.database()).count('records');

const bench = { count, fill, measure, cases: (count: number) => cases(count).length };
export type HistoryBench = typeof bench;
Object.assign(globalThis, { bench });
