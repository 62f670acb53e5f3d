import { describe, expect, it } from 'vitest';
import { ChallengeReadiness } from '../challenge/readiness.svelte';
import { challengeInput, checkInput, origin, withStore } from '../../../tests/records/store-for-tests';
import { InspectorError } from '../domain/errors';
import { keepChallenge, keptChallenges } from './kept-challenges';
import { queryHistory } from './history-query';
import { recordCheck } from './record-check';
import { lastChallenge } from './record-challenge';
import { recordDecided, recordKept } from './record-decided';
import type { RecordStore } from './store';
import { verifyStore } from './verify-store';

const HOUR = 3_600_000;
const test = async (outcome: 'passed' | 'failed') => ({
	...(await challengeInput(outcome)),
	id: crypto.randomUUID() as string
});

/** The database of `store` takes nothing while `work` runs, as on a full disk. */
async function whileFull(store: RecordStore, work: () => Promise<unknown>) {
	const original = store.exclusively;
	store.exclusively = () => Promise.reject(new InspectorError('storage-full', 'no room'));
	await work();
	store.exclusively = original;
}
const recorded = async (store: RecordStore) => (await queryHistory({ facet: 'challenge' }, store)).total;

describe('a decided challenge test', () => {
	it('is let go of once it is recorded, under the id that it was given', () =>
		withStore(async (store, _clock, name) => {
			const decided = await test('passed');
			expect(await recordDecided(decided, store)).toMatchObject({ id: decided.id, outcome: 'passed' });
			expect(keptChallenges(name)).toEqual([]);
			expect(await lastChallenge(store)).toMatchObject({ recordId: decided.id, outcome: 'passed' });
		}));

	it('that cannot be recorded outlives the tab, and a missed open counts at once', () =>
		withStore(async (store, _clock, name) => {
			await recordDecided(await test('passed'), store);
			const readiness = new ChallengeReadiness(store);
			const stop = readiness.follow();
			const missed = await test('failed');
			await whileFull(store, () => expect(recordDecided(missed, store)).rejects.toThrow('no room'));
			await expect.poll(() => readiness.last?.outcome).toBe('failed');
			expect((await recordCheck(checkInput(), store)).challenge).toBe('failed');
			stop();
			// Another visit.
			await recordKept(store);
			expect(await lastChallenge(store)).toMatchObject({ recordId: missed.id, outcome: 'failed' });
			expect(keptChallenges(name)).toEqual([]);
			expect((await verifyStore(store)).flatMap((report) => report.faults)).toEqual([]);
		}));

	it('that passed proves nothing before it is recorded, and then from when it ended', () =>
		withStore(async (store, clock) => {
			const passed = await test('passed');
			const endedAt = new Date(clock.wall).toISOString();
			await whileFull(store, () => expect(recordDecided(passed, store)).rejects.toThrow());
			expect((await recordCheck(checkInput(), store)).challenge).toBe('due');
			clock.advance(13 * HOUR);
			await recordKept(store, { lateNote: (ms) => `ended ${new Date(ms).toISOString()}` });
			expect(await lastChallenge(store)).toMatchObject({ outcome: 'passed', wallTime: endedAt });
			expect((await recordCheck(checkInput(), store)).challenge).toBe('due');
			expect((await queryHistory({ search: 'ended' }, store)).total).toBe(1);
		}));

	it('is recorded after those that waited, and never twice', () =>
		withStore(async (store, clock, name) => {
			const missed = await test('failed');
			await whileFull(store, () => expect(recordDecided(missed, store)).rejects.toThrow());
			clock.advance(HOUR);
			const passed = await test('passed');
			expect((await recordDecided(passed, store)).id).toBe(passed.id);
			expect(await lastChallenge(store)).toMatchObject({ recordId: passed.id });
			// Ended between the record and the letting go.
			keepChallenge(name, { ...missed, endedAt: new Date(clock.wall).toISOString() });
			await Promise.all([recordKept(store), recordKept(store)]);
			expect(await recorded(store)).toBe(2);
			expect(keptChallenges(name)).toEqual([]);
		}));

	it('is as it was first kept, and what cannot be read is none', () =>
		withStore(async (store, clock, name) => {
			const endedAt = new Date(clock.wall).toISOString();
			const missed = { ...(await test('failed')), endedAt };
			keepChallenge(name, missed);
			keepChallenge(name, { ...missed, origin: origin({ inspector: 'other' }) });
			expect(keptChallenges(name)).toEqual([missed]);
			localStorage.setItem(`${name}:challenges`, JSON.stringify([missed, { id: 'x' }]));
			expect(keptChallenges(name)).toEqual([missed]);
			localStorage.setItem(`${name}:challenges`, '{');
			expect(keptChallenges(name)).toEqual([]);
			await recordKept(store);
			expect(await recorded(store)).toBe(0);
		}));
});
