import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkInput, withStore } from '../../../tests/records/store-for-tests';
import type { LogRecord } from '../domain/record';
import type { ProblemCode, RecordOutcome } from '../domain/report-protocol';
import { recordCheck } from '../records/record-check';
import type { RecordStore } from '../records/store';
import { recordsOutbox } from './records-outbox';
import { Reporter } from './reporter.svelte';
import { HttpTransport } from './transport';

const DAY_MS = 86_400_000;
/** Fake clocks do not move the database: what waits for it waits in real time. */
const realTimeout = setTimeout.bind(globalThis);
const until = async (condition: () => boolean, what: string) => {
	for (let turn = 0; !condition(); turn++) {
		if (turn > 2000) throw new Error(`waited in vain for ${what}`);
		await new Promise((resolve) => realTimeout(resolve, 5));
	}
};

/** The reporting server as a tablet sees it over a network that the test breaks. */
class FakeServer {
	mode: 'well' | 'signed-out' | 'proxy' | 'out-of-reach' | 'acknowledgement-lost' | 'busy' = 'well';
	readonly stored = new Map<string, string>();
	/** Ids of each batch that reached the server. */
	readonly batches: string[][] = [];
	/** Ids that the server finds invalid. */
	readonly invalid = new Set<string>();
	tries = 0;

	readonly fetch = (async (address: string, init: RequestInit = {}) => {
		const path = address.slice('/api'.length);
		if (this.mode === 'out-of-reach') {
			if (path === '/reports') this.tries += 1;
			throw new TypeError('Failed to fetch');
		}
		if (this.mode === 'proxy') return new Response('<html>blocked</html>', { status: 403 });
		if (path === '/session' && init.method === 'POST') return this.#signIn(init);
		if (this.mode === 'signed-out') return this.#problem(401, 'unauthorised');
		if (path.startsWith('/session')) return Response.json({ role: 'device', line: null, label: 'Tablet' });
		this.tries += 1;
		if (this.mode === 'busy') return this.#problem(503, 'store-unavailable', { 'retry-after': '60' });
		return this.#take(await batchOf(init));
	}) as typeof fetch;

	#signIn(init: RequestInit): Response {
		if (JSON.parse(init.body as string).token !== 'right') return this.#problem(401, 'unauthorised');
		this.mode = 'well';
		return Response.json({ role: 'device', line: null, label: 'Tablet' });
	}

	#take(records: readonly LogRecord[]): Response {
		this.batches.push(records.map(({ id }) => id));
		const outcomes = records.map(({ id, hash }): RecordOutcome => {
			if (this.invalid.has(id)) return { id, outcome: 'invalid', detail: 'hash' };
			const outcome = this.stored.get(id) === hash ? 'duplicate' : 'stored';
			this.stored.set(id, hash);
			return { id, outcome };
		});
		if (this.mode === 'acknowledgement-lost') throw new TypeError('Failed to fetch');
		if (outcomes.every(({ outcome }) => outcome !== 'invalid')) return Response.json({ outcomes });
		return this.#problem(422, 'invalid', {}, { outcomes });
	}

	#problem(status: number, code: ProblemCode, headers: HeadersInit = {}, more: object = {}): Response {
		const problem = { type: 'urn:x', title: 't', status, detail: 'd', code, requestId: 'r', ...more };
		return Response.json(problem, { status, headers });
	}
}

async function batchOf(init: RequestInit): Promise<LogRecord[]> {
	const inflated = (init.body as Blob).stream().pipeThrough(new DecompressionStream('gzip'));
	return JSON.parse(await new Response(inflated).text()).records;
}

interface Tablet {
	store: RecordStore;
	server: FakeServer;
	reporter: Reporter;
	/** Writes so many checks and answers their ids. */
	check(count?: number): Promise<string[]>;
	/** Another start of the app over the same records. */
	restart(): Reporter;
}

async function withTablet(work: (tablet: Tablet) => Promise<void>) {
	await withStore(async (store) => {
		const server = new FakeServer();
		const started: Reporter[] = [];
		const restart = () => {
			const reporter = new Reporter(recordsOutbox(store), new HttpTransport('/api', server.fetch));
			started.push(reporter);
			return reporter;
		};
		const check = async (count = 1) => {
			const ids: string[] = [];
			for (let i = 0; i < count; i++) ids.push((await recordCheck(checkInput(), store)).id);
			return ids;
		};
		try {
			await work({ store, server, reporter: restart(), check, restart });
		} finally {
			for (const reporter of started) await reporter.stop();
		}
	});
}

describe('the outbox of a tablet', () => {
	beforeEach(() => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
		// The longest that jitter allows.
		vi.spyOn(Math, 'random').mockReturnValue(0.999_999);
	});
	afterEach(() => {
		vi.useRealTimers();
		vi.restoreAllMocks();
	});

	it('sends what was held before reporting was turned on, and says that nothing waits', () =>
		withTablet(async ({ server, reporter, check }) => {
			const ids = await check(3);
			expect(reporter.state).toBe('off');
			await reporter.start();
			expect(reporter).toMatchObject({ state: 'idle', counts: { held: 0, pending: 0, sent: 3, rejected: 0 } });
			expect(server.batches).toEqual([ids]);
		}));

	it('gathers what is written within a few seconds into one batch', () =>
		withTablet(async ({ server, reporter, check }) => {
			await reporter.start();
			const ids = await check(2);
			await until(() => reporter.counts.pending === 2, 'both to be noticed');
			expect(server.batches).toEqual([]);
			await vi.advanceTimersByTimeAsync(5_000);
			await until(() => reporter.counts.sent === 2, 'both to be sent');
			expect(server.batches).toEqual([ids]);
		}));

	it('pauses where it is signed out, marks nothing, and goes on after a sign-in', () =>
		withTablet(async ({ server, reporter, check }) => {
			server.mode = 'signed-out';
			await check(2);
			await reporter.start();
			expect(reporter).toMatchObject({ state: 'signed-out', retryAt: null, counts: { pending: 2, sent: 0 } });
			// Neither time nor network nor new records make it knock again.
			dispatchEvent(new Event('online'));
			await check();
			await until(() => reporter.counts.pending === 3, 'the third to be noticed');
			await vi.advanceTimersByTimeAsync(DAY_MS);
			expect(server.tries).toBe(0);
			expect(await reporter.signIn('wrong')).toBeNull();
			expect(reporter.state).toBe('signed-out');
			expect(await reporter.signIn(' right ')).toMatchObject({ role: 'device' });
			expect(reporter).toMatchObject({ state: 'idle', counts: { pending: 0, sent: 3 } });
			expect(server.stored.size).toBe(3);
		}));

	it.each(['the network comes back', 'somebody looks', 'five minutes have passed'])(
		'goes on by itself where a proxy has paused it, when %s',
		(occasion) =>
			withTablet(async ({ server, reporter, check }) => {
				server.mode = 'proxy';
				await check(2);
				await reporter.start();
				expect(reporter).toMatchObject({ state: 'signed-out', counts: { pending: 2, rejected: 0 } });
				server.mode = 'well';
				if (occasion === 'the network comes back') dispatchEvent(new Event('online'));
				else if (occasion === 'somebody looks') document.dispatchEvent(new Event('visibilitychange'));
				else await vi.advanceTimersByTimeAsync(300_000);
				await until(() => reporter.counts.sent === 2 && reporter.state === 'idle', 'both to be sent');
			})
	);

	it('keeps refused records, shows them, and sends them again when asked to', () =>
		withTablet(async ({ server, reporter, check, store }) => {
			const ids = await check(3);
			server.invalid.add(ids[1]!);
			await reporter.start();
			expect(reporter).toMatchObject({ state: 'idle', counts: { pending: 0, sent: 2, rejected: 1 } });
			expect(await (await store.database()).get('outbox', ids[1]!)).toMatchObject({
				state: 'rejected',
				problem: 'invalid: hash'
			});
			server.invalid.clear();
			await reporter.retryRejected();
			expect(reporter.counts).toMatchObject({ sent: 3, rejected: 0 });
		}));

	it('sends again where the acknowledgement was lost, and the server stores it once', () =>
		withTablet(async ({ server, reporter, check }) => {
			server.mode = 'acknowledgement-lost';
			const ids = await check(2);
			await reporter.start();
			expect(reporter).toMatchObject({ state: 'waiting', counts: { pending: 2, sent: 0 } });
			expect(server.stored.size).toBe(2);
			server.mode = 'well';
			await vi.advanceTimersByTimeAsync(2_000);
			await until(() => reporter.counts.sent === 2, 'the second try');
			expect(server.batches).toEqual([ids, ids]);
			expect(server.stored.size).toBe(2);
		}));

	it('waits longer after each failure, up to five minutes, and from the start again after a success', () =>
		withTablet(async ({ server, reporter, check }) => {
			server.mode = 'out-of-reach';
			await check();
			await reporter.start();
			const waits: number[] = [];
			for (let failure = 1; failure <= 10; failure++) {
				await until(() => server.tries === failure && reporter.state === 'waiting', `failure ${failure}`);
				waits.push(Math.round((reporter.retryAt! - Date.now()) / 1000));
				await vi.advanceTimersByTimeAsync(reporter.retryAt! - Date.now());
			}
			expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
			await until(() => server.tries === 11 && reporter.state === 'waiting', 'one more');
			server.mode = 'well';
			await reporter.sendNow();
			expect(reporter).toMatchObject({ state: 'idle', retryAt: null });
			server.mode = 'out-of-reach';
			await check();
			await reporter.sendNow();
			expect(Math.round((reporter.retryAt! - Date.now()) / 1000)).toBe(2);
		}));

	it('leaves a busy server alone for as long as it asks, and then some', () =>
		withTablet(async ({ server, reporter, check }) => {
			server.mode = 'busy';
			await check();
			await reporter.start();
			expect(Math.round((reporter.retryAt! - Date.now()) / 1000)).toBe(62);
		}));

	it.each(['the network comes back', 'somebody looks', 'the button is pressed'])('tries at once when %s', (occasion) =>
		withTablet(async ({ server, reporter, check }) => {
			server.mode = 'out-of-reach';
			await check();
			await reporter.start();
			expect(reporter.state).toBe('waiting');
			server.mode = 'well';
			if (occasion === 'the network comes back') dispatchEvent(new Event('online'));
			else if (occasion === 'somebody looks') document.dispatchEvent(new Event('visibilitychange'));
			else await reporter.sendNow();
			await until(() => reporter.counts.sent === 1 && reporter.state === 'idle', 'the record to be sent');
			expect(reporter.retryAt).toBeNull();
		})
	);

	it('lets nothing expire, and goes on after a restart with what the last start left', () =>
		withTablet(async ({ server, reporter, check, store, restart }) => {
			server.mode = 'out-of-reach';
			const ids = await check(120);
			await reporter.start();
			await vi.advanceTimersByTimeAsync(400 * DAY_MS);
			await reporter.stop();
			expect(reporter).toMatchObject({ state: 'off', counts: { held: 120, pending: 0 } });
			server.mode = 'well';
			const again = restart();
			await again.start();
			expect(again.counts).toMatchObject({ pending: 0, sent: 120 });
			expect(server.batches.flat()).toEqual(ids);
			expect(await (await store.database()).count('outbox')).toBe(120);
		}));

	it('is drained by one tab at a time', () =>
		withTablet(async ({ server, reporter, check, restart }) => {
			await check(60);
			const other = restart();
			await Promise.all([reporter.start(), other.start()]);
			await until(() => server.stored.size === 60, 'all to be sent');
			expect(server.batches.flat()).toHaveLength(60);
		}));
});
