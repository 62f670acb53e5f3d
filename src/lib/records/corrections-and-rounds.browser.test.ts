import { describe, expect, it } from 'vitest';
import type { SamplingPlan } from '../domain/record';
import { challengeInput, checkInput, origin, withStore } from '../../../tests/records/store-for-tests';
import { queryHistory } from './history-query';
import { recordChallenge } from './record-challenge';
import { recordCheck } from './record-check';
import { correctionsOf, findRecord, recordCorrection } from './record-correction';
import { activeRound, finishRound, roundOutcome, startRound } from './sampling-rounds';

const correction = { reason: 'model-wrong', note: 'cap was on', origin: origin() } as const;

describe('a correction', () => {
	it('keeps the first verdict and is a record of its own', () =>
		withStore(async (store) => {
			const check = await recordCheck(checkInput('open'), store);
			const made = await recordCorrection({ ...correction, checkId: check.id, correctedTo: 'closed' }, store);
			expect(made).toMatchObject({ sequence: 2, checkHash: check.hash, firstVerdict: check.verdict });
			const row = await findRecord(check.id, store);
			expect(row).toMatchObject({ record: check, facet: 'closed', corrected: 1 });
			expect(await correctionsOf(check, store)).toEqual([made]);
			expect((await queryHistory({ facet: 'corrected' }, store)).total).toBe(1);
			expect((await queryHistory({ facet: 'open' }, store)).total).toBe(0);
		}));
	it('of what is no check is refused and writes nothing', () =>
		withStore(async (store) => {
			const missing = { ...correction, checkId: crypto.randomUUID(), correctedTo: 'open' } as const;
			await expect(recordCorrection(missing, store)).rejects.toMatchObject({ code: 'unexpected' });
			expect((await queryHistory({}, store)).total).toBe(0);
		}));
});

const plan: SamplingPlan = {
	confidence: 0.95,
	maxOpenRate: 0.5,
	lotSize: null,
	acceptanceNumber: 0,
	method: 'binomial',
	sampleSize: 3
};

describe('a sampling round', () => {
	it('counts decided bottles by itself and is accepted when the sample is clean', () =>
		withStore(async (store) => {
			await recordChallenge(await challengeInput('passed'), store);
			await recordCheck(checkInput('closed'), store);
			const { roundId } = await startRound(plan, store);
			for (const kind of ['closed', 'unsure', 'no-bottle', 'closed'] as const) {
				expect((await recordCheck(checkInput(kind), store)).roundId).toBe(roundId);
			}
			expect(await activeRound(store)).toMatchObject({ inspected: 2, open: 0 });
			expect(roundOutcome((await activeRound(store))!)).toBe('running');
			await recordCheck(checkInput('closed'), store);
			const record = await finishRound(origin(), store);
			expect(record).toMatchObject({ outcome: 'accepted', inspected: 3, open: 0 });
			expect(record.openRateUpperBound).toBeCloseTo(1 - 0.05 ** (1 / 3), 10);
			expect(await activeRound(store)).toBeNull();
			expect((await recordCheck(checkInput('closed'), store)).roundId).toBeNull();
		}));
	it('is rejected by an open bottle, and saved by the correction of it', () =>
		withStore(async (store) => {
			await startRound(plan, store);
			const open = await recordCheck(checkInput('open'), store);
			expect(roundOutcome((await activeRound(store))!)).toBe('rejected');
			await recordCorrection({ ...correction, checkId: open.id, correctedTo: 'closed' }, store);
			expect(await activeRound(store)).toMatchObject({ inspected: 1, open: 0 });
			await recordCorrection({ ...correction, checkId: open.id, correctedTo: 'no-bottle' }, store);
			expect(await activeRound(store)).toMatchObject({ inspected: 0, open: 0 });
		}));
	it('counts no closed bottle that was checked before the challenge test passed, unless a person says so', () =>
		withStore(async (store) => {
			await startRound(plan, store);
			const closed = await recordCheck(checkInput('closed'), store);
			const unsure = await recordCheck(checkInput('unsure'), store);
			expect([closed.challenge, await activeRound(store)]).toMatchObject(['due', { inspected: 0, open: 0 }]);
			await recordCorrection({ ...correction, checkId: unsure.id, correctedTo: 'closed' }, store);
			expect(await activeRound(store)).toMatchObject({ inspected: 1, open: 0 });
			await recordCorrection({ ...correction, checkId: unsure.id, correctedTo: 'no-bottle' }, store);
			expect(await activeRound(store)).toMatchObject({ inspected: 0, open: 0 });
			await recordCorrection({ ...correction, checkId: closed.id, correctedTo: 'open' }, store);
			expect(roundOutcome((await activeRound(store))!)).toBe('rejected');
		}));
	it('counts an open bottle whatever the challenge test says', () =>
		withStore(async (store) => {
			await startRound(plan, store);
			expect((await recordCheck(checkInput('open'), store)).challenge).toBe('due');
			expect(await activeRound(store)).toMatchObject({ inspected: 1, open: 1 });
		}));
	it('that is given up says so', () =>
		withStore(async (store) => {
			await startRound(plan, store);
			expect(await finishRound(origin(), store)).toMatchObject({ outcome: 'abandoned', openRateUpperBound: 1 });
		}));
	it('cannot run twice at once', () =>
		withStore(async (store) => {
			await startRound(plan, store);
			await expect(startRound(plan, store)).rejects.toMatchObject({ code: 'unexpected' });
		}));
});

describe('a challenge test', () => {
	it('that is passed is stated by the checks of that line and shift, and by no others', () =>
		withStore(async (store) => {
			await recordChallenge(await challengeInput('passed'), store);
			expect((await recordCheck(checkInput(), store)).challenge).toBe('passed');
			const elsewhere = origin({ station: { line: 'L3', shift: 'A', batch: '' } });
			expect((await recordCheck(checkInput('closed', { origin: elsewhere }), store)).challenge).toBe('due');
		}));
	it('that missed an open takes the proof away on every line until one is passed', () =>
		withStore(async (store) => {
			await recordChallenge(await challengeInput('passed'), store);
			await recordChallenge(await challengeInput('failed'), store);
			await recordChallenge(await challengeInput('abandoned'), store);
			const elsewhere = origin({ station: { line: 'L3', shift: 'B', batch: '' } });
			expect((await recordCheck(checkInput('closed', { origin: elsewhere }), store)).challenge).toBe('failed');
			await recordChallenge(await challengeInput('passed'), store);
			expect((await recordCheck(checkInput(), store)).challenge).toBe('passed');
		}));
});
