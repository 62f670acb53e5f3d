import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { cameraArguments, stillClip } from '../tests/e2e/support/fake-camera';
import { launchOptions } from './lib/chromium';
import { serveStatic } from './serve-static';

const USAGE = `Takes the documentation's pictures of the static build (npm run build:static first) into docs/images.
The camera shows a sample that our own renderer drew; needs ffmpeg.

  npm run docs-images
`;

const OUT = 'docs/images';

async function live(page: Page): Promise<void> {
	// The camera starts by itself where it is allowed already.
	await page.waitForSelector('[data-verdict=open]', { timeout: 120_000 });
	await page.waitForTimeout(1500);
}

const SHOTS = [
	{ name: 'inspect-tablet', path: '', width: 1180, height: 820, prepare: live },
	{ name: 'inspect-phone', path: '', width: 360, height: 800, prepare: live },
	{
		name: 'report-tablet',
		path: 'report/',
		width: 820,
		height: 1180,
		prepare: (page: Page) => page.waitForTimeout(1500)
	}
] as const;

async function main(): Promise<void> {
	await mkdir(OUT, { recursive: true });
	const server = await serveStatic(0, '/');
	const { port } = server.address() as AddressInfo;
	const browser = await chromium.launchPersistentContext('', {
		...launchOptions(cameraArguments(stillClip('static/samples/open-green.jpg', 'open-green'))),
		locale: 'pt-BR',
		permissions: ['camera'],
		colorScheme: 'dark'
	});
	// One profile for all, so that the report shows what the shots before it have recorded.
	for (const { name, path, width, height, prepare } of SHOTS) {
		const page = await browser.newPage();
		await page.setViewportSize({ width, height });
		await page.goto(`http://localhost:${port}/${path}`);
		await prepare(page);
		await page.screenshot({ path: join(OUT, `${name}.png`) });
		await page.close();
		console.log(join(OUT, `${name}.png`));
	}
	await browser.close();
	server.close();
}

if (process.argv.includes('--help')) process.stdout.write(USAGE);
else await main();
