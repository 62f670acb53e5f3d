import { describe, expect, it, vi } from 'vitest';
import { InspectorError } from '../domain/errors';
import { GENESIS_HASH, parseLogRecord } from '../domain/record';
import { recordHash } from '../domain/record-hash';
import { checkInput, manifest, origin, pictureOf, withStore } from '../../../tests/records/store-for-tests';
import { outboxCounts, pendingBatch, setReporting } from './outbox';
import { readPicture } from './pictures';
import { recordCheck } from './record-check';
import { RecordStore } from './store';

describe('recordCheck', () => {
	it('writes record, outbox entry and head together, chained to the record before', () =>
		withStore(async (store) => {
			const first = await recordCheck(checkInput('closed'), store);
			const second = await recordCheck(checkInput('open'), store);
			expect([first.sequence, second.sequence]).toEqual([1, 2]);
			expect(first.previousHash).toBe(GENESIS_HASH);
			expect(second.previousHash).toBe(first.hash);
			expect(await recordHash(second)).toBe(second.hash);
			const database = await store.database();
			const [head] = await database.getAll('chains');
			expect(head).toMatchObject({ own: true, sequence: 2, hash: second.hash });
			expect((await database.getAll('records')).map((row) => row.record)).toEqual([first, second]);
			expect(await outboxCounts(store)).toEqual({ held: 2, pending: 0, sent: 0, rejected: 0 });
		}));

	it('states everything the verdict rests on', () =>
		withStore(async (store, clock) => {
			clock.monotonic = 777.25;
			const record = await recordCheck(checkInput('unsure', { fileName: 'IMG 1.jpg' }), store);
			expect(parseLogRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
			expect(record).toMatchObject({
				verdict: { kind: 'unsure', reason: 'low-confidence', confidence: 0.6 },
				logits: [4.1, -1.2, -3.3],
				sceneLogits: [5, -2, -4],
				temperature: 1.3,
				thresholds: { open: 0.5, closed: 0.95, none: 0.8, minMargin: 0.1, noBottle: 0.9, mouthHidden: 0.8 },
				model: { version: manifest.version, backend: 'wasm' },
				wallTime: '2026-03-02T06:00:00.000Z',
				monotonicMs: 777.25,
				station: { line: 'L2', shift: 'A', batch: 'B-77' },
				personal: { inspector: 'Ana Souza', fileName: 'IMG 1.jpg' },
				challenge: 'due'
			});
		}));

	it('keeps pictures by the archive rule, and thumbnails always', () =>
		withStore(async (store) => {
			const shown = { picture: pictureOf(5000), thumbnail: pictureOf(400) };
			const closed = await recordCheck(checkInput('closed', shown), store);
			expect(closed.picture).toBeNull();
			expect(closed.thumbnail).not.toBeNull();
			const open = await recordCheck(checkInput('open', shown), store);
			const kept = await readPicture(store, open.picture!);
			expect(new Uint8Array(await kept!.arrayBuffer())).toEqual(new Uint8Array(await shown.picture.arrayBuffer()));
			expect((await readPicture(store, closed.thumbnail!))!.size).toBe(400);
		}));

	it('is not called unstored where making room among older pictures fails after it, nor stored twice', () =>
		withStore(async (store) => {
			const input = checkInput('open', { picture: pictureOf(5000) });
			const database = vi.spyOn(store, 'database');
			await recordCheck(input, store);
			const last = database.mock.calls.length;
			let calls = 0;
			const open = RecordStore.prototype.database.bind(store);
			// Evicting comes last.
			database.mockImplementation(async () => {
				if (++calls === last) throw new InspectorError('storage-full', 'no room');
				return open();
			});
			await recordCheck(input, store);
			expect(calls).toBe(last);
			database.mockRestore();
			expect(await (await store.database()).count('records')).toBe(2);
		}));

	it('writes nothing where a field is out of bounds', () =>
		withStore(async (store) => {
			const input = checkInput('open', { origin: origin({ inspector: 'x'.repeat(200) }) });
			await expect(recordCheck(input, store)).rejects.toThrow();
			expect(await (await store.database()).count('records')).toBe(0);
			expect(await outboxCounts(store)).toEqual({ held: 0, pending: 0, sent: 0, rejected: 0 });
		}));

	it('refuses a thumbnail that would crowd out records', () =>
		withStore(async (store) => {
			const input = checkInput('open', { thumbnail: pictureOf(70_000) });
			await expect(recordCheck(input, store)).rejects.toMatchObject({ code: 'image-too-large' });
		}));

	it('says so where the clock was set back, until time has caught up', () =>
		withStore(async (store, clock) => {
			await recordCheck(checkInput(), store);
			clock.wall -= 3_600_000;
			const behind = await recordCheck(checkInput(), store);
			clock.wall += 600_000;
			const stillBehind = await recordCheck(checkInput(), store);
			clock.wall += 3_600_000;
			const caughtUp = await recordCheck(checkInput(), store);
			expect([behind, stillBehind, caughtUp].map((r) => r.clockSetBack)).toEqual([true, true, false]);
			expect(caughtUp.sequence).toBe(4);
		}));

	it('keeps one chain where two tabs write at once', () =>
		withStore(async (store, _clock, name) => {
			const other = new RecordStore(name);
			// Without the courtesy of Web Locks, only the comparison of heads stands between the two.
			for (const tab of [store, other]) tab.exclusively = (work) => work();
			try {
				const tabs = [store, other, store, other, store, other, store, other];
				const records = await Promise.all(tabs.map((tab) => recordCheck(checkInput(), tab)));
				expect(new Set(records.map((r) => r.sequence))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
				const byHash = new Map(records.map((r) => [r.hash, r]));
				for (const record of records) {
					if (record.sequence > 1) expect(byHash.get(record.previousHash)?.sequence).toBe(record.sequence - 1);
				}
			} finally {
				await other.close();
			}
		}));

	it('tells the other tab', () =>
		withStore(async (store, _clock, name) => {
			const other = new RecordStore(name);
			const heard = new Promise((resolve) => other.onChange(resolve));
			await recordCheck(checkInput(), store);
			expect(await heard).toEqual({ kinds: ['check'] });
			await other.close();
		}));

	it('queues for reporting from the moment it is turned on, what was held included', () =>
		withStore(async (store) => {
			const held = await recordCheck(checkInput(), store);
			expect(await pendingBatch(10, store)).toEqual([]);
			await setReporting(true, store);
			const next = await recordCheck(checkInput(), store);
			expect(await pendingBatch(10, store)).toEqual([held, next]);
			expect(await pendingBatch(1, store)).toEqual([held]);
		}));
});
