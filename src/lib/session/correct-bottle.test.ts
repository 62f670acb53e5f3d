import { beforeEach, describe, expect, it, vi } from 'vitest';
import { InspectorError } from '../domain/errors';
import { recordCorrection } from '../records/record-correction';
import { BottleLedger } from './bottle-ledger.svelte';
import { correctBottle } from './correct-bottle';

vi.mock('../records/record-correction', () => ({ recordCorrection: vi.fn() }));

const recorded = vi.mocked(recordCorrection);
const stored = () => recorded.mock.calls.map(([{ checkId, correctedTo, reason }]) => [checkId, correctedTo, reason]);

/** An unsure bottle whose record is on disk, or has failed, when the test says so. */
function savingBottle() {
	const ledger = new BottleLedger();
	let store: (id: string) => void = () => {};
	let refuse: (thrown: unknown) => void = () => {};
	const record = new Promise<string>((resolve, reject) => ([store, refuse] = [resolve, reject]));
	const thumbnail = Promise.resolve(null);
	const added = ledger.add({ kind: 'unsure', confidence: 0.6, thumbnail, record: () => record }, 0);
	// The screen hands over the bottle as it stands at that moment.
	const correct = (...choice: ['open' | 'closed' | 'no-bottle', 'model-wrong' | 'other']) =>
		correctBottle(ledger, ledger.recent[0]!, ...choice);
	return {
		ledger,
		added,
		correct,
		store: (id: string) => store(id),
		fail: () => refuse(new InspectorError('storage-full', 'as told'))
	};
}

describe('a bottle that is corrected while its record is being saved', () => {
	beforeEach(() => void recorded.mockReset());

	it('has one correction, the last one chosen, in the records and in the counts', async () => {
		const { ledger, added, correct, store } = savingBottle();
		const all = [correct('open', 'other'), correct('no-bottle', 'other'), correct('closed', 'model-wrong')];
		expect(recorded).not.toHaveBeenCalled();
		store('id-1');
		await Promise.all([added, ...all]);
		expect(stored()).toEqual([['id-1', 'closed', 'model-wrong']]);
		expect(ledger.tally).toMatchObject({ open: 0, closed: 1, unsure: 0 });
		expect(ledger.recent[0]!.correctedTo).toBe('closed');
	});

	it('has the same choice twice once', async () => {
		const { added, correct, store } = savingBottle();
		const both = [correct('open', 'other'), correct('open', 'other')];
		store('id-1');
		await Promise.all([added, ...both]);
		expect(stored()).toEqual([['id-1', 'open', 'other']]);
	});

	it('counts as its newest record says where another was chosen while the first was being written', async () => {
		const { ledger, added, correct, store } = savingBottle();
		let written: () => void = () => {};
		recorded.mockImplementationOnce(() => new Promise((resolve) => (written = () => resolve({} as never))));
		store('id-1');
		await added;
		const first = correct('no-bottle', 'other');
		await vi.waitFor(() => expect(recorded).toHaveBeenCalledTimes(1));
		const second = correct('open', 'model-wrong');
		written();
		await Promise.all([first, second]);
		expect(stored().at(-1)).toEqual(['id-1', 'open', 'model-wrong']);
		expect(ledger.tally).toMatchObject({ open: 1, closed: 0, unsure: 0 });
		expect(ledger.recent[0]!.correctedTo).toBe('open');
	});

	it('counts as the last one chosen where it could not be stored', async () => {
		const { ledger, added, correct, fail } = savingBottle();
		const both = [correct('open', 'other'), correct('closed', 'other')];
		fail();
		await Promise.all([added, ...both]);
		expect(stored()).toEqual([]);
		expect(ledger.tally).toMatchObject({ open: 0, closed: 1, unsure: 0 });
	});

	it('stays as it was, and says so, where the last one cannot be stored', async () => {
		const { ledger, added, correct, store } = savingBottle();
		recorded.mockRejectedValue(new InspectorError('storage-full', 'as told'));
		const [first, last] = [correct('open', 'other'), correct('closed', 'other')];
		const refused = expect(last).rejects.toMatchObject({ code: 'storage-full' });
		store('id-1');
		await Promise.all([added, first, refused]);
		expect(ledger.tally).toMatchObject({ unsure: 1 });
		expect(ledger.recent[0]!.correctedTo).toBeNull();
	});
});

describe('bottles that are corrected at the same time', () => {
	beforeEach(() => void recorded.mockReset());

	it('each keep their own correction', async () => {
		const [a, b] = [savingBottle(), savingBottle()];
		const both = [a.correct('open', 'other'), b.correct('closed', 'other')];
		b.store('id-b');
		a.store('id-a');
		await Promise.all([a.added, b.added, ...both]);
		expect(stored().sort()).toEqual([
			['id-a', 'open', 'other'],
			['id-b', 'closed', 'other']
		]);
	});
});
