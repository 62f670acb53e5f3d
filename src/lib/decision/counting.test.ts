import { describe, expect, it } from 'vitest';
import { add, correct, EMPTY_TALLY, raisesAlarm, step, type CountingEvent, type CountingState } from './counting';

const EVENTS: CountingEvent[] = ['arrived', 'locked-open', 'locked-closed', 'doubted', 'voided', 'left'];

function run(events: CountingEvent[]) {
	let state: CountingState = 'empty';
	const counted = [];
	for (const event of events) {
		const next = step(state, event);
		state = next.state;
		if (next.counted) counted.push(next.counted);
	}
	return { state, counted };
}

describe('counting bottles', () => {
	it.each([
		[['arrived', 'locked-closed', 'left'], ['closed']],
		[['arrived', 'locked-open', 'left'], ['open']],
		[['arrived', 'left'], ['unsure']],
		[['arrived', 'locked-closed', 'locked-open', 'left'], ['open']],
		[['arrived', 'locked-open', 'locked-closed', 'left'], ['open']],
		[['arrived', 'locked-closed', 'doubted', 'left'], ['unsure']],
		[['arrived', 'locked-closed', 'voided', 'left'], ['unsure']],
		[['arrived', 'locked-closed', 'voided', 'locked-closed', 'left'], ['closed']],
		[['arrived', 'locked-open', 'voided', 'left'], ['open']],
		[['left', 'locked-open', 'left'], []]
	] as [CountingEvent[], string[]][])('counts %j as %j', (events, counted) => {
		expect(run(events)).toEqual({ state: 'empty', counted });
	});

	it('counts every bottle that arrived and left exactly once, whatever happens between', () => {
		let seed = 11;
		const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
		for (let round = 0; round < 200; round++) {
			let state: CountingState = 'empty';
			let arrivals = 0;
			let counted = 0;
			for (let i = 0; i < 60; i++) {
				const event = EVENTS[Math.floor(random() * EVENTS.length)]!;
				if (event === 'arrived' && state === 'empty') arrivals++;
				const next = step(state, event);
				state = next.state;
				if (next.counted) counted++;
			}
			expect(arrivals - counted).toBe(state === 'empty' ? 0 : 1);
		}
	});
});

describe('the tally', () => {
	it('lets only a closed bottle end a row of open ones', () => {
		const tally = (['open', 'unsure', 'open'] as const).reduce(add, EMPTY_TALLY);
		expect(tally).toEqual({ open: 2, unsure: 1, closed: 0, opensInARow: 2 });
		expect(add(tally, 'closed').opensInARow).toBe(0);
	});

	it('raises the alarm when the row reaches its length and again at each multiple', () => {
		let tally = EMPTY_TALLY;
		const raised: boolean[] = [];
		for (let i = 0; i < 6; i++) {
			const next = add(tally, 'open');
			raised.push(raisesAlarm(tally, next, 3));
			tally = next;
		}
		expect(raised).toEqual([false, false, true, false, false, true]);
		expect(raisesAlarm(tally, add(tally, 'unsure'), 3)).toBe(false);
		expect(raisesAlarm(EMPTY_TALLY, add(EMPTY_TALLY, 'open'), 0)).toBe(false);
	});

	it('keeps its total through a correction and never goes below zero', () => {
		const tally = (['closed', 'closed', 'unsure'] as const).reduce(add, EMPTY_TALLY);
		expect(correct(tally, 'unsure', 'open')).toMatchObject({ closed: 2, unsure: 0, open: 1 });
		expect(correct(tally, 'unsure', 'no-bottle')).toMatchObject({ closed: 2, unsure: 0, open: 0 });
		expect(correct(tally, 'open', 'closed')).toBe(tally);
		expect(correct(correct(tally, 'unsure', 'no-bottle'), 'no-bottle', 'open')).toMatchObject({ unsure: 0, open: 1 });
	});
});
