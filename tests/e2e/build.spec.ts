import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { builtRoutes } from './support/routes';
import { parseModelManifest } from '../../src/lib/domain/model-manifest';

const BUILD = 'dist/static';

test.describe('the static build', () => {
	test('precaches the app and every file of the model', () => {
		const precache = readFileSync(join(BUILD, 'sw.js'), 'utf8');
		const { version } = JSON.parse(readFileSync('static/model/current.json', 'utf8')) as { version: string };
		const manifest = parseModelManifest(JSON.parse(readFileSync(`static/model/${version}/manifest.json`, 'utf8')));
		const shards = [...manifest.judge.shards, ...manifest.locator.shards].map(({ file }) => file);
		for (const file of ['manifest.json', 'golden.json', ...shards]) {
			expect(precache).toContain(`model/${version}/${file}`);
		}
		expect(precache).toContain('model/current.json');
		expect(precache).toMatch(/tfjs-backend-wasm-simd[^"']*\.wasm/);
	});

	test('precaches every page under the address at which it is visited, with its final slash', () => {
		const precache = readFileSync(join(BUILD, 'sw.js'), 'utf8');
		const missing = builtRoutes().filter((route) => !precache.includes(`url:"${route === '' ? './' : route}"`));
		expect(missing).toEqual([]);
	});

	test('holds no server route', () => {
		const files = readdirSync(BUILD, { recursive: true }).map(String);
		expect(files.filter((file) => /(^|\/)api(\/|$)/.test(file))).toEqual([]);
		expect(existsSync(join(BUILD, 'index.html'))).toBe(true);
	});

	test('allows scripts, workers and connections from its own origin only', () => {
		const policy = /http-equiv="content-security-policy" content="([^"]+)"/i.exec(
			readFileSync(join(BUILD, 'index.html'), 'utf8')
		)?.[1];
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("connect-src 'self'");
		expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:/);
	});
});
