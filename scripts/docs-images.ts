import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright';
import { cameraArguments, stillClip } from '../tests/e2e/support/fake-camera';
import { launchOptions } from './lib/chromium';
import { runCommand } from './lib/command';
import { serveStatic } from './serve-static';

const USAGE = `Takes the documentation's pictures of the static build (npm run build:static first) into docs/images.
The camera shows a sample that our own renderer drew; needs ffmpeg.

  npm run docs-images [-- --only inspect-tablet,files-tablet]
`;

function readArguments() {
	const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
	return { help: values.help, only: values.only?.split(',') ?? null };
}

type Options = ReturnType<typeof readArguments>;

const OUT = 'docs/images';

const SAMPLES = ['open-green', 'closed-amber', 'night', 'open-full', 'closed-empty', 'hidden-cap'];

async function live(page: Page): Promise<void> {
	// The camera starts by itself where it is allowed already.
	const verdict = () => page.waitForSelector('[data-verdict=open]', { timeout: 120_000 });
	await verdict();
	await page.waitForTimeout(1500);
	// A busy machine may have to judge anew meanwhile.
	await verdict();
}

async function files(page: Page): Promise<void> {
	await live(page);
	await page.getByRole('button', { name: /^(Abrir imagens|Open pictures)$/ }).click();
	const dialog = page.getByRole('dialog');
	await dialog
		.locator('input[type=file]')
		.first()
		.setInputFiles(SAMPLES.map((name) => `static/samples/${name}.jpg`));
	const judged = dialog.locator('article:not(.pending) img');
	await judged.nth(SAMPLES.length - 1).waitFor({ timeout: 300_000 });
}

const shown = (page: Page) => page.waitForTimeout(1500);

/** A language's pictures bear it in their names, the first language's do not. */
const SHOTS = (['pt-BR', 'en'] as const).flatMap((language) => {
	const of = (name: string) => (language === 'pt-BR' ? name : `${name}.${language}`);
	const phone = { name: of('inspect-phone'), path: '', width: 360, height: 800, prepare: live };
	return [
		{ name: of('inspect-tablet'), path: '', width: 1180, height: 820, prepare: live },
		...(language === 'pt-BR' ? [phone] : []),
		{ name: of('files-tablet'), path: '', width: 820, height: 1180, prepare: files },
		{ name: of('report-tablet'), path: 'report/', width: 820, height: 1180, prepare: shown }
	].map((shot) => ({ ...shot, language }));
});

async function main({ only }: Options): Promise<number> {
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
	for (const { name, path, width, height, language, prepare } of SHOTS) {
		if (only && !only.includes(name)) continue;
		const page = await browser.newPage();
		await page.setViewportSize({ width, height });
		await page.addInitScript((value) => {
			const kept = JSON.parse(localStorage.getItem('inspector.settings') ?? '{}') as object;
			localStorage.setItem('inspector.settings', JSON.stringify({ ...kept, language: value }));
			// No hint to install above what is to be seen.
			localStorage.removeItem('inspector.install');
		}, language);
		await page.goto(`http://localhost:${port}/${path}`);
		await prepare(page);
		await page.screenshot({ path: join(OUT, `${name}.png`) });
		await page.close();
		console.log(join(OUT, `${name}.png`));
	}
	await browser.close();
	server.close();
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot take the pictures');
