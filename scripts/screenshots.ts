import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { chromium, type Page } from 'playwright';
import sharp from 'sharp';
import { launchOptions } from './lib/chromium';
import { runCommand } from './lib/command';
import { serveStatic, STATIC_BUILD } from './serve-static';

const USAGE = `Takes the install dialog's screenshots of the static build (npm run build:static first).
Only pictures that our own renderer drew can be seen on them.

  npm run screenshots [-- --dir dist/static] [--out static/screenshots]
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			dir: { type: 'string', default: STATIC_BUILD },
			out: { type: 'string', default: 'static/screenshots' },
			help: { type: 'boolean', short: 'h' }
		}
	});
	return values;
}

const judged = (page: Page) =>
	page.waitForFunction(() => document.querySelectorAll('[data-outcome]').length >= 13, null, { timeout: 300_000 });
const section = (id: string) => async (page: Page) => {
	await judged(page);
	await page.evaluate((anchor) => document.getElementById(anchor)!.scrollIntoView(), id);
};

/** Names and sizes are repeated in pwa.config.ts, as the install dialog asks. */
const shots = [
	{ name: 'narrow-demo', path: 'demo/', width: 360, height: 800, scale: 2, prepare: judged },
	{ name: 'narrow-fool', path: 'demo/', width: 360, height: 800, scale: 2, prepare: section('fool') },
	{ name: 'wide-demo', path: 'demo/', width: 1280, height: 800, scale: 1, prepare: judged },
	{ name: 'wide-fool', path: 'demo/', width: 1280, height: 800, scale: 1, prepare: section('fool') }
] as const;

async function main({ dir, out }: ReturnType<typeof readArguments>): Promise<number> {
	const server = await serveStatic(0, '/', dir);
	const { port } = server.address() as AddressInfo;
	const browser = await chromium.launch(launchOptions());
	await mkdir(out, { recursive: true });
	const bar = new SingleBar({ format: '{bar} {value}/{total}', stream: process.stderr });
	bar.start(shots.length, 0);
	for (const { name, path, width, height, scale, prepare } of shots) {
		const context = await browser.newContext({
			viewport: { width, height },
			deviceScaleFactor: scale,
			locale: 'pt-BR',
			colorScheme: 'dark'
		});
		const page = await context.newPage();
		await page.goto(`http://localhost:${port}/${path}`);
		await prepare(page);
		await sharp(await page.screenshot())
			.webp({ quality: 82 })
			.toFile(join(out, `${name}.webp`));
		await context.close();
		bar.increment();
	}
	bar.stop();
	await browser.close();
	server.close();
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot take the screenshots');
