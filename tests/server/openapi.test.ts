import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../scripts/reporting/listen';
import { seededRandom } from '../../scripts/reporting/random';
import { batchOf, sealed, SimulatedTablet } from '../../scripts/reporting/simulated-tablet';
import { API_ROUTES } from '../../src/lib/server/reporting-server';
import { METRICS_MEDIA_TYPE } from '../../src/lib/server/routes/operations';
import { testServer, type TestServer } from './server-for-tests';

interface Answer {
	description: string;
	content?: Record<string, { schema?: object }>;
}
interface Operation {
	operationId: string;
	requestBody?: { content: Record<string, { schema?: object }> };
	responses: Record<string, Answer>;
}
interface Document {
	openapi: string;
	paths: Record<string, Record<string, Operation>>;
	components: { schemas: Record<string, object> };
}

const PICTURE = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1]);
const PICTURE_HASH = createHash('sha256').update(PICTURE).digest('hex');
const RANGE = 'from=2000-01-01T00:00:00.000Z&to=2099-01-01T00:00:00.000Z';

let server: TestServer;
/** The same server where anybody can reach it: every sample goes over HTTP. */
let listening: Server;
let address = '';
let document: Document;
let ajv: Ajv2020;
const tokens = { device: '', viewer: '', admin: '' };

/** The schema of one documented answer, compiled; undefined where the document promises no JSON. */
function validatorOf(pattern: string, method: string, status: number, mediaType: string): ValidateFunction | undefined {
	const operation = document.paths[`/api${pattern}`]?.[method.toLowerCase()];
	expect(operation, `${method} ${pattern} is documented`).toBeDefined();
	const answer = operation!.responses[String(status)];
	expect(answer, `${method} ${pattern} documents ${status}`).toBeDefined();
	if (!answer!.content) return undefined;
	expect(Object.keys(answer!.content)).toContain(mediaType);
	const { schema } = answer!.content[mediaType]!;
	return schema && ajv.compile({ ...schema, components: document.components });
}

interface Sample {
	pattern: string;
	status: number;
	path?: string;
	token?: keyof typeof tokens;
	init?: RequestInit;
}

const postJson = (body: unknown, method = 'POST'): RequestInit => ({
	method,
	body: JSON.stringify(body),
	headers: { 'content-type': 'application/json' }
});
const putPicture: RequestInit = { method: 'PUT', body: PICTURE, headers: { 'content-type': 'image/jpeg' } };
const source = new SimulatedTablet({ random: seededRandom(1) });
const check = source.check();
const changed = sealed({ ...check, latencyMs: 1 });

/** One call for each operation's success, and refusals of every sort; in this order. */
const SAMPLES: Sample[] = [
	{ pattern: '/reports', status: 200, token: 'device', init: postJson(batchOf([check])) },
	{ pattern: '/reports', status: 409, token: 'device', init: postJson(batchOf([changed])) },
	{ pattern: '/reports', status: 422, token: 'device', init: postJson(batchOf([{}])) },
	{ pattern: '/reports', status: 400, token: 'device', init: { ...postJson(null), body: '{"records":' } },
	{ pattern: '/reports', status: 413, token: 'device', init: { ...postJson(null), body: 'x'.repeat(600_000) } },
	{ pattern: '/reports', status: 401, init: postJson(batchOf([check])) },
	{ pattern: '/reports', status: 403, token: 'viewer', init: postJson(batchOf([check])) },
	{ pattern: '/reports', status: 415, token: 'device', init: { method: 'POST', body: 'x' } },
	{
		pattern: '/pictures/{sha256}',
		path: `/pictures/${PICTURE_HASH}`,
		status: 200,
		token: 'device',
		init: putPicture
	},
	{
		pattern: '/pictures/{sha256}',
		path: `/pictures/${'0'.repeat(64)}`,
		status: 422,
		token: 'device',
		init: putPicture
	},
	{ pattern: '/pictures/{sha256}', path: `/pictures/${PICTURE_HASH}`, status: 200, token: 'viewer' },
	{ pattern: '/pictures/{sha256}', path: `/pictures/${'0'.repeat(64)}`, status: 404, token: 'viewer' },
	{ pattern: '/session', status: 401, init: postJson({ token: 'x' }) },
	{ pattern: '/session', path: '/session?kind=desk', status: 200, token: 'viewer' },
	{ pattern: '/session', path: '/session?kind=both', status: 422 },
	{ pattern: '/session/desk', status: 204, token: 'viewer', init: { method: 'DELETE' } },
	{ pattern: '/session/device', status: 204, token: 'device', init: { method: 'DELETE' } },
	...['time', 'line', 'shift', 'model'].map((by): Sample => ({
		pattern: '/desk/tallies',
		path: `/desk/tallies?${RANGE}&by=${by}`,
		status: 200,
		token: 'viewer'
	})),
	{ pattern: '/desk/tallies', path: `/desk/tallies?${RANGE}&by=time&resolution=20`, status: 422, token: 'viewer' },
	{ pattern: '/desk/devices', status: 200, token: 'viewer' },
	{ pattern: '/desk/reports', path: `/desk/reports?${RANGE}`, status: 200, token: 'viewer' },
	{ pattern: '/desk/reports', path: `/desk/reports?${RANGE}&limit=0`, status: 422, token: 'viewer' },
	{ pattern: '/desk/reports.csv', path: `/desk/reports.csv?${RANGE}`, status: 200, token: 'viewer' },
	{ pattern: '/tokens', status: 201, token: 'admin', init: postJson({ role: 'device', label: 'T', line: 'L1' }) },
	{ pattern: '/tokens', status: 200, token: 'admin' },
	{ pattern: '/tokens', status: 403, token: 'viewer' },
	{
		pattern: '/tokens/{id}',
		path: `/tokens/${'0'.repeat(16)}`,
		status: 404,
		token: 'admin',
		init: { method: 'DELETE' }
	},
	{ pattern: '/audit', status: 200, token: 'admin' },
	{ pattern: '/health', status: 200 },
	{ pattern: '/metrics', status: 200, token: 'viewer' },
	{ pattern: '/metrics', status: 401 },
	{ pattern: '/openapi.json', status: 200 }
];

describe('the OpenAPI document', () => {
	beforeAll(async () => {
		server = await testServer();
		listening = await listen(server.services, 0);
		address = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/api`;
		document = (await (await fetch(`${address}/openapi.json`)).json()) as Document;
		ajv = new Ajv2020({ strict: false });
		for (const role of ['device', 'viewer', 'admin'] as const) tokens[role] = await server.token({ role });
	});
	afterAll(async () => {
		await new Promise((resolve) => (listening.close(resolve), listening.closeAllConnections()));
		await server.close();
	});

	it('is of version 3.1 and lists the routes of the server, no more and no fewer', () => {
		expect(document.openapi).toBe('3.1.0');
		const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
			Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`)
		);
		expect(documented.sort()).toEqual(API_ROUTES.map(({ method, pattern }) => `${method} /api${pattern}`).sort());
		const ids = Object.values(document.paths).flatMap((o) => Object.values(o).map(({ operationId }) => operationId));
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('has schemas that are themselves valid, every reference resolved', () => {
		for (const name of Object.keys(document.components.schemas)) {
			const schema = { $ref: `#/components/schemas/${name}`, components: document.components };
			expect(() => ajv.compile(schema), name).not.toThrow();
		}
	});

	it('takes what a tablet sends and refuses what the server refuses', () => {
		const validate = ajv.compile({ $ref: '#/components/schemas/LogRecord', components: document.components });
		expect(validate(check), JSON.stringify(validate.errors)).toBe(true);
		expect(validate({ ...check, latencyMs: 'fast' })).toBe(false);
		expect(validate({ ...check, more: 1 })).toBe(false);
		const { schema } = document.paths['/api/reports']!.post!.requestBody!.content['application/json']!;
		const validateBatch = ajv.compile({ ...schema, components: document.components });
		expect(validateBatch(batchOf([check])), JSON.stringify(validateBatch.errors)).toBe(true);
		expect(validateBatch(batchOf([]))).toBe(false);
		expect(validateBatch({ records: [check] })).toBe(false);
	});

	it.each(SAMPLES)(
		'holds for $init.method $pattern answering $status',
		async ({ pattern, path, status, token, init }) => {
			const headers = { ...(init?.headers as object), ...(token ? { authorization: `Bearer ${tokens[token]}` } : {}) };
			const response = await fetch(`${address}${path ?? pattern}`, { ...init, headers });
			const text = await response.text();
			expect(response.status, text).toBe(status);
			const mediaType = response.headers.get('content-type') ?? '';
			const validate = validatorOf(pattern, init?.method ?? 'GET', status, mediaType);
			if (status === 204) expect(text).toBe('');
			if (validate) expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
			if (status >= 400) expect(mediaType).toBe('application/problem+json');
		}
	);

	it('is tried on every operation', () => {
		const tried = new Set(SAMPLES.map(({ pattern, init }) => `${init?.method ?? 'GET'} ${pattern}`));
		expect(
			API_ROUTES.map(({ method, pattern }) => `${method} ${pattern}`).filter((route) => !tried.has(route))
		).toEqual([]);
	});

	it('names the media type that Prometheus’ own library uses', () => {
		expect(server.services.metrics.registry.contentType).toBe(METRICS_MEDIA_TYPE);
	});
});
