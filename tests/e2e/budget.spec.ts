import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { parseModelManifest } from '../../src/lib/domain/model-manifest';
import { judgeBelt, type BeltJudged } from './support/belt-in-worker';

const BUILD = 'dist/static';
/** Brotli kilobytes (1000 bytes) that a first visit may transfer. */
const SHELL_KB = 350;
const ALL_KB = 1200;

const isEngine = (path: string) => /^model\/|\/workers\/|\.wasm$/.test(path);
const isModel = (path: string) => path.startsWith('model/');
const compressed = (path: string) => brotliCompressSync(readFileSync(join(BUILD, path || 'index.html'))).length;
const kilobytes = (paths: Iterable<string>) => [...paths].reduce((sum, path) => sum + compressed(path), 0) / 1000;

interface Asked {
	readonly path: string;
	readonly atMs: number;
}

/** Every file of the build that the page asks for, in order; the service worker's precaching is not waited for. */
function watch(page: Page, baseURL: string): Asked[] {
	const asked: Asked[] = [];
	page.context().on('request', (request) => {
		const url = request.url().split(/[?#]/)[0]!;
		if (request.serviceWorker() || !url.startsWith(baseURL)) return;
		const path = url.slice(baseURL.length);
		if (!asked.some((known) => known.path === path)) asked.push({ path, atMs: Date.now() });
	});
	return asked;
}

test.describe('the first visit', () => {
	test.use({ serviceWorkers: 'block' });

	test('draws the camera screen, ready to be used, from little, before any part of the model is there', async ({
		page,
		baseURL
	}) => {
		const asked = watch(page, baseURL!);
		await page.route(/\/model\//, () => {}); // never answered
		await page.goto('./');
		await expect(page.locator('.app-root h1, .app-root main button').first()).toBeVisible();
		await page.locator('.app-root nav a[href$="history/"]').first().click();
		await expect(page).toHaveURL(/history\/$/);
		const shell = asked.filter(({ path }) => !isEngine(path)).map(({ path }) => path);
		expect(shell.length).toBeGreaterThan(4);
		expect(kilobytes(shell)).toBeLessThanOrEqual(SHELL_KB);
	});

	test('loads model and runtime in parallel and stays within the budget', async ({ page, baseURL }) => {
		const asked = watch(page, baseURL!);
		const answered = new Map<string, number>();
		page.context().on('requestfinished', (request) => {
			answered.set(request.url().slice(baseURL!.length), Date.now());
		});
		await page.goto('./');
		await expect.poll(() => asked.filter(({ path }) => /weights.*\.bin$/.test(path)).length).toBeGreaterThan(0);
		await expect.poll(() => asked.some(({ path }) => path.endsWith('golden.json'))).toBe(true);
		await page.waitForLoadState('networkidle');
		const engine = asked.filter(({ path }) => isEngine(path));
		const runtime = engine.find(({ path }) => /\/workers\/chunks\//.test(path))!;
		const lastOfModel = Math.max(
			...engine.filter(({ path }) => isModel(path)).map(({ path }) => answered.get(path) ?? 0)
		);
		expect(runtime.atMs).toBeLessThanOrEqual(lastOfModel);
		const total = kilobytes(asked.map(({ path }) => path));
		test.info().annotations.push({ type: 'kilobytes', description: `${Math.round(total)} of ${ALL_KB}` });
		expect(total).toBeLessThanOrEqual(ALL_KB);
	});

	test('runs the cut-down TensorFlow.js on WebGL and on WASM through every path of the networks', async ({ page }) => {
		test.setTimeout(600_000);
		await page.goto('./bench/?frames=2');
		await page.getByRole('button', { name: 'Medir' }).click();
		for (const backend of ['webgl', 'wasm']) {
			await expect(page.locator(`tr[data-backend=${backend}]`)).toBeVisible({ timeout: 590_000 });
		}
		const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('inspector.backend')!) as unknown);
		expect(kept).toMatchObject({ figures: [{ frame: { n: 2 } }, { frame: { n: 2 } }] });
	});

	test('samples live frames on the GPU in the cut-down worker as it reads them back', async ({ page }) => {
		test.setTimeout(600_000);
		await page.goto('./robots.txt');
		const worker = readdirSync(join(BUILD, '_app/immutable/workers')).find((file) => /^main-.*\.js$/.test(file))!;
		const [onGpu, inMemory] = await page.evaluate<BeltJudged[]>(judgeBelt(`_app/immutable/workers/${worker}`));
		expect([onGpu!.textures, inMemory!.textures]).toEqual([true, false]);
		expect(onGpu!.gaveUp).toBe(false);
		expect(onGpu!.mouths).toEqual(inMemory!.mouths);
		expect(Math.max(...onGpu!.mouths)).toBeGreaterThan(1);
		expect(onGpu!.numbers).toHaveLength(inMemory!.numbers.length);
		const differences = onGpu!.numbers.map((value, i) => Math.abs(value - inMemory!.numbers[i]!));
		expect(Math.max(...differences)).toBeLessThan(0.02);
		expect(onGpu!.bytes).toEqual(inMemory!.bytes);
	});
});

test('the precache holds both WASM variants, the whole model and every script of the worker', () => {
	const precache = readFileSync(join(BUILD, 'sw.js'), 'utf8');
	const built = readdirSync(BUILD, { recursive: true }).map(String);
	const wasm = built.filter((file) => /\.wasm$/.test(file));
	expect(wasm.map((file) => /simd/.test(file)).sort()).toEqual([false, true]);
	const { version } = JSON.parse(readFileSync('static/model/current.json', 'utf8')) as { version: string };
	const manifest = parseModelManifest(JSON.parse(readFileSync(`static/model/${version}/manifest.json`, 'utf8')));
	const shards = [...manifest.judge.shards, ...manifest.locator.shards].map(({ file }) => file);
	const model = ['manifest.json', 'golden.json', ...shards].map((file) => `model/${version}/${file}`);
	const workers = built.filter((file) => /\/workers\/.*\.js$/.test(file));
	expect(workers.length).toBeGreaterThan(2);
	const missing = ['model/current.json', ...model, ...wasm, ...workers].filter((file) => !precache.includes(file));
	expect(missing).toEqual([]);
});
