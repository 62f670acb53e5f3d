import { deleteDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { clearInspector, applyRetention, setRetention } from './retention';
import { readMeta } from './database';
import { queryHistory } from './history-query';
import { importBundle } from './import-bundle';
import { exportBundle } from './export-bundle';
import { Journal } from './journal/journal';
import { segmentOf } from './journal/worker/protocol';
import { outboxCounts, setReporting } from './outbox';
import { recordCheck } from './record-check';
import { recordCorrection } from './record-correction';
import { RecordStore } from './store';
import { verifyStore } from './verify-store';
import { exampleChain } from '../../../tests/records/example-chain';
import { checkInput, HandClock, origin, pictureOf, withStore } from '../../../tests/records/store-for-tests';

/** Closes the store, lets `harm` happen, and opens it again as the next start of the app does. */
async function restarted(
	store: RecordStore,
	name: string,
	harm: () => Promise<void>,
	work: (store: RecordStore) => Promise<void>
) {
	await store.close();
	await harm();
	const next = new RecordStore(name, new HandClock());
	try {
		await next.database();
		await work(next);
	} finally {
		await next.close();
	}
}
/** What the browser does with a database that it finds broken. */
const madeAnew = (name: string) => () => deleteDB(name);

const ids = async (store: RecordStore) =>
	(await (await store.database()).getAll('records')).map((row) => row.record.id);
const own = async (store: RecordStore) => (await (await store.database()).getAll('chains')).find((chain) => chain.own)!;
const faults = async (store: RecordStore) => (await verifyStore(store)).flatMap((report) => report.faults);
const lastRestore = async (store: RecordStore) => readMeta(await store.database(), 'last-restore');
/** Everything that the copy holds of a chain of less than a thousand records. */
const copied = async (store: RecordStore) =>
	(await store.copy.journal.read((await own(store)).deviceId, segmentOf(1))).map((line) => JSON.parse(line));
const settled = (store: RecordStore, state: string) => expect.poll(() => store.copy.state).toBe(state);

async function someChecks(store: RecordStore, count: number) {
	for (let i = 0; i < count; i++) await recordCheck(checkInput(i % 2 ? 'open' : 'closed'), store);
}

describe('the second copy of the records', () => {
	it('gives a database that was made anew all records back, corrections and all, and the chain goes on', () =>
		withStore(async (store, _clock, name) => {
			await someChecks(store, 3);
			const check = await recordCheck(checkInput('closed', { picture: pictureOf(2000) }), store);
			await recordCorrection(
				{ checkId: check.id, correctedTo: 'open', reason: 'other', note: 'vista', origin: origin() },
				store
			);
			const [before, head] = [await ids(store), await own(store)];
			await restarted(store, name, madeAnew(name), async (next) => {
				expect(await ids(next)).toEqual(before);
				expect(await own(next)).toEqual(head);
				expect(await lastRestore(next)).toMatchObject({ restored: 5, lost: 0 });
				expect((await queryHistory({ facet: 'corrected' }, next)).total).toBe(1);
				expect((await queryHistory({ search: 'vista' }, next)).total).toBe(1);
				expect(await outboxCounts(next)).toMatchObject({ held: 5 });
				expect((await recordCheck(checkInput(), next)).sequence).toBe(6);
				expect(await faults(next)).toEqual([]);
				await settled(next, 'complete');
			});
		}));

	it('says nothing where nothing is missing', () =>
		withStore(async (store, _clock, name) => {
			await someChecks(store, 2);
			await restarted(
				store,
				name,
				async () => {},
				async (next) => {
					await settled(next, 'complete');
					expect(await lastRestore(next)).toBeNull();
				}
			);
		}));

	it('gives back what a database that fell behind has lost of its end', () =>
		withStore(async (store, _clock, name) => {
			await someChecks(store, 4);
			const before = await ids(store);
			const database = await store.database();
			const head = await own(store);
			const row = (await database.getFromIndex('records', 'by-chain', [head.deviceId, 4]))!;
			await database.delete('records', row.key!);
			await database.delete('outbox', row.record.id);
			await database.put('chains', { ...head, sequence: 3, hash: row.record.previousHash });
			await restarted(
				store,
				name,
				async () => {},
				async (next) => {
					expect(await ids(next)).toEqual(before);
					expect(await lastRestore(next)).toMatchObject({ restored: 1, lost: 0 });
					expect(await faults(next)).toEqual([]);
				}
			);
		}));

	it('says how many records are lost where the copy has gone as well', () =>
		withStore(async (store, _clock, name) => {
			await someChecks(store, 3);
			const harm = async () => {
				await deleteDB(name);
				await (await navigator.storage.getDirectory()).removeEntry(`${name}-journal`, { recursive: true });
			};
			await restarted(store, name, harm, async (next) => {
				expect(await ids(next)).toEqual([]);
				expect(await lastRestore(next)).toMatchObject({ restored: 0, lost: 3 });
			});
		}));

	it('gives back what can be read of a damaged copy, counts the rest as lost, and the chain names it', () =>
		withStore(async (store, _clock, name) => {
			await someChecks(store, 5);
			const { deviceId } = await own(store);
			const third = (await copied(store))[2];
			const changed = { ...third, verdict: { kind: 'closed', confidence: 0.5 } };
			await store.copy.journal.replace(deviceId, [{ sequence: 3, json: JSON.stringify(changed) }]);
			await restarted(store, name, madeAnew(name), async (next) => {
				expect(await ids(next)).toHaveLength(4);
				expect(await lastRestore(next)).toMatchObject({ restored: 4, lost: 1 });
				expect(await faults(next)).toMatchObject([{ kind: 'removed', sequence: 3, through: 3 }]);
			});
		}));

	it('is made where a tablet recorded before there was one', () =>
		withStore(async (store, _clock, name) => {
			await someChecks(store, 3);
			const harm = async () =>
				(await navigator.storage.getDirectory()).removeEntry(`${name}-journal`, { recursive: true });
			await restarted(store, name, harm, async (next) => {
				await settled(next, 'complete');
				expect((await copied(next)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
			});
		}));

	it('forgets names that are cleared and records that retention deletes', () =>
		withStore(async (store, clock, name) => {
			await someChecks(store, 3);
			expect(JSON.stringify(await copied(store))).toContain('Ana Souza');
			await clearInspector('Ana Souza', origin({ inspector: '' }), store);
			expect(JSON.stringify(await copied(store))).not.toContain('Ana Souza');
			clock.advance(40 * 86_400_000);
			await recordCheck(checkInput(), store);
			await setRetention({ recordDays: 30, nameDays: 0 }, store);
			expect(await applyRetention(origin(), store)).toMatchObject({ removed: 4 });
			const kept = (await copied(store)).map(({ sequence }) => sequence);
			expect(kept).toEqual([5, 6]);
			await restarted(store, name, madeAnew(name), async (next) => {
				expect((await ids(next)).length).toBe(2);
				expect(await faults(next)).toEqual([]);
				expect(await lastRestore(next)).toMatchObject({ restored: 2, lost: 0 });
			});
		}));

	it('holds the own chain only: what another tablet handed over is not its own', () =>
		withStore((from) =>
			withStore(async (to, _clock, name) => {
				await someChecks(from, 2);
				await importBundle(await exportBundle({}, from), origin(), () => {}, to);
				await restarted(to, name, madeAnew(name), async (next) => {
					expect(await ids(next)).toHaveLength(1);
					expect(await faults(next)).toEqual([]);
				});
			})
		));

	it('of a chain that was this tablet’s before comes back beside the one it has now', () =>
		withStore(async (store, _clock, name) => {
			await someChecks(store, 1);
			const { deviceId } = await own(store);
			const former = await exampleChain(3);
			const lines = former.map((record) => ({ sequence: record.sequence, json: JSON.stringify(record) }));
			await store.copy.journal.append(former[0]!.deviceId, lines, true);
			await restarted(
				store,
				name,
				async () => {},
				async (next) => {
					await expect.poll(() => lastRestore(next)).toMatchObject({ restored: 3, lost: 0 });
					expect(await ids(next)).toHaveLength(4);
					expect(await own(next)).toMatchObject({ deviceId, sequence: 1 });
					expect(await faults(next)).toEqual([]);
				}
			);
		}));

	it('deletes what retention had deleted where the app was ended before it could', () =>
		withStore(async (store, clock, name) => {
			await someChecks(store, 2);
			const lines = (await copied(store)).map((record) => ({
				sequence: record.sequence as number,
				json: JSON.stringify(record)
			}));
			clock.advance(40 * 86_400_000);
			await recordCheck(checkInput(), store);
			await setRetention({ recordDays: 30, nameDays: 0 }, store);
			await applyRetention(origin(), store);
			const { deviceId } = await own(store);
			const rest = (await copied(store)).map((record) => ({
				sequence: record.sequence as number,
				json: JSON.stringify(record)
			}));
			const harm = async () => {
				await deleteDB(name);
				const root = await navigator.storage.getDirectory();
				await root.removeEntry(`${name}-journal`, { recursive: true });
				const journal = new Journal(`${name}-journal`);
				await journal.append(deviceId, [...lines, ...rest], true);
				journal.close();
			};
			await restarted(store, name, harm, async (next) => {
				expect(await ids(next)).toHaveLength(2);
				expect(await faults(next)).toEqual([]);
				expect((await copied(next)).map(({ sequence }) => sequence)).toEqual([3, 4]);
			});
		}));

	it('restores in one of two tabs that find the database anew at once, and both go on with one chain', () =>
		withStore(async (store, _clock, name) => {
			await someChecks(store, 3);
			await store.close();
			await deleteDB(name);
			const tabs = [new RecordStore(name), new RecordStore(name)];
			await Promise.all(tabs.map((tab) => someChecks(tab, 2)));
			expect((await own(tabs[0]!)).sequence).toBe(7);
			expect(await faults(tabs[0]!)).toEqual([]);
			expect(await lastRestore(tabs[1]!)).toMatchObject({ restored: 3, lost: 0 });
			await settled(tabs[0]!, 'complete');
			for (const tab of tabs) await tab.close();
		}));

	it('that cannot be written keeps no check from being recorded, and catches up', () =>
		withStore(async (store) => {
			await someChecks(store, 1);
			const journal = await (await navigator.storage.getDirectory()).getDirectoryHandle(`${store.copy.name}-journal`);
			const { deviceId } = await own(store);
			// A folder where the file should be, as no room would refuse it.
			const folder = await journal.getDirectoryHandle(deviceId);
			await folder.removeEntry('0.jsonl');
			await folder.getDirectoryHandle('0.jsonl', { create: true });
			await someChecks(store, 2);
			expect(store.copy).toMatchObject({ state: 'behind', fault: 'storage-unavailable' });
			await folder.removeEntry('0.jsonl');
			await someChecks(store, 1);
			await settled(store, 'complete');
			expect((await copied(store)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
		}));

	it('is sent again where reporting is on, under the same ids', () =>
		withStore(async (store, _clock, name) => {
			await setReporting(true, store);
			await someChecks(store, 2);
			await restarted(store, name, madeAnew(name), async (next) => {
				await setReporting(true, next);
				expect(await outboxCounts(next)).toMatchObject({ pending: 2, held: 0 });
			});
		}));
});
