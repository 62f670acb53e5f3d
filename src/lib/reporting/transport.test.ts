import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scripts/reporting/random';
import { SimulatedTablet } from '../../../scripts/reporting/simulated-tablet';
import { HttpTransport } from './transport';
import { withServer } from '../../../tests/server/server-for-tests';

const never = new AbortController().signal;
const source = () => new SimulatedTablet({ random: seededRandom(1) });
const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
	new HttpTransport('/api', async () => new Response(body, { status, headers }));
const problem = (status: number, code: string) =>
	JSON.stringify({ type: 'urn:x', title: 't', status, detail: 'd', code, requestId: 'r' });

describe('sending over HTTP', () => {
	it('is understood by the real server, which knows the batch again', () =>
		withServer(async (server) => {
			const authorization = `Bearer ${await server.token()}`;
			const transport = new HttpTransport('', ((path: string, init: RequestInit) =>
				server.send(path, { ...init, headers: { ...(init.headers as object), authorization } })) as typeof fetch);
			const records = source().checks(3);
			const outcome = async () => {
				const sending = await transport.sendBatch(records, never);
				return sending.kind === 'answered' && sending.answer.map(({ outcome }) => outcome);
			};
			expect(await outcome()).toEqual(['stored', 'stored', 'stored']);
			expect(await outcome()).toEqual(['duplicate', 'duplicate', 'duplicate']);
		}));

	it('leaves names at home', async () => {
		let sent = '';
		const transport = new HttpTransport('/api', (async (_path: string, init: RequestInit) => {
			sent = gunzipSync(Buffer.from(await (init.body as Blob).arrayBuffer())).toString();
			return new Response('{}');
		}) as typeof fetch);
		const personal = { salt: '0'.repeat(32), inspector: 'Ana', note: '', fileName: '' };
		await transport.sendBatch([source().check({ personal })], never);
		expect(JSON.parse(sent).records[0].personal).toBeNull();
		expect(sent).not.toContain('Ana');
	});

	it.each([
		['a captive portal’s 200', 200, '<html>sign in</html>'],
		['a receipt that is none', 200, '{"ok":true}'],
		['a proxy’s 404', 404, 'not found'],
		['a gateway’s 502', 502, '']
	])('takes %s neither for an acknowledgement nor for a refusal', async (_name, status, body) => {
		expect(await answering(status, body).sendBatch(source().checks(1), never)).toEqual({
			kind: 'later',
			afterMs: null
		});
	});

	it.each([
		[401, { kind: 'signed-out' }],
		[403, { kind: 'signed-out' }],
		[409, { kind: 'refused', detail: 'HTTP 409' }],
		[413, { kind: 'refused', detail: 'HTTP 413' }],
		[422, { kind: 'refused', detail: 'HTTP 422' }]
	])('takes a bare %i for what it says, whoever says it', async (status, expected) => {
		expect(await answering(status, '<html></html>').sendBatch(source().checks(1), never)).toEqual(expected);
	});

	it('calls a key wrong only where the server itself does', async () => {
		expect(await answering(401, problem(401, 'unauthorised')).signIn('key')).toBeNull();
		await expect(answering(401, '<html>sign in</html>').signIn('key')).rejects.toThrow('sign-in answered 401');
		await expect(answering(200, '<html>sign in</html>').signIn('key')).rejects.toThrow();
	});

	it.each([
		[401, 'unauthorised', { kind: 'signed-out' }],
		[403, 'forbidden', { kind: 'signed-out' }],
		[400, 'malformed', { kind: 'refused', detail: 'malformed' }],
		[413, 'too-large', { kind: 'refused', detail: 'too-large' }],
		[408, 'too-slow', { kind: 'later', afterMs: null }],
		[500, 'unexpected', { kind: 'later', afterMs: null }]
	])('takes the server’s own %i %s for what it is', async (status, code, expected) => {
		expect(await answering(status, problem(status, code)).sendBatch(source().checks(1), never)).toEqual(expected);
	});

	it('waits as long as the server asks', async () => {
		const busy = answering(429, problem(429, 'too-many-requests'), { 'retry-after': '7' });
		expect(await busy.sendBatch(source().checks(1), never)).toEqual({ kind: 'later', afterMs: 7000 });
	});

	it('takes a network that is not there for later', async () => {
		const offline = new HttpTransport('/api', () => Promise.reject(new TypeError('Failed to fetch')));
		expect(await offline.sendBatch(source().checks(1), never)).toEqual({ kind: 'later', afterMs: null });
	});
});
