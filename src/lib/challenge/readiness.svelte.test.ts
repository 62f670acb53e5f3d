import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LastChallenge } from '../domain/challenge-state';
import type { ModelStamp } from '../domain/record';
import type { RecordStore, StoreChange } from '../records/store';
import { ChallengeReadiness } from './readiness.svelte';

const START = Date.parse('2026-03-02T06:00:00.000Z');
const STATION = { line: 'L2', shift: 'A' };
const MODEL = { hash: 'c'.repeat(64), backend: 'wasm' } as const;
const HOUR = 3_600_000;

/** What the tablet remembers, without a database. */
class Memory {
	last: LastChallenge | null = null;
	unreadable = false;
	readonly #listeners = new Set<(change: StoreChange) => void>();
	readonly store = {
		copy: { name: 'memory' },
		clock: { wallMs: () => Date.now(), monotonicMs: () => 0 },
		database: async () => {
			if (this.unreadable) throw new Error('no storage');
			return { get: async () => this.last ?? undefined };
		},
		onChange: (listener: (change: StoreChange) => void) => {
			this.#listeners.add(listener);
			return () => this.#listeners.delete(listener);
		}
	} as unknown as RecordStore;
	async ends(outcome: LastChallenge['outcome'], kinds = ['challenge']) {
		const wallTime = new Date(Date.now()).toISOString();
		this.last = { recordId: 'x', outcome, wallTime, station: STATION, model: MODEL };
		for (const listener of this.#listeners) listener({ kinds });
		await vi.advanceTimersByTimeAsync(0);
	}
}

describe('whether the tool is proven', () => {
	let memory: Memory;
	let readiness: ChallengeReadiness;
	let stop: () => void;
	const state = (change: Partial<typeof STATION> = {}) => readiness.stateFor({ ...STATION, ...change }, MODEL);

	beforeEach(async () => {
		vi.useFakeTimers({ now: START });
		memory = new Memory();
		readiness = new ChallengeReadiness(memory.store);
		stop = readiness.follow();
		await vi.advanceTimersByTimeAsync(0);
	});
	afterEach(() => {
		stop();
		vi.useRealTimers();
	});

	it('is unknown until the memory is read, and due before the first test', () => {
		expect(new ChallengeReadiness(memory.store).known).toBe(false);
		expect(readiness.known).toBe(true);
		expect(state()).toBe('due');
	});

	it('follows each test, and nothing else that is written', async () => {
		await memory.ends('passed');
		expect(state()).toBe('passed');
		await memory.ends('failed', ['check']);
		expect(state()).toBe('passed');
		await memory.ends('failed');
		expect(state()).toBe('failed');
	});

	it('of one line and shift says nothing of another; a failure speaks for all', async () => {
		await memory.ends('passed');
		expect(state({ line: 'L3' })).toBe('due');
		expect(state({ shift: 'B' })).toBe('due');
		expect(readiness.stateFor(STATION, { ...MODEL, hash: 'd'.repeat(64) })).toBe('due');
		await memory.ends('failed');
		expect(state({ line: 'L3' })).toBe('failed');
	});

	it('is not known to be passed while it is not known which model would judge', async () => {
		expect(readiness.stateFor(STATION, null)).toBe('due');
		await memory.ends('passed');
		expect(readiness.stateFor(STATION, null)).toBeNull();
		expect(readiness.stateFor({ ...STATION, line: 'L3' }, null)).toBe('due');
		await memory.ends('failed');
		expect(readiness.stateFor(STATION, null)).toBe('failed');
	});

	it('knows why a test is made now', async () => {
		const trigger = (station = STATION, model: Pick<ModelStamp, 'hash' | 'backend'> = MODEL) =>
			readiness.triggerFor(station, model);
		expect(trigger()).toBe('shift-start');
		await memory.ends('passed');
		expect(trigger()).toBe('on-demand');
		expect(trigger(STATION, { ...MODEL, hash: 'd'.repeat(64) })).toBe('after-update');
		expect(trigger(STATION, { ...MODEL, backend: 'webgl' })).toBe('after-update');
		expect(trigger({ ...STATION, shift: 'B' }, { ...MODEL, hash: 'd'.repeat(64) })).toBe('shift-start');
		await memory.ends('failed');
		expect(trigger(STATION, { ...MODEL, hash: 'd'.repeat(64) })).toBe('after-failure');
	});

	it('runs out by itself after twelve hours, a failure never', async () => {
		await memory.ends('passed');
		await vi.advanceTimersByTimeAsync(11 * HOUR);
		expect(state()).toBe('passed');
		await vi.advanceTimersByTimeAsync(HOUR + 60_000);
		expect(state()).toBe('due');
		await memory.ends('failed');
		await vi.advanceTimersByTimeAsync(48 * HOUR);
		expect(state()).toBe('failed');
	});

	it('is doubted where the clock is set back behind the test', async () => {
		await memory.ends('passed');
		vi.setSystemTime(START - HOUR);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(state()).toBe('due');
	});

	it('is due where nothing can be read: what is not known is not proven', async () => {
		await memory.ends('passed');
		memory.unreadable = true;
		await memory.ends('passed');
		expect(state()).toBe('due');
	});

	it('stops following when it is told to', async () => {
		stop();
		await memory.ends('failed');
		expect(state()).toBe('due');
	});
});
