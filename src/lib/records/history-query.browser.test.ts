import { describe, expect, it } from 'vitest';
import type { VerdictKind } from '../domain/verdict';
import { checkInput, origin, withStore } from '../../../tests/records/store-for-tests';
import { firstRows } from './history-first';
import { distinctValues, queryHistory, type HistoryFilter } from './history-query';
import { recordCheck } from './record-check';
import type { RecordStore } from './store';
import type { HandClock } from '../../../tests/records/store-for-tests';

const KINDS: VerdictKind[] = ['closed', 'open', 'closed', 'unsure', 'closed', 'no-bottle'];

/** Sixty checks, a minute apart, on two lines, three batches and with two inspectors. */
async function sixtyChecks(store: RecordStore, clock: HandClock) {
	for (let i = 0; i < 60; i++) {
		const station = { line: i % 2 ? 'Linha 1' : 'Linha 2', shift: i < 30 ? 'A' : 'B', batch: `LOTE-X${i % 3}` };
		const by = origin({ station, inspector: i % 5 ? 'Ana Souza' : 'João Ávila' });
		await recordCheck(checkInput(KINDS[i % 6], { origin: by }), store);
		clock.advance(60_000);
	}
}
/** What each filter finds of these sixty. */
function filtersOfSixty(): [HistoryFilter, (i: number) => boolean][] {
	const at = (minute: number) => new Date(Date.parse('2026-03-02T06:00:00.000Z') + minute * 60_000).toISOString();
	return [
		[{}, () => true],
		[{ facet: 'open' }, (i) => i % 6 === 1],
		[{ facet: 'corrected' }, () => false],
		[{ line: 'Linha 1' }, (i) => i % 2 === 1],
		[{ from: at(10), to: at(19) }, (i) => i >= 10 && i <= 19],
		// It ends before it begins.
		[{ from: at(19), to: at(10) }, () => false],
		[{ line: 'Linha 1', from: at(19), to: at(10) }, () => false],
		[{ facet: 'closed', from: at(30) }, (i) => i % 2 === 0 && i >= 30],
		[{ facet: 'open', line: 'Linha 1', batch: 'LOTE-X1' }, (i) => i % 6 === 1 && i % 3 === 1],
		[{ facet: 'open', line: 'Linha 2' }, () => false],
		[{ inspector: 'João Ávila', shift: 'B' }, (i) => i % 5 === 0 && i >= 30],
		[{ search: 'avila' }, (i) => i % 5 === 0],
		// No digit alone: the tablet's own name may begin with any of them.
		[{ search: 'JOÃO lote x2' }, (i) => i % 5 === 0 && i % 3 === 2],
		[{ search: 'souz', facet: 'unsure', to: at(29) }, (i) => i % 5 !== 0 && i % 6 === 3 && i <= 29],
		[{ search: '<script>' }, () => false]
	];
}
const sequences = async (filter: HistoryFilter, store: RecordStore) => {
	const view = await queryHistory(filter, store);
	const rows = await view.rows(0, 1000);
	expect(rows).toHaveLength(view.total);
	return rows.map((row) => row.record.sequence);
};
const expected = (keep: (i: number) => boolean) =>
	Array.from({ length: 60 }, (_, i) => i)
		.filter(keep)
		.map((i) => i + 1)
		.reverse();

describe('the history', () => {
	it('lists, filters by one and by several fields, by time and by words, newest first', () =>
		withStore(async (store, clock) => {
			await sixtyChecks(store, clock);
			for (const [filter, keep] of filtersOfSixty()) {
				expect(await sequences(filter, store), JSON.stringify(filter)).toEqual(expected(keep));
			}
		}));
	it('begins with the same rows that it finds when it has read everything, whichever way they are found', () =>
		withStore(async (store, clock) => {
			await sixtyChecks(store, clock);
			for (const few of [4096, 1]) {
				for (const [filter, keep] of filtersOfSixty()) {
					const { rows, complete } = await firstRows(filter, 7, store, few);
					const all = expected(keep);
					const found = rows.map(({ record }) => record.sequence);
					expect(found, `${few} ${JSON.stringify(filter)}`).toEqual(all.slice(0, 7));
					if (complete) expect(found).toEqual(all);
				}
			}
			expect(await firstRows({ facet: 'open', line: 'Linha 2' }, 7, store)).toEqual({ rows: [], complete: true });
		}));
	it('comes in the order of time, also of records that arrived later from another tablet', () =>
		withStore(async (store, clock) => {
			await sixtyChecks(store, clock);
			clock.advance(-30 * 60_000);
			await recordCheck(checkInput('open', { origin: origin() }), store);
			for (const filter of [{}, { facet: 'open' as const }]) {
				const view = await queryHistory(filter, store);
				const times = (await view.rows(0, 100)).map(({ record }) => record.wallTime);
				expect(times).toEqual([...times].sort().reverse());
				expect((await firstRows(filter, 5, store, 1)).rows).toEqual(await view.rows(0, 5));
			}
		}));
	it('reads any stretch of rows without the ones before', () =>
		withStore(async (store, clock) => {
			await sixtyChecks(store, clock);
			for (const filter of [{}, { facet: 'closed' as const, line: 'Linha 2' }]) {
				const all = await sequences(filter, store);
				const view = await queryHistory(filter, store);
				const some = (await view.rows(7, 11)).map((row) => row.record.sequence);
				expect(some).toEqual(all.slice(7, 18));
				expect(await view.rows(view.total, 5)).toEqual([]);
			}
		}));
	it('offers the values that there are', () =>
		withStore(async (store, clock) => {
			await sixtyChecks(store, clock);
			expect(await distinctValues('line', store)).toEqual(['Linha 1', 'Linha 2']);
			expect(await distinctValues('batch', store)).toEqual(['LOTE-X0', 'LOTE-X1', 'LOTE-X2']);
		}));
});
