import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SECURITY_HEADERS } from '../../src/lib/server/http/security-headers';

const RECIPE = 'deploy/static-host/nginx.conf';
const HEADERS = 'deploy/static-host/headers.conf';
const PORTS = { http: 4330, https: 4331 };

/** Why the recipe cannot be run here; null where it can. */
function missing(): string | null {
	try {
		for (const [tool, flag] of [
			['nginx', '-v'],
			['openssl', 'version']
		] as const)
			execFileSync(tool, [flag], { stdio: 'ignore' });
		return null;
	} catch {
		return 'nginx or openssl is not installed (Debian: apt-get install nginx-light openssl)';
	}
}

const FILES = {
	'index.html': '<!doctype html>start',
	'404.html': '<!doctype html>nothing here',
	'settings/index.html': '<!doctype html>settings',
	'sw.js': '// worker',
	'manifest.webmanifest': '{}',
	'_app/immutable/entry/start.abc.js': '// code',
	'model/0123456789ab/manifest.json': '{}',
	'model/0123456789ab/judge.bin': 'weights',
	'model/current.json': '{}',
	'.git/config': 'secret'
};

/** The recipe as it stands, with the paths and ports of a folder of this test put in. */
function recipeIn(folder: string): string {
	const server = readFileSync(RECIPE, 'utf8')
		.replaceAll('/etc/nginx/bottle-inspector-headers.conf', join(folder, 'headers.conf'))
		.replaceAll('/etc/ssl/inspector', folder)
		.replaceAll('/srv/bottle-inspector', join(folder, 'site'))
		.replaceAll('listen 80;', `listen 127.0.0.1:${PORTS.http};`)
		.replaceAll('listen 443 ssl http2;', `listen 127.0.0.1:${PORTS.https} ssl http2;`)
		.replaceAll(/^\s*listen \[::\].*$/gm, '');
	const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
		(name) => `${name}_temp_path ${join(folder, 'tmp', name)};`
	);
	return `daemon off; pid ${join(folder, 'pid')}; error_log stderr; events {}
		http { access_log off; ${places.join(' ')} ${server} }`;
}

const skip = missing();
if (skip) console.log(`skipped: ${skip}`);

describe.skipIf(skip)('the static host’s recipe', () => {
	const folder = mkdtempSync(join(tmpdir(), 'bottle-nginx-'));
	let nginx: ChildProcess;

	const ask = (path: string, options: RequestOptions = {}, secure = true) =>
		new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
			const all = { host: '127.0.0.1', path, rejectUnauthorized: false, agent: false, ...options } as RequestOptions;
			const make = secure ? request : requestPlain;
			const asking = make({ ...all, port: secure ? PORTS.https : PORTS.http }, (response) => {
				let body = '';
				response.setEncoding('utf8').on('data', (text: string) => (body += text));
				response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
			});
			asking.on('error', reject).end();
		});

	beforeAll(async () => {
		for (const [name, text] of Object.entries(FILES)) {
			mkdirSync(dirname(join(folder, 'site', name)), { recursive: true });
			writeFileSync(join(folder, 'site', name), text);
		}
		mkdirSync(join(folder, 'tmp'));
		// Its workers run as another user.
		execFileSync('chmod', ['-R', 'a+rX', folder]);
		writeFileSync(join(folder, 'headers.conf'), readFileSync(HEADERS));
		writeFileSync(join(folder, 'nginx.conf'), recipeIn(folder));
		const key = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
		const subject = ['-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=inspector.example.com'];
		execFileSync('openssl', ['req', '-x509', ...subject, ...key], { stdio: 'ignore' });
		nginx = spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
		await vi.waitFor(() => ask('/'), { timeout: 30_000, interval: 100 });
	}, 60_000);
	afterAll(async () => {
		const ended = new Promise((resolve) => nginx.once('exit', resolve));
		nginx.kill('SIGTERM');
		await ended;
		rmSync(folder, { recursive: true, force: true });
	});

	it('passes nginx’s own check', () => {
		execFileSync('nginx', ['-t', '-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'pipe' });
	});

	it.each([
		'/',
		'/settings/',
		'/sw.js',
		'/_app/immutable/entry/start.abc.js',
		'/model/0123456789ab/judge.bin',
		'/nowhere'
	])('says of %s what no meta element can say, as the node build does', async (path) => {
		const { headers } = await ask(path);
		for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(headers[name], name).toBe(value);
		expect(headers.server).toBe('nginx');
	});

	it('keeps what never changes for a year, and asks again for what does', async () => {
		const caching = async (path: string) => (await ask(path)).headers['cache-control'];
		for (const path of ['/_app/immutable/entry/start.abc.js', '/model/0123456789ab/judge.bin'])
			expect(await caching(path), path).toBe('public, max-age=31536000, immutable');
		for (const path of ['/', '/settings/', '/sw.js', '/model/current.json', '/manifest.webmanifest'])
			expect(await caching(path), path).toBe('no-cache');
	});

	it('serves pages and files by their types, and nothing else', async () => {
		expect(await ask('/settings/')).toMatchObject({ status: 200, body: FILES['settings/index.html'] });
		expect((await ask('/manifest.webmanifest')).headers['content-type']).toBe('application/manifest+json');
		expect((await ask('/sw.js')).headers['content-type']).toBe('application/javascript');
		const nothing = await ask('/model/0123456789ab/other.bin');
		expect(nothing.status).toBe(404);
		expect(await ask('/nowhere')).toMatchObject({ status: 404, body: FILES['404.html'] });
		expect((await ask('/.git/config')).status).toBe(404);
		expect((await ask('/../nginx.conf')).status).toBe(400);
	});

	it('takes nothing, and leads to the encrypted address', async () => {
		for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/', { method })).status).toBe(405);
		const plain = await ask('/settings/', { headers: { host: 'inspector.example.com' } }, false);
		expect(plain.status).toBe(301);
		expect(plain.headers.location).toBe('https://inspector.example.com/settings/');
	});
});
