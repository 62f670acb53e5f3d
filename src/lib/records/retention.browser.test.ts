import { describe, expect, it } from 'vitest';
import { checkInput, origin, pictureOf, withStore } from '../../../tests/records/store-for-tests';
import { verifyStore } from './verify-store';
import { distinctValues, queryHistory } from './history-query';
import { markSent, setReporting } from './outbox';
import { recordCheck } from './record-check';
import { applyRetention, clearInspector, setRetention } from './retention';

const DAY = 86_400_000;
const faults = async (store: Parameters<typeof verifyStore>[0]) =>
	(await verifyStore(store)).flatMap((report) => report.faults);

describe('clearing a name', () => {
	it('removes it from every record, list and search, and the chain still verifies', () =>
		withStore(async (store) => {
			await recordCheck(checkInput('open', { fileName: 'ana.jpg' }), store);
			await recordCheck(checkInput('closed', { origin: origin({ inspector: 'Bruno' }) }), store);
			expect(await clearInspector('Ana Souza', origin(), store)).toBe(1);
			const everything = JSON.stringify(await (await store.database()).getAll('records')).toLowerCase();
			expect(everything).not.toContain('ana');
			expect(everything).toContain('bruno');
			expect(await distinctValues('inspector', store)).toEqual(['Bruno']);
			expect((await queryHistory({ search: 'souza' }, store)).total).toBe(0);
			expect(await faults(store)).toEqual([]);
			expect((await queryHistory({ facet: 'clearance' }, store)).total).toBe(1);
		}));
	it('changes nothing and writes nothing where the name is not there', () =>
		withStore(async (store) => {
			await recordCheck(checkInput(), store);
			expect(await clearInspector('Nobody', origin(), store)).toBe(0);
			expect((await queryHistory({}, store)).total).toBe(1);
		}));
});

describe('the retention rule', () => {
	it('deletes old records with their pictures, and the chain still verifies', () =>
		withStore(async (store, clock) => {
			const shown = { picture: pictureOf(900), thumbnail: pictureOf(90) };
			for (let day = 0; day < 10; day++) {
				await recordCheck(checkInput('open', day === 9 ? {} : { ...shown, picture: pictureOf(900) }), store);
				clock.advance(DAY);
			}
			await setRetention({ recordDays: 5, nameDays: 0 }, store);
			expect((await applyRetention(origin(), store)).removed).toBe(4);
			const database = await store.database();
			expect(await database.count('outbox')).toBe(7);
			const [report] = await verifyStore(store);
			expect(report).toMatchObject({ faults: [], deletedThrough: 4, firstSequence: 5, lastSequence: 11 });
			// five pictures and the thumbnail that later checks still refer to
			expect(await database.count('pictures')).toBe(6);
			clock.advance(20 * DAY);
			await recordCheck(checkInput(), store);
			await applyRetention(origin(), store);
			const [later] = await verifyStore(store);
			expect(later).toMatchObject({ faults: [], deletedThrough: 11, firstSequence: 12 });
			expect(await database.count('pictures')).toBe(0);
			expect(await database.get('meta', 'picture-bytes')).toBe(0);
		}));
	it('never deletes what still has to be reported', () =>
		withStore(async (store, clock) => {
			await setReporting(true, store);
			const first = await recordCheck(checkInput(), store);
			await recordCheck(checkInput(), store);
			clock.advance(100 * DAY);
			await recordCheck(checkInput(), store);
			await setRetention({ recordDays: 5, nameDays: 0 }, store);
			expect((await applyRetention(origin(), store)).removed).toBe(0);
			await markSent([first.id], store);
			expect((await applyRetention(origin(), store)).removed).toBe(1);
			expect(await faults(store)).toEqual([]);
		}));
	it('deletes nothing because a clock jumped ahead', () =>
		withStore(async (store, clock) => {
			await recordCheck(checkInput(), store);
			await setRetention({ recordDays: 5, nameDays: 5 }, store);
			clock.wall += 3000 * DAY;
			expect(await applyRetention(origin(), store)).toEqual({ removed: 0, cleared: 0 });
		}));
	it('clears names and notes after their own, shorter period', () =>
		withStore(async (store, clock) => {
			await recordCheck(checkInput('open', { origin: origin({ inspector: '' }), fileName: 'maria.jpg' }), store);
			await recordCheck(checkInput(), store);
			clock.advance(8 * DAY);
			const young = await recordCheck(checkInput(), store);
			await setRetention({ recordDays: 0, nameDays: 7 }, store);
			expect((await applyRetention(origin(), store)).cleared).toBe(2);
			expect((await applyRetention(origin(), store)).cleared).toBe(0);
			const rows = await (await store.database()).getAll('records');
			const named = rows.filter((row) => row.record.personal !== null).map((row) => row.record.id);
			expect(named).toEqual([young.id]);
			expect(await faults(store)).toEqual([]);
		}));
});
