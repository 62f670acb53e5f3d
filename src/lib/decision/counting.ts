import type { CountedKind } from '../domain/live';

/**
 * Counting bottle after bottle: a bottle comes, a verdict locks or not, the bottle goes, and it counts once.
 *
 * `watching`: a bottle is there and nothing is certain yet. `closed` and `open`: its verdict has locked.
 */
export type CountingState = 'empty' | 'watching' | 'closed' | 'open';

export type CountingEvent =
	| 'arrived'
	| 'locked-open'
	| 'locked-closed'
	/** A closed verdict was given up, and the frames lean open or decide nothing. */
	| 'doubted'
	/** The verdict lost its ground: GPU or camera lost, frames stale, self-test not green. */
	| 'voided'
	| 'left';

/**
 * [Note: open is sticky] Once a bottle has locked as open, nothing but its leaving changes that: neither a later
 * closed nor a lost GPU. A closed verdict must be earned again after either. A bottle that leaves without a
 * verdict counts as unsure; it is never dropped.
 */
const TRANSITIONS: Record<CountingState, Partial<Record<CountingEvent, CountingState>>> = {
	empty: { arrived: 'watching' },
	watching: { 'locked-open': 'open', 'locked-closed': 'closed', left: 'empty' },
	closed: { 'locked-open': 'open', doubted: 'watching', voided: 'watching', left: 'empty' },
	open: { left: 'empty' }
};

const COUNTED_AS: Record<Exclude<CountingState, 'empty'>, CountedKind> = {
	watching: 'unsure',
	closed: 'closed',
	open: 'open'
};

/** One step of the table: the next state, and what the bottle that left counts as (null where none left). */
export function step(
	state: CountingState,
	event: CountingEvent
): { state: CountingState; counted: CountedKind | null } {
	const next = TRANSITIONS[state][event] ?? state;
	return { state: next, counted: event === 'left' && state !== 'empty' ? COUNTED_AS[state] : null };
}

/** Running counts. `opensInARow` is what the alarm looks at; only a closed bottle ends the row. */
export interface Tally {
	readonly closed: number;
	readonly open: number;
	readonly unsure: number;
	readonly opensInARow: number;
}

export const EMPTY_TALLY: Tally = { closed: 0, open: 0, unsure: 0, opensInARow: 0 };

/** The tally with one more bottle. An unsure bottle neither adds to a row of open ones nor ends it. */
export function add(tally: Tally, kind: CountedKind): Tally {
	const opensInARow = kind === 'open' ? tally.opensInARow + 1 : kind === 'closed' ? 0 : tally.opensInARow;
	return { ...tally, [kind]: tally[kind] + 1, opensInARow };
}

/**
 * The tally after an inspector has said that a bottle counted as `from` was `to`; `no-bottle` takes it out of the
 * count, and what was taken out so comes back by another correction. The row of opens is kept: it is about what the
 * line did, and the alarm has sounded.
 */
export function correct(tally: Tally, from: CountedKind | 'no-bottle', to: CountedKind | 'no-bottle'): Tally {
	if (from === to || (from !== 'no-bottle' && tally[from] === 0)) return tally;
	const without = from === 'no-bottle' ? tally : { ...tally, [from]: tally[from] - 1 };
	return to === 'no-bottle' ? without : { ...without, [to]: without[to] + 1 };
}

/**
 * True exactly when the newest bottle makes the row of open ones reach the alarm's length, or a multiple of it:
 * an alarm that was acknowledged and went on being true sounds again.
 * @param alarmAfter 0 turns the alarm off
 */
export function raisesAlarm(before: Tally, after: Tally, alarmAfter: number): boolean {
	return alarmAfter > 0 && after.opensInARow > before.opensInARow && after.opensInARow % alarmAfter === 0;
}
