import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { seededRandom } from '../../scripts/reporting/random';
import { ServerProcess } from '../../scripts/reporting/server-process';
import { batchOf, SimulatedTablet } from '../../scripts/reporting/simulated-tablet';
import { SECURITY_HEADERS } from '../../src/lib/server/http/security-headers';
import { rawExchange } from '../support/raw-exchange';

// The node build as it is deployed, over real connections: what the tests of the reporting server by itself cannot see.
const ENTRY = 'dist/node/index.js';
const ADMIN_TOKEN = '0123456789abcdef0123456789abcdef';
const PORT = Number(process.env.NODE_BUILD_PORT ?? 4397);

async function deployed(variables: Record<string, string>, work: (server: ServerProcess) => Promise<void>) {
	expect(existsSync(ENTRY), 'npm run build:node first').toBe(true);
	const folder = mkdtempSync(join(tmpdir(), 'bottle-node-'));
	const server = new ServerProcess(ENTRY, PORT, {
		ADMIN_TOKEN,
		...variables,
		DATABASE_URL: `sqlite:${join(folder, 'reports.db')}`,
		PICTURES: `folder:${join(folder, 'pictures')}`
	});
	try {
		await server.start();
		await work(server);
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function deviceToken({ address }: ServerProcess): Promise<string> {
	const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
	const body = JSON.stringify({ role: 'device', label: 'Tablet' });
	const issued = await fetch(`${address}/tokens`, { method: 'POST', headers, body });
	expect(issued.status).toBe(201);
	return ((await issued.json()) as { token: string }).token;
}

test('passes the image’s own health check under the compose file’s environment', async () => {
	const dockerfile = readFileSync('deploy/Dockerfile', 'utf8');
	const [, command] = /HEALTHCHECK[^[]*CMD (\[.*\])/s.exec(dockerfile) ?? [];
	const [program, ...parts] = JSON.parse(command!.split('\n')[0]!) as [string, ...string[]];
	const compose = parse(readFileSync('deploy/compose.yaml', 'utf8')) as {
		services: { server: { environment: Record<string, string> } };
	};
	await deployed(compose.services.server.environment, async () => {
		const env = { ...process.env, PORT: String(PORT) };
		const checked = spawnSync(program, parts, { env, encoding: 'utf8' });
		expect(checked.status, checked.stderr).toBe(0);
	});
	expect(spawnSync(program, parts, { env: { ...process.env, PORT: String(PORT) } }).status).toBe(1);
});

test('answers Cloud Run’s probes, which come without the balancer’s header', async () => {
	const terraform = readFileSync('deploy/cloud/main.tf', 'utf8');
	const set = [...terraform.matchAll(/name\s*=\s*"([A-Z_]+)"\s*value\s*=\s*"([^"$]*)"/g)].map(([, name, value]) => [
		name!,
		value!
	]);
	const environment = Object.fromEntries(set) as Record<string, string>;
	expect(Object.keys(environment)).toContain('ADDRESS_HEADER');
	const probes = [...terraform.matchAll(/(startup|liveness)_probe\s*{\s*http_get\s*{\s*path\s*=\s*"([^"]+)"/g)];
	expect(probes.map(([, kind]) => kind)).toEqual(['startup', 'liveness']);
	await deployed({ ...environment, ORIGIN: 'https://inspector.example.com' }, async () => {
		for (const [, kind, path] of probes)
			expect((await fetch(`http://127.0.0.1:${PORT}${path}`)).status, kind).toBe(200);
	});
});

test('takes records and pictures over a real connection, with the security headers on every kind of answer', async () => {
	await deployed({}, async (server) => {
		const authorization = `Bearer ${await deviceToken(server)}`;
		const batch = JSON.stringify(batchOf(new SimulatedTablet({ random: seededRandom(1) }).checks(3)));
		const json = { authorization, 'content-type': 'application/json' };
		const stored = await fetch(`${server.address}/reports`, { method: 'POST', headers: json, body: batch });
		expect(await stored.json()).toMatchObject({ outcomes: Array(3).fill({ outcome: 'stored' }) });

		const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2]);
		const path = `${server.address}/pictures/${createHash('sha256').update(bytes).digest('hex')}`;
		const picture = { method: 'PUT', headers: { authorization, 'content-type': 'image/jpeg' }, body: bytes };
		expect((await fetch(path, picture)).status).toBe(200);
		const seen = await fetch(path, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
		expect(new Uint8Array(await seen.arrayBuffer())).toEqual(bytes);
		// The picture's own policy is stricter than the one for all.
		expect(seen.headers.get('content-security-policy')).toContain('sandbox');

		const root = `http://127.0.0.1:${PORT}`;
		for (const address of [`${root}/`, `${root}/manifest.webmanifest`, `${server.address}/health`, `${root}/nowhere`]) {
			const response = await fetch(address);
			for (const [name, value] of Object.entries(SECURITY_HEADERS))
				expect(response.headers.get(name), `${name} of ${address}`).toContain(value);
		}
	});
});

test('cuts off bodies that drip in, and refuses those that are too large, declared or not', async () => {
	await deployed({ BODY_TIMEOUT_MS: '300', BODY_SIZE_LIMIT: '100K' }, async (server) => {
		const head = [
			'POST /api/reports HTTP/1.1',
			`host: 127.0.0.1:${PORT}`,
			`authorization: Bearer ${await deviceToken(server)}`,
			'content-type: application/json',
			'connection: close'
		].join('\r\n');
		const slow = await rawExchange(
			PORT,
			[`${head}\r\ncontent-length: 1000\r\n\r\n`, ...Array<string>(100).fill(' ')],
			50
		);
		expect(slow).toMatch(/^HTTP\/1\.1 408 /);
		expect(slow).toContain('"code":"too-slow"');
		const declared = await rawExchange(PORT, [`${head}\r\ncontent-length: 600000\r\n\r\n`]);
		expect(declared).toMatch(/^HTTP\/1\.1 413 /);
		expect(declared).toContain('application/problem+json');
		const chunk = `4e20\r\n${'x'.repeat(20_000)}\r\n`;
		const undeclared = await rawExchange(
			PORT,
			[`${head}\r\ntransfer-encoding: chunked\r\n\r\n`, ...Array<string>(10).fill(chunk)],
			5
		);
		expect(undeclared).toMatch(/^HTTP\/1\.1 413 /);
		expect(undeclared).toContain('"code":"too-large"');
		// Whoever misbehaved, the others are still served.
		expect((await fetch(`${server.address}/health`)).status).toBe(200);
	});
});

test('finds nothing by path tricks', async () => {
	await deployed({}, async (server) => {
		const authorization = `authorization: Bearer ${await deviceToken(server)}`;
		const paths = ['/api/pictures/../../../etc/passwd', '/../package.json', '/api/pictures/..%2f..%2fpackage.json'];
		for (const path of [...paths, '/%2e%2e/%2e%2e/package.json', '/api/pictures/%00', '/_app/../../server/index.js']) {
			for (const method of ['GET', 'PUT']) {
				const lines = [`${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${PORT}`, authorization, 'connection: close'];
				const answer = await rawExchange(PORT, [`${lines.join('\r\n')}\r\ncontent-length: 0\r\n\r\n`]);
				expect(answer, `${method} ${path}`).toMatch(/^HTTP\/1\.1 (400|403|404|405|415) /);
				expect(answer).not.toMatch(/root:|"dependencies"|import /);
			}
		}
	});
});
