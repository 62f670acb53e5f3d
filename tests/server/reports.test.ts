import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../scripts/reporting/random';
import { batchOf, sealed, SimulatedTablet } from '../../scripts/reporting/simulated-tablet';
import type { Problem, ReportReceipt } from '../../src/lib/domain/report-protocol';
import { withServer, type TestServer } from './server-for-tests';

const tablet = (seed = 1, line = 'L1') => new SimulatedTablet({ random: seededRandom(seed), line });
const outcomesOf = async (response: Response) =>
	((await response.json()) as ReportReceipt | Problem).outcomes?.map(({ outcome }) => outcome);
const held = async ({ services }: TestServer) => services.storage.page({ fromMs: 0, toMs: 4e12 }, { limit: 1000 });

describe('POST /api/reports', () => {
	it('stores a batch, and answers 200 to the same batch again without storing it twice', () =>
		withServer(async (server) => {
			const token = await server.token();
			const batch = batchOf(tablet().checks(50));
			const first = await server.sendJson('/reports', batch, token);
			expect(first.status).toBe(200);
			expect(await outcomesOf(first)).toEqual(Array(50).fill('stored'));
			const again = await server.sendJson('/reports', batch, token);
			expect(again.status).toBe(200);
			expect(await outcomesOf(again)).toEqual(Array(50).fill('duplicate'));
			expect(await held(server)).toHaveLength(50);
		}));

	it('answers 409 to a known identifier with other content, and stores the rest of the batch', () =>
		withServer(async (server) => {
			const token = await server.token();
			const source = tablet();
			const [known, fresh] = source.checks(2);
			await server.sendJson('/reports', batchOf([known]), token);
			const changed = sealed({ ...known!, verdict: { kind: 'closed', confidence: 1 } as const });
			const response = await server.sendJson('/reports', batchOf([changed, fresh]), token);
			expect(response.status).toBe(409);
			expect(response.headers.get('content-type')).toBe('application/problem+json');
			expect(await outcomesOf(response)).toEqual(['conflict', 'stored']);
			expect(await held(server)).toHaveLength(2);
		}));

	it('answers 422 naming the field of a bad record, and stores the good ones beside it', () =>
		withServer(async (server) => {
			const token = await server.token();
			const [good, bad, forged] = tablet().checks(3);
			const wrong = { ...bad!, latencyMs: 'fast' };
			const tampered = { ...forged!, verdict: { kind: 'closed', confidence: 1 } };
			const response = await server.sendJson('/reports', batchOf([good, wrong, tampered, 7]), token);
			expect(response.status).toBe(422);
			const { outcomes } = (await response.json()) as Problem;
			expect(outcomes).toEqual([
				{ id: good!.id, outcome: 'stored' },
				{ id: bad!.id, outcome: 'invalid', detail: 'latencyMs' },
				{ id: forged!.id, outcome: 'invalid', detail: 'hash' },
				{ id: null, outcome: 'invalid', detail: 'not an object' }
			]);
			expect((await held(server)).map(({ record }) => record.id)).toEqual([good!.id]);
		}));

	it('takes records only of the line that the token is bound to', () =>
		withServer(async (server) => {
			const token = await server.token({ line: 'L1' });
			const response = await server.sendJson(
				'/reports',
				batchOf([tablet(1, 'L1').check(), tablet(2, 'L2').check()]),
				token
			);
			expect(response.status).toBe(422);
			expect(await outcomesOf(response)).toEqual(['stored', 'other-line']);
		}));

	it('undoes gzip', () =>
		withServer(async (server) => {
			const authorization = `Bearer ${await server.token()}`;
			const response = await server.send('/reports', {
				method: 'POST',
				headers: { authorization, 'content-type': 'application/json', 'content-encoding': 'gzip' },
				body: gzipSync(JSON.stringify(batchOf(tablet().checks(20))))
			});
			expect(response.status).toBe(200);
			expect(await held(server)).toHaveLength(20);
		}));

	it('never stores names or notes', () =>
		withServer(async (server) => {
			const personal = { salt: '0'.repeat(32), inspector: 'Ana Souza', note: 'aside', fileName: 'ana.jpg' };
			await server.sendJson('/reports', batchOf([tablet().check({ personal })]), await server.token());
			const [report] = await held(server);
			expect(report!.record.personal).toBeNull();
			expect(JSON.stringify(report)).not.toContain('Ana');
		}));

	it('calls a record without its cleared names the same record', () =>
		withServer(async (server) => {
			const token = await server.token();
			const personal = { salt: '0'.repeat(32), inspector: 'Ana Souza', note: '', fileName: '' };
			const record = tablet().check({ personal });
			await server.sendJson('/reports', batchOf([record]), token);
			const again = await server.sendJson('/reports', batchOf([{ ...record, personal: null }]), token);
			expect(await outcomesOf(again)).toEqual(['duplicate']);
		}));

	it('corrects the moment of a tablet whose clock is years off, and leaves its record alone', () =>
		withServer(async (server) => {
			const years = 5 * 365 * 86_400_000;
			const now = Date.now();
			const skewed = new SimulatedTablet({ random: seededRandom(4), startMs: now - years - 60_000 });
			const record = skewed.check();
			await server.sendJson('/reports', batchOf([record], now - years), await server.token());
			const [report] = await held(server);
			expect(Math.abs(Date.parse(report!.occurredAt) - (now - 60_000))).toBeLessThan(10_000);
			expect(report!.record.wallTime).toBe(record.wallTime);
		}));

	it('takes the records of a tablet whose clock stands at its beginning, and dates them by its own clock', () =>
		withServer(async (server) => {
			const skewed = new SimulatedTablet({ random: seededRandom(5), startMs: 1000, stepMs: 1000 });
			const response = await server.sendJson('/reports', batchOf(skewed.checks(3), 5000), await server.token());
			expect(await outcomesOf(response)).toEqual(['stored', 'stored', 'stored']);
			const [latest] = await held(server);
			expect(Math.abs(Date.parse(latest!.occurredAt) - (Date.now() - 2000))).toBeLessThan(10_000);
		}));

	it('dates a record within the years that can be written, however clocks lie', () =>
		withServer(async (server) => {
			const token = await server.token();
			const source = tablet();
			const late = source.check({ wallTime: '2999-12-31T23:59:59.999Z' });
			const early = source.check({ wallTime: '1970-01-01T00:00:00.000Z' });
			await server.sendJson('/reports', batchOf([late], 0), token);
			await server.sendJson('/reports', batchOf([early], Date.parse(late.wallTime)), token);
			const page = await server.services.storage.page({ fromMs: 0, toMs: 4e13 }, { limit: 10 });
			expect(page.map(({ occurredAt }) => occurredAt)).toEqual([late.wallTime, early.wallTime]);
		}));

	it('refuses a batch of none, of too many and of the wrong shape', () =>
		withServer(async (server) => {
			const token = await server.token();
			for (const wrong of [batchOf([]), batchOf(tablet().checks(201)), { records: [] }, [], 'null']) {
				expect((await server.sendJson('/reports', wrong, token)).status).toBe(422);
			}
			expect(await held(server)).toHaveLength(0);
		}));

	it('asks for a token, and for the right kind of it', () =>
		withServer(async (server) => {
			const batch = batchOf([tablet().check()]);
			expect((await server.sendJson('/reports', batch)).status).toBe(401);
			expect((await server.sendJson('/reports', batch, 'nonsense')).status).toBe(401);
			expect((await server.sendJson('/reports', batch, await server.token({ role: 'viewer' }))).status).toBe(403);
			expect(await held(server)).toHaveLength(0);
		}));

	it('limits the requests of one token and says when to come again', () =>
		withServer(
			async (server) => {
				const token = await server.token();
				const source = tablet();
				const send = () => server.sendJson('/reports', batchOf([source.check()]), token);
				const statuses = [(await send()).status, (await send()).status];
				const third = await send();
				expect([...statuses, third.status]).toEqual([200, 200, 429]);
				expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
				// Another tablet does not pay for it.
				const other = batchOf([source.check()]);
				expect((await server.sendJson('/reports', other, await server.token())).status).toBe(200);
			},
			{ RATE_PER_SECOND: '1', RATE_BURST: '2' }
		));

	it('turns batches away with 503 while the queue is full, and takes them later', () =>
		withServer(
			async (server) => {
				const token = await server.token();
				const source = tablet();
				const batches = Array.from({ length: 4 }, () => batchOf(source.checks(50)));
				const statuses = await Promise.all(
					batches.map(async (batch) => (await server.sendJson('/reports', batch, token)).status)
				);
				expect(statuses).toContain(503);
				for (const batch of batches) expect((await server.sendJson('/reports', batch, token)).status).toBe(200);
				expect(await held(server)).toHaveLength(200);
			},
			{ MAX_QUEUED_RECORDS: '100' }
		));

	it('gives every answer a request id and keeps the one it is given', () =>
		withServer(async (server) => {
			const given = await server.send('/health', { headers: { 'x-request-id': 'tablet-0042' } });
			expect(given.headers.get('x-request-id')).toBe('tablet-0042');
			const forged = await server.send('/nowhere', { headers: { 'x-request-id': 'a"b<script>' } });
			expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
			expect(((await forged.json()) as Problem).requestId).toBe(forged.headers.get('x-request-id'));
		}));

	it('counts records, verdicts and model versions for Prometheus', () =>
		withServer(async (server) => {
			const token = await server.token();
			const source = tablet();
			const open = source.check({ verdict: { kind: 'open', confidence: 1 } });
			await server.sendJson('/reports', batchOf([open]), token);
			await server.sendJson('/reports', batchOf([open]), token);
			const authorization = `Bearer ${await server.token({ role: 'viewer' })}`;
			const text = await (await server.send('/metrics', { headers: { authorization } })).text();
			expect(text).toContain('reports_records_total{outcome="stored"} 1');
			expect(text).toContain('reports_records_total{outcome="duplicate"} 1');
			expect(text).toContain('reports_checks_total{verdict="open"} 1');
			expect(text).toContain('reports_checks_by_model_total{model="abcdef012345"} 1');
			expect(text).toContain('reports_queue_depth 0');
			expect(text).toContain('http_requests_total{route="/reports",method="POST",status="200"} 2');
			expect(text).toContain('http_request_duration_seconds_count{route="/reports"} 2');
			expect(text).toContain('http_request_duration_seconds_bucket{le="+Inf",route="/reports"} 2');
			expect(text).not.toContain('http_failures_total{');
		}));

	it('shows while the store stands still how many records wait, and how many requests failed for it', () =>
		withServer(
			async (server) => {
				const { storage } = server.services;
				const token = await server.token();
				const headers = { authorization: `Bearer ${await server.token({ role: 'viewer' })}` };
				const metrics = async () => (await server.send('/metrics', { headers })).text();
				let go = () => {};
				const standing = new Promise<void>((resolve) => (go = resolve));
				const append = storage.append.bind(storage);
				storage.append = async (reports) => (await standing, append(reports));
				const source = tablet();
				const waiting = server.sendJson('/reports', batchOf(source.checks(40)), token);
				await expect.poll(metrics).toContain('reports_queue_depth 40');
				expect((await server.sendJson('/reports', batchOf(source.checks(20)), token)).status).toBe(503);
				expect(await metrics()).toContain('http_failures_total{route="/reports"} 1');
				go();
				expect((await waiting).status).toBe(200);
				expect(await metrics()).toContain('reports_queue_depth 0');
			},
			{ MAX_QUEUED_RECORDS: '50' }
		));
});
