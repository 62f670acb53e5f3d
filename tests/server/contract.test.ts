import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/reporting/random';
import { sealed, SimulatedTablet } from '../../scripts/reporting/simulated-tablet';
import type { LogRecord } from '../../src/lib/domain/record';
import { issueToken, verifyToken } from '../../src/lib/server/access/tokens';
import type { IncomingReport, Storage } from '../../src/lib/server/stores/report-store';
import { storageKinds } from './storages';

const START = Date.parse('2026-03-02T06:00:00.000Z');
const DAY = { fromMs: START - 3_600_000, toMs: START + 86_400_000 };
const tablet = (seed: number, line = 'L1') =>
	new SimulatedTablet({ random: seededRandom(seed), line, startMs: START, stepMs: 60_000, openRate: 0.2 });

const incoming = (record: LogRecord, change: Partial<IncomingReport> = {}): IncomingReport => ({
	record,
	receivedAtMs: START + 5000,
	occurredAtMs: Date.parse(record.wallTime),
	clockSkewMs: 0,
	...change
});

describe.each(storageKinds(4346))('the store contract on $name', (kind) => {
	const missing = kind.missing;
	if (missing) console.log(`skipped: ${missing}`);
	let opened = 0;
	const stores: Storage[] = [];
	const fresh = async () => {
		const store = await kind.open(`contract_${++opened}`);
		stores.push(store);
		return store;
	};
	beforeAll(async () => (missing ? undefined : kind.prepare()), 60_000);
	afterAll(async () => {
		await Promise.all(stores.map((store) => store.close()));
		if (!missing) await kind.remove();
	}, 60_000);
	const test = it.skipIf(missing !== null);

	test('stores each record once, whatever comes again and in whatever order', async () => {
		const store = await fresh();
		const records = tablet(1)
			.checks(40)
			.map((record) => incoming(record));
		expect(await store.append(records.slice(0, 25))).toEqual(Array(25).fill('stored'));
		const again = await store.append([...records].reverse());
		expect(again.filter((outcome) => outcome === 'stored')).toHaveLength(15);
		expect(again.filter((outcome) => outcome === 'duplicate')).toHaveLength(25);
		expect(await store.page(DAY, { limit: 1000 })).toHaveLength(40);
		const tallies = await store.tallies(DAY, 'line', 15);
		expect(tallies.reduce((sum, { count }) => sum + count, 0)).toBe(40);
	});

	test('calls the same identifier with other content a conflict and keeps the first', async () => {
		const store = await fresh();
		const first = tablet(2).check();
		const other = sealed({ ...first, latencyMs: first.latencyMs + 1 });
		expect(await store.append([incoming(first)])).toEqual(['stored']);
		expect(await store.append([incoming(other)])).toEqual(['conflict']);
		expect((await store.page(DAY, { limit: 10 })).map(({ record }) => record)).toEqual([first]);
	});

	test('judges equal identifiers within one batch as if they came one after the other', async () => {
		const store = await fresh();
		const first = tablet(3).check();
		const other = sealed({ ...first, latencyMs: 1 });
		expect(await store.append([first, first, other].map((record) => incoming(record)))).toEqual([
			'stored',
			'duplicate',
			'conflict'
		]);
	});

	test('knows a record again that comes in another month', async () => {
		const store = await fresh();
		const record = tablet(4).check();
		await store.append([incoming(record)]);
		const later = incoming(record, { receivedAtMs: START + 62 * 86_400_000 });
		expect(await store.append([later])).toEqual(['duplicate']);
	});

	test('stores a batch at once from several sides without losing or doubling any', async () => {
		const store = await fresh();
		const records = tablet(5)
			.checks(60)
			.map((record) => incoming(record));
		const answers = await Promise.all([0, 10, 20, 5].map((from) => store.append(records.slice(from, from + 40))));
		expect(answers.flat().filter((outcome) => outcome === 'stored')).toHaveLength(60);
		expect(answers.flat()).not.toContain('conflict');
		const tallies = await store.tallies(DAY, 'time', 60);
		expect(tallies.reduce((sum, { count }) => sum + count, 0)).toBe(60);
	});

	test('counts by time, line, shift and model version, filtered', async () => {
		const store = await fresh();
		const random = seededRandom(6);
		const at = { startMs: START, stepMs: 1 };
		const L1 = new SimulatedTablet({ random, line: 'L1', shift: 'A', model: 'aaaaaaaaaaaa', openRate: 1, ...at });
		const L2 = new SimulatedTablet({ random, line: 'L2', shift: 'B', model: 'bbbbbbbbbbbb', openRate: 0, ...at });
		await store.append([...L1.checks(3), ...L2.checks(0)].map((record) => incoming(record)));
		await store.append([incoming(L2.check({ verdict: { kind: 'closed', confidence: 0.75 } }))]);
		const keys = async (by: 'time' | 'line' | 'shift' | 'model', filter = {}) =>
			(await store.tallies({ ...DAY, ...filter }, by, 60)).map(({ key, outcome, count }) => [key, outcome, count]);
		expect(await keys('line')).toEqual([
			['L1', 'open', 3],
			['L2', 'closed', 1]
		]);
		expect(await keys('shift', { line: 'L2' })).toEqual([['B', 'closed', 1]]);
		expect(await keys('model', { shift: 'A' })).toEqual([['aaaaaaaaaaaa', 'open', 3]]);
		expect(await keys('time')).toEqual([
			['2026-03-02T06:00:00.000Z', 'closed', 1],
			['2026-03-02T06:00:00.000Z', 'open', 3]
		]);
		const [closed] = await store.tallies({ ...DAY, line: 'L2' }, 'line', 15);
		expect(closed?.confidenceSum).toBeCloseTo(0.75);
	});

	test('pages newest first without missing or repeating any, by outcome too', async () => {
		const store = await fresh();
		// Equal moments: the cursor must tell them apart.
		const source = new SimulatedTablet({ random: seededRandom(7), startMs: START, stepMs: 0, openRate: 0.5 });
		const records = source.checks(25);
		await store.append(records.map((record) => incoming(record)));
		const seen: string[] = [];
		let before: string | undefined;
		for (;;) {
			const page = await store.page(DAY, { before, limit: 10 });
			seen.push(...page.map(({ record }) => record.id));
			before = page.at(-1)?.cursor;
			if (page.length < 10) break;
		}
		expect(seen).toHaveLength(25);
		expect(new Set(seen).size).toBe(25);
		// A place later than any report can be: everything comes before it.
		expect(await store.page(DAY, { before: '999999999999999-1', limit: 100 })).toHaveLength(25);
		const opens = await store.page({ ...DAY, outcome: 'open' }, { limit: 100 });
		expect(opens.map(({ record }) => record.id).sort()).toEqual(
			records
				.filter(({ verdict }) => verdict.kind === 'open')
				.map(({ id }) => id)
				.sort()
		);
	});

	test('tells where a device stands and how much of its chain is missing here', async () => {
		const store = await fresh();
		const source = tablet(8);
		const records = source.checks(10);
		await store.append(records.slice(6).map((record) => incoming(record, { clockSkewMs: -250 })));
		await store.append(records.slice(0, 4).map((record) => incoming(record, { receivedAtMs: START + 9000 })));
		const [device] = await store.devices();
		expect(device).toMatchObject({
			deviceId: source.deviceId,
			line: 'L1',
			model: 'abcdef012345',
			firstSequence: 1,
			lastSequence: 10,
			records: 8,
			lastSeenAt: new Date(START + 9000).toISOString()
		});
	});

	test('keeps what it holds when it is opened again', async () => {
		const name = `contract_reopened`;
		const before = await kind.open(name);
		const record = tablet(9).check();
		await before.append([incoming(record)]);
		await before.close();
		const after = await kind.open(name);
		stores.push(after);
		expect(await after.append([incoming(record)])).toEqual(['duplicate']);
	});

	test('keeps hostile text as text', async () => {
		const store = await fresh();
		const line = `L1'); DROP TABLE reports; --`;
		const shift = '<script>alert(1)</script>';
		const record = new SimulatedTablet({ random: seededRandom(10), line, shift, startMs: START }).check();
		await store.append([incoming(record)]);
		const [held] = await store.page({ ...DAY, line, shift }, { limit: 10 });
		expect(held?.record).toEqual(record);
		expect(await store.page({ ...DAY, line: `' OR '1'='1` }, { limit: 10 })).toEqual([]);
	});

	test('holds tokens as hashes, and a revoked one is worthless', async () => {
		const store = await fresh();
		const { token, summary } = await issueToken(store, { role: 'device', line: 'L1', label: 'Tablet' }, START);
		expect(await verifyToken(store, token)).toEqual(summary);
		expect(await verifyToken(store, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
		const held = await store.findToken(summary.id);
		// The last 43 letters: the secret may itself hold the underscore that divides the parts.
		expect(Buffer.from(held!.secretHash).toString('latin1')).not.toContain(token.slice(-43));
		expect(await store.revokeToken(summary.id, START + 1)).toBe(true);
		expect(await store.revokeToken(summary.id, START + 2)).toBe(false);
		expect(await verifyToken(store, token)).toBeNull();
		expect((await store.tokens()).map(({ revokedAt }) => revokedAt)).toEqual([new Date(START + 1).toISOString()]);
	});

	test('forgets sessions that are over', async () => {
		const store = await fresh();
		const idHash = new Uint8Array(32).fill(7);
		const now = Date.now();
		await store.openSession({ idHash, tokenId: 'environment', expiresAtMs: now + 60_000 });
		expect(await store.findSession(idHash, now)).toEqual({ tokenId: 'environment' });
		expect(await store.findSession(idHash, now + 60_001)).toBeNull();
		await store.closeSession(idHash);
		expect(await store.findSession(idHash, now)).toBeNull();
	});

	test('keeps the audit newest first', async () => {
		const store = await fresh();
		const entry = { tokenId: null, role: null, action: 'sign-in-refused', subject: '', requestId: 'r' } as const;
		await store.audit({ ...entry, at: new Date(START).toISOString() });
		await store.audit({
			...entry,
			at: new Date(START + 1).toISOString(),
			action: 'export',
			tokenId: 'environment',
			role: 'admin'
		});
		expect((await store.auditEntries(10)).map(({ action }) => action)).toEqual(['export', 'sign-in-refused']);
		expect(await store.auditEntries(1)).toHaveLength(1);
	});
});
