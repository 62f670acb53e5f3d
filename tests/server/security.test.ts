import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listen } from '../../scripts/reporting/listen';
import { seededRandom } from '../../scripts/reporting/random';
import { batchOf, SimulatedTablet } from '../../scripts/reporting/simulated-tablet';
import { Access } from '../../src/lib/server/access/authenticate';
import { nestingDepth, parseJson } from '../../src/lib/server/http/body';
import { csvCell } from '../../src/lib/domain/csv';
import { serverLog } from '../../src/lib/server/compose';
import { readEnvironment } from '../../src/lib/server/environment';
import { HealthProbe } from '../../src/lib/server/health';
import { answer } from '../../src/lib/server/reporting-server';
import { ORIGIN, withServer, type TestServer } from './server-for-tests';
import { rawExchange } from '../support/raw-exchange';

const tablet = (change = {}) => new SimulatedTablet({ random: seededRandom(1), ...change });
const range = 'from=2000-01-01T00:00:00.000Z&to=2099-01-01T00:00:00.000Z';
/** The smallest bytes that count as a JPEG here. */
const PICTURE = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const put = async (server: TestServer, name: string, body: BodyInit, headers = {}) =>
	server.send(`/pictures/${name}`, {
		method: 'PUT',
		body,
		headers: { authorization: `Bearer ${await server.token()}`, 'content-type': 'image/jpeg', ...headers }
	});

describe('bodies', () => {
	const post = async (server: TestServer, body: BodyInit, headers = {}) =>
		server.send('/reports', {
			method: 'POST',
			body,
			headers: { authorization: `Bearer ${await server.token()}`, 'content-type': 'application/json', ...headers }
		});

	it('larger than the limit are refused, declared or not', () =>
		withServer(
			async (server) => {
				const large = 'x'.repeat(5000);
				expect((await post(server, large, { 'content-length': '5000' })).status).toBe(413);
				const undeclared = new ReadableStream({
					pull: (controller) => controller.enqueue(new TextEncoder().encode(large))
				});
				expect((await post(server, undeclared)).status).toBe(413);
			},
			{ MAX_BATCH_BYTES: '4096' }
		));

	it('that are decompression bombs cost the limit and no more', () =>
		withServer(async (server) => {
			const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
			expect(bomb.byteLength).toBeLessThan(300_000);
			const before = process.memoryUsage().rss;
			const response = await post(server, bomb, { 'content-encoding': 'gzip' });
			expect(response.status).toBe(413);
			expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
		}));

	it('that drip in slowly are cut off', () =>
		withServer(
			async (server) => {
				const drip = new ReadableStream({
					async pull(controller) {
						await new Promise((resolve) => setTimeout(resolve, 20));
						controller.enqueue(new TextEncoder().encode(' '));
					}
				});
				expect((await post(server, drip)).status).toBe(408);
			},
			{ BODY_TIMEOUT_MS: '100' }
		));

	it('that break off are malformed and store nothing', () =>
		withServer(async (server) => {
			let sent = false;
			const broken = new ReadableStream({
				pull(controller) {
					if (sent) controller.error(new Error('connection reset'));
					else controller.enqueue(new TextEncoder().encode('{"sentAt":'));
					sent = true;
				}
			});
			expect((await post(server, broken)).status).toBe(400);
		}));

	it.each([
		['deeply nested', `{"sentAt":"x","records":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
		['not JSON', '{"records":'],
		['with a NUL in text', '{"sentAt":"\\u0000","records":[]}'],
		['not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
		['empty', '']
	])('that are %s are malformed', (_name, body) =>
		withServer(async (server) => expect((await post(server, body)).status).toBe(400))
	);

	it('that claim a broken or unknown encoding are refused', () =>
		withServer(async (server) => {
			expect((await post(server, 'not gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
			expect((await post(server, '{}', { 'content-encoding': 'br' })).status).toBe(415);
			expect((await post(server, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
		}));

	it('with __proto__ or unknown fields change nothing but their own refusal', () =>
		withServer(async (server) => {
			const record = { ...tablet().check(), admin: true };
			const text = JSON.stringify(batchOf([record])).replace('"admin"', '"__proto__"');
			expect((await post(server, text)).status).toBe(422);
			expect(({} as Record<string, unknown>).admin).toBeUndefined();
		}));

	it('nest as deep as they look, strings and escapes aside', () => {
		expect(nestingDepth('{"a":[1,{"b":"]]]]\\"[[[["}]}')).toBe(3);
		expect(nestingDepth('["\\\\",[["\\\\\\"[",[1]]]]')).toBe(4);
		expect(nestingDepth('[[["[[[[')).toBe(3);
	});

	it('may speak of the NUL escape without holding one', () => {
		expect(parseJson(new TextEncoder().encode('{"a":"\\\\u0000"}'))).toEqual({ a: '\\u0000' });
		expect(() => parseJson(new TextEncoder().encode('{"\\u0000":1}'))).toThrow('NUL');
	});
});

describe('bodies over a real connection', () => {
	it.each([
		['drip in', 'content-length: 1000', ' ', 408],
		['declare too much', 'content-length: 900000', 'x', 413],
		['are too much without saying so', 'transfer-encoding: chunked', `4e20\r\n${'x'.repeat(20_000)}\r\n`, 413]
	])('that %s are answered before they are cut off', (_name, length, part, status) =>
		withServer(
			async (server) => {
				const listening = await listen(server.services, 0);
				try {
					const { port } = listening.address() as AddressInfo;
					const head = ['POST /api/reports HTTP/1.1', `host: 127.0.0.1:${port}`, 'content-type: application/json'];
					const lines = [...head, `authorization: Bearer ${await server.token()}`, length, '', ''].join('\r\n');
					const answered = await rawExchange(port, [lines, ...Array<string>(200).fill(part)], 20);
					expect(answered).toContain(`HTTP/1.1 ${status} `);
					expect(answered).toContain('application/problem+json');
				} finally {
					await new Promise((resolve) => (listening.close(resolve), listening.closeAllConnections()));
				}
			},
			{ BODY_TIMEOUT_MS: '300', MAX_BATCH_BYTES: '100000' }
		)
	);
});

describe('text from tablets', () => {
	const hostile = `"><script>alert(1)</script>`;

	it('is data in SQL, in JSON and in filters', () =>
		withServer(async (server) => {
			const line = `x' OR '1'='1`;
			await server.sendJson('/reports', batchOf([tablet({ line, shift: hostile }).check()]), await server.token());
			const authorization = `Bearer ${await server.token({ role: 'viewer' })}`;
			const read = async (query: string) =>
				(await server.send(`/desk/reports?${range}&${query}`, { headers: { authorization } })).json();
			expect((await read(`line=${encodeURIComponent(line)}`)).reports).toHaveLength(1);
			expect((await read(`line=${encodeURIComponent(`y' OR '1'='1`)}`)).reports).toHaveLength(0);
		}));

	it('never reaches a browser as anything but JSON or CSV', () =>
		withServer(async (server) => {
			await server.sendJson('/reports', batchOf([tablet({ shift: hostile }).check()]), await server.token());
			const headers = { authorization: `Bearer ${await server.token({ role: 'viewer' })}` };
			for (const path of [`/desk/reports?${range}`, `/desk/reports.csv?${range}`, '/desk/devices']) {
				const response = await server.send(path, { headers });
				expect(response.status).toBe(200);
				expect(response.headers.get('content-type')).toMatch(/^(application\/json|text\/csv)/);
			}
		}));

	it('runs in no spreadsheet', async () => {
		expect(csvCell('=HYPERLINK("http://evil")')).toBe(`"'=HYPERLINK(""http://evil"")"`);
		expect(['+1', '-1', '@x', '\tx'].map(csvCell).every((cell) => /^"?'/.test(cell))).toBe(true);
		expect(csvCell('a,b')).toBe('"a,b"');
		await withServer(async (server) => {
			await server.sendJson('/reports', batchOf([tablet({ line: '=1+1' }).check()]), await server.token());
			const headers = { authorization: `Bearer ${await server.token({ role: 'viewer' })}` };
			const csv = await (await server.send(`/desk/reports.csv?${range}`, { headers })).text();
			expect(csv.split('\r\n')[1]).toContain(`,'=1+1,`);
		});
	});
});

describe('tokens', () => {
	it('are limited in guesses, while right ones from the same address go on working', () =>
		withServer(async (server) => {
			const right = await server.token({ role: 'viewer' });
			const guess = async (i: number) =>
				(
					await server.send('/desk/devices', {
						headers: { authorization: `Bearer bi1_${String(i).padStart(16, '0')}_${'A'.repeat(43)}` }
					})
				).status;
			const statuses = [];
			for (let i = 0; i < 40; i++) statuses.push(await guess(i));
			expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
			expect(statuses.slice(22)).toEqual(Array(18).fill(429));
			const answered = await server.send('/desk/devices', { headers: { authorization: `Bearer ${right}` } });
			expect(answered.status).toBe(200);
		}));

	it('are limited in guesses at the sign-in too, each within the limit in the audit', () =>
		withServer(async (server) => {
			const statuses = [];
			for (let i = 0; i < 40; i++) statuses.push((await server.sendJson('/session', { token: `guess ${i}` })).status);
			expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
			expect(statuses.at(-1)).toBe(429);
			const entries = await server.services.storage.auditEntries(100);
			// Those past the limit are not written down, or guessing would fill the disk.
			expect(entries).toHaveLength(statuses.filter((status) => status === 401).length);
			expect(new Set(entries.map(({ action }) => action))).toEqual(new Set(['sign-in-refused']));
			expect(JSON.stringify(entries)).not.toContain('guess');
		}));

	it('open a session in a cookie that no script can read, until either is ended', () =>
		withServer(async (server) => {
			const token = await server.token({ role: 'viewer' });
			const signedIn = await server.sendJson('/session', { token });
			const setCookie = signedIn.headers.get('set-cookie')!;
			expect(setCookie).toMatch(/^__Host-bi-desk=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Strict$/);
			const cookie = setCookie.split(';')[0]!;
			const devices = async () => (await server.send('/desk/devices', { headers: { cookie } })).status;
			expect(await devices()).toBe(200);
			expect((await server.send('/tokens', { headers: { cookie } })).status).toBe(403);
			expect(
				(await server.sendJson('/reports', batchOf([tablet().check()]), undefined, { headers: { cookie } })).status
			).toBe(401);
			await server.send('/session/desk', { method: 'DELETE', headers: { cookie } });
			expect(await devices()).toBe(401);
		}));

	it('take their sessions with them when they are revoked', () =>
		withServer(async (server) => {
			const admin = await server.token({ role: 'admin' });
			const token = await server.token({ role: 'device' });
			const cookie = (await server.sendJson('/session', { token })).headers.get('set-cookie')!.split(';')[0]!;
			const send = async () =>
				(await server.sendJson('/reports', batchOf([tablet().check()]), undefined, { headers: { cookie } })).status;
			expect(await send()).toBe(200);
			const revoked = await server.send(`/tokens/${token.split('_')[1]}`, {
				method: 'DELETE',
				headers: { authorization: `Bearer ${admin}` }
			});
			expect(revoked.status).toBe(204);
			expect(await send()).toBe(401);
		}));

	it('of the environment take their sessions with them when another takes their place', () =>
		withServer(
			async (server) => {
				const signedIn = await server.sendJson('/session', { token: 'a'.repeat(32) });
				const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
				const request = new Request(ORIGIN, { headers: { cookie } });
				const { store } = server.services.access;
				const roleUnder = async (token?: string) =>
					(await new Access(store, token).principal(request, ['desk'], Date.now()))?.role;
				expect(await roleUnder('a'.repeat(32))).toBe('admin');
				expect(await roleUnder('b'.repeat(32))).toBeUndefined();
				expect(await roleUnder()).toBeUndefined();
			},
			{ ADMIN_TOKEN: 'a'.repeat(32) }
		));

	it('are bound to a line for tablets only: a reader with one would look bound and is not', () =>
		withServer(async (server) => {
			const admin = await server.token({ role: 'admin' });
			const create = async (role: string) =>
				(await server.sendJson('/tokens', { role, line: 'L1', label: 'key' }, admin)).status;
			expect(await create('device')).toBe(201);
			expect(await create('viewer')).toBe(422);
			expect(await create('admin')).toBe(422);
		}));

	it('of the environment must be long, and a wrong setting is named without its value', () => {
		const refusal = (variables: Record<string, string>) => {
			try {
				readEnvironment(variables);
				return '';
			} catch (thrown) {
				return (thrown as Error).message;
			}
		};
		for (const name of ['ADMIN_TOKEN', 'METRICS_TOKEN']) {
			expect(refusal({ [name]: 'short-secret' })).toContain(`${name}: a secret needs at least 32 characters`);
			expect(refusal({ [name]: 'short-secret' })).not.toContain('short-secret');
		}
		const url = 'mysql://user:hidden-password@host/db';
		expect(refusal({ DATABASE_URL: url })).toContain('DATABASE_URL: neither sqlite:PATH nor postgres://…');
		expect(refusal({ DATABASE_URL: url })).not.toContain('hidden-password');
		expect(refusal({ PICTURES: 's3://bucket' })).toContain('needs S3_ENDPOINT, S3_ACCESS_KEY_ID');
		expect(refusal({ RATE_BURST: 'many', MAX_BATCH_BYTES: '1' })).toMatch(
			/RATE_BURST[\s\S]*MAX_BATCH_BYTES|MAX_BATCH_BYTES[\s\S]*RATE_BURST/
		);
		const unset = readEnvironment({});
		expect([unset.ADMIN_TOKEN, unset.METRICS_TOKEN, unset.CORS_ORIGINS]).toEqual([undefined, undefined, []]);
	});

	it('of the environment work without any in the store', () =>
		withServer(
			async (server) => {
				const headers = { authorization: `Bearer ${'s'.repeat(32)}` };
				expect((await server.send('/tokens', { headers })).status).toBe(200);
			},
			{ ADMIN_TOKEN: 's'.repeat(32) }
		));
});

describe('other sites', () => {
	it('are refused, reads and preflights included', () =>
		withServer(async (server) => {
			const headers = {
				authorization: `Bearer ${await server.token({ role: 'viewer' })}`,
				origin: 'https://evil.example'
			};
			expect((await server.send('/desk/devices', { headers })).status).toBe(403);
			const preflight = await server.send('/reports', { method: 'OPTIONS', headers });
			expect(preflight.status).toBe(403);
			expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
			expect((await server.send('/health', { headers: { origin: 'null' } })).status).toBe(403);
			expect((await server.send('/health', { headers: { origin: ORIGIN } })).status).toBe(200);
		}));

	it('on the list may call with a token, never with cookies', () =>
		withServer(
			async (server) => {
				const origin = 'https://other.example';
				const preflight = await server.send('/reports', { method: 'OPTIONS', headers: { origin } });
				expect(preflight.status).toBe(204);
				expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
				expect(preflight.headers.has('access-control-allow-credentials')).toBe(false);
			},
			{ CORS_ORIGINS: 'https://other.example' }
		));

	it('on the list can read refusals too: the status, and which records of a batch were refused', () =>
		withServer(
			async (server) => {
				const headers = { origin: 'https://other.example' };
				const unsigned = await server.send('/desk/devices', { headers });
				const broken = { ...tablet().check(), admin: true };
				const batch = await server.sendJson('/reports', batchOf([broken]), await server.token(), { headers });
				expect([unsigned.status, batch.status]).toEqual([401, 422]);
				for (const refused of [unsigned, batch, await server.send('/nowhere', { headers })])
					expect(refused.headers.get('access-control-allow-origin')).toBe('https://other.example');
			},
			{ CORS_ORIGINS: 'https://other.example' }
		));
});

describe('pictures', () => {
	it('are stored under the hash of their bytes, once', () =>
		withServer(async (server) => {
			const name = sha256(PICTURE);
			expect(await (await put(server, name, PICTURE)).json()).toEqual({ sha256: name, outcome: 'stored' });
			expect(await (await put(server, name, PICTURE)).json()).toEqual({ sha256: name, outcome: 'duplicate' });
			const headers = { authorization: `Bearer ${await server.token({ role: 'viewer' })}` };
			const read = await server.send(`/pictures/${name}`, { headers });
			expect(new Uint8Array(await read.arrayBuffer())).toEqual(PICTURE);
			expect(read.headers.get('content-type')).toBe('image/jpeg');
			expect(read.headers.get('content-security-policy')).toContain('sandbox');
		}));

	it.each([
		['..', 404],
		['../../etc/passwd', 404],
		['..%2f..%2fetc%2fpasswd', 404],
		['%00', 404],
		['A'.repeat(64), 404],
		[`${'a'.repeat(64)}.html`, 404],
		['a'.repeat(64), 422]
	])('under the name %s are refused, and nothing is written', (name, status) =>
		withServer(async (server) => {
			expect((await put(server, name, PICTURE)).status).toBe(status);
			expect(readdirSync(server.folder)).not.toContain('pictures');
		})
	);

	it('that are something else are refused whatever they claim to be', () =>
		withServer(async (server) => {
			const page = new TextEncoder().encode('<svg onload=alert(1)>');
			expect((await put(server, sha256(page), page)).status).toBe(415);
			expect((await put(server, sha256(page), page, { 'content-type': 'image/png' })).status).toBe(415);
		}));

	it('cannot be read by a tablet, nor unseen: each look is in the audit', () =>
		withServer(async (server) => {
			const name = sha256(PICTURE);
			await put(server, name, PICTURE);
			const read = async (role: 'device' | 'admin') =>
				(
					await server.send(`/pictures/${name}`, {
						headers: { authorization: `Bearer ${await server.token({ role })}` }
					})
				).status;
			expect(await read('device')).toBe(403);
			expect(await read('admin')).toBe(200);
			const entries = await server.services.storage.auditEntries(10);
			expect(entries).toMatchObject([{ action: 'view-picture', subject: name, role: 'admin' }]);
		}));
});

describe('the log', () => {
	it('has one line a request, without address, content, label or token', () =>
		withServer(async (server) => {
			const lines: string[] = [];
			const sink = new Writable({
				write(chunk, _encoding, done) {
					lines.push(String(chunk));
					done();
				}
			});
			const token = await server.token({ label: 'Ana’s tablet' });
			const request = new Request(`${ORIGIN}/api/reports?secret=1`, {
				method: 'POST',
				headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
				body: JSON.stringify(batchOf([tablet({ line: 'Line of Ana' }).check()]))
			});
			const services = { ...server.services, log: serverLog('info', sink) };
			await answer(services, { request, url: new URL(request.url), path: '/reports', peer: '198.51.100.7' });
			expect(lines).toHaveLength(1);
			expect(JSON.parse(lines[0]!)).toMatchObject({ route: '/reports', status: 200, records: 1, stored: 1 });
			for (const secret of ['Ana', token, '198.51.100.7', 'secret']) expect(lines[0]).not.toContain(secret);
		}));

	it('names a fault of the store without the row that the store hangs on it', () =>
		withServer(async (server) => {
			const lines: string[] = [];
			const sink = { write: (line: string) => void lines.push(line) };
			const fault = Object.assign(new Error('violates a constraint'), { code: '23514', detail: 'row (Line of Ana)' });
			const storage = new Proxy(server.services.storage, {
				get: (target, name) => (name === 'devices' ? () => Promise.reject(fault) : Reflect.get(target, name))
			});
			const token = await server.token({ role: 'viewer' });
			const request = new Request(`${ORIGIN}/api/desk/devices`, { headers: { authorization: `Bearer ${token}` } });
			const services = { ...server.services, storage, log: serverLog('info', sink) };
			const call = { request, url: new URL(request.url), path: '/desk/devices', peer: '' };
			const response = await answer(services, call);
			expect(response.status).toBe(500);
			expect(await response.text()).not.toContain('constraint');
			expect(JSON.parse(lines[0]!)).toMatchObject({ err: { code: '23514', message: 'violates a constraint' } });
			expect(lines.join('')).not.toContain('Ana');
		}));
});

describe('the audit', () => {
	it('has each reading of a program that brings its key along, and none of a browser that has signed in', () =>
		withServer(async (server) => {
			const token = await server.token({ role: 'admin' });
			const cookie = (await server.sendJson('/session', { token })).headers.get('set-cookie')!.split(';')[0]!;
			const paths = [`/desk/reports?${range}`, `/desk/tallies?${range}&by=line`, '/desk/devices', '/tokens', '/audit'];
			const callers: Record<string, string>[] = [{ cookie }, { authorization: `Bearer ${token}` }];
			for (const headers of callers)
				for (const path of paths) expect((await server.send(path, { headers })).status).toBe(200);
			const entries = await server.services.storage.auditEntries(20);
			expect(entries.map(({ action, subject }) => [action, subject]).reverse()).toEqual([
				['sign-in', 'desk'],
				...['reports', 'tallies', 'devices', 'tokens', 'audit'].map((subject) => ['read', subject])
			]);
		}));
});

describe('health', () => {
	it('asks the stores once in a second, however many ask', async () => {
		let asked = 0;
		const probe = new HealthProbe(
			{ ping: async () => void asked++ },
			{ ping: () => Promise.reject(new Error('gone')) }
		);
		const found = await Promise.all([0, 10, 999].map((nowMs) => probe.look(nowMs)));
		expect(found).toEqual(Array(3).fill({ store: 'ok', pictures: 'unavailable' }));
		expect(asked).toBe(1);
		await probe.look(1000);
		expect(asked).toBe(2);
	});
});
