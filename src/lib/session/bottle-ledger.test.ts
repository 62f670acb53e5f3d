import { describe, expect, it } from 'vitest';
import { InspectorError } from '../domain/errors';
import type { CountedKind } from '../domain/live';
import { BottleLedger } from './bottle-ledger.svelte';

/** A bottle whose record is on disk when the test says so. */
function bottle(kind: CountedKind) {
	let store: (id: string) => void = () => {};
	let fail: (thrown: unknown) => void = () => {};
	const stored = new Promise<string>((resolve, reject) => ([store, fail] = [resolve, reject]));
	const newBottle = { kind, confidence: 0.98, thumbnail: Promise.resolve(null), record: () => stored };
	return {
		newBottle,
		store: (id: string) => store(id),
		fail: () => fail(new InspectorError('storage-full', 'as told'))
	};
}
const marks = (ledger: BottleLedger) => ledger.recent.map(({ number, record }) => [number, record]);

describe('the running counts', () => {
	it('confirm a bottle only once its record is on disk; the alarm hears of it at once', async () => {
		const ledger = new BottleLedger();
		const open = bottle('open');
		const added = ledger.add(open.newBottle, 0);
		expect([ledger.tally.open, ledger.seen.open, ledger.seen.opensInARow]).toEqual([0, 1, 1]);
		expect(marks(ledger)).toEqual([[1, 'saving']]);
		open.store('id-1');
		await added;
		expect([ledger.tally.open, marks(ledger)]).toEqual([1, [[1, 'stored']]]);
	});

	it('count a bottle that could not be stored, and mark it for as long as it is at hand', async () => {
		const ledger = new BottleLedger();
		const [lost, kept] = [bottle('closed'), bottle('closed')];
		const both = [ledger.add(lost.newBottle, 0), ledger.add(kept.newBottle, 1)];
		lost.fail();
		await both[0];
		expect([ledger.fault, ledger.tally.closed]).toEqual(['storage-full', 1]);
		kept.store('id-2');
		await both[1];
		expect([ledger.fault, ledger.tally.closed]).toEqual([null, 2]);
		expect(marks(ledger)).toEqual([
			[2, 'stored'],
			[1, 'unstored']
		]);
	});

	it('set back while a record is being written stay at nothing', async () => {
		const ledger = new BottleLedger();
		const late = bottle('open');
		const added = ledger.add(late.newBottle, 0);
		ledger.reset();
		late.store('id-1');
		await added;
		expect([ledger.tally.open, ledger.seen.open, ledger.recent.length]).toEqual([0, 0, 0]);
	});

	it('hand out the record of a bottle that was tapped while it was being written', async () => {
		const ledger = new BottleLedger();
		const tapped = bottle('closed');
		const added = ledger.add(tapped.newBottle, 0);
		const { recordId } = ledger.recent[0]!;
		tapped.store('id-1');
		expect(await recordId).toBe('id-1');
		await added;
		ledger.correct(1, 'open');
		expect([ledger.tally.closed, ledger.tally.open, ledger.seen.open]).toEqual([0, 1, 1]);
	});
});
