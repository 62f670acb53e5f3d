import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { storedSettings } from './support/routes';

/** A software GPU on a busy machine needs minutes to warm up. */
const ENGINE_MS = 240_000;
test.setTimeout(400_000);

const FIXTURES = 'tests/fixtures/files';

async function open(page: Page, route: string): Promise<void> {
	await page.addInitScript(...storedSettings({ language: 'pt-BR', theme: 'dark' }));
	await page.goto(route);
}

const card = (page: Page, name: string) => page.locator('article').filter({ hasText: name });

test('judges good files and names what is wrong with the others, in one list', async ({ page }) => {
	await open(page, 'open/');
	const files = ['exif-6.jpg', 'text.jpg', 'truncated.jpg', 'empty.jpg', 'grey.png'].map(
		(name) => `${FIXTURES}/${name}`
	);
	await page.locator('input[type=file]').first().setInputFiles(files);
	await expect(card(page, 'text.jpg')).toContainText('Este arquivo não é uma imagem.', { timeout: ENGINE_MS });
	await expect(card(page, 'truncated.jpg')).toContainText('A imagem está incompleta');
	await expect(card(page, 'empty.jpg')).toContainText('O arquivo está vazio.');
	for (const name of ['exif-6.jpg', 'grey.png']) {
		await expect(card(page, name).locator('.word')).toHaveText(/^(Aberta|Fechada|Em dúvida|Sem garrafa)$/);
	}
	await page.getByRole('radio', { name: /^Com erro/ }).check();
	await expect(page.locator('article')).toHaveCount(3);
});

test('shows a file from close, with the why at hand, and steps to the next by the keyboard', async ({ page }) => {
	await page.setViewportSize({ width: 1180, height: 820 });
	await open(page, 'open/');
	await page
		.locator('input[type=file]')
		.first()
		.setInputFiles([`${FIXTURES}/plain.jpg`, `${FIXTURES}/plain.png`, 'static/samples/open-green.jpg']);
	await expect(page.locator('article .word')).toHaveCount(3, { timeout: ENGINE_MS });
	await page.getByRole('button', { name: 'Ver plain.jpg de perto' }).click({ timeout: ENGINE_MS });
	const dialog = page.getByRole('dialog', { name: 'plain.jpg' });
	await expect(dialog.locator('canvas').first()).toBeVisible();
	await expect(dialog.getByText('Probabilidades calibradas')).toBeVisible();
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('dialog', { name: 'plain.png' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await page.getByRole('button', { name: 'Ver open-green.jpg de perto' }).click();
	// A picture of a bottle fills the height: the switch must not lie below it, where nobody looks for it.
	await expect(page.getByRole('dialog', { name: 'open-green.jpg' }).getByRole('switch')).toBeInViewport({ ratio: 1 });
});

test('exports a table of the verdicts', async ({ page }) => {
	await open(page, 'open/');
	await page
		.locator('input[type=file]')
		.first()
		.setInputFiles([`${FIXTURES}/plain.jpg`, `${FIXTURES}/text.jpg`]);
	await expect(page.locator('article .word')).toHaveCount(1, { timeout: ENGINE_MS });
	await page.getByRole('button', { name: 'Exportar' }).click();
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: /CSV/ }).click();
	const csv = readFileSync(await (await download).path(), 'utf8');
	expect(csv.split('\r\n')[1]).toMatch(/^plain\.jpg,(open|closed|unsure|no-bottle),/);
	expect(csv).toContain('not-an-image');
});

test('takes pictures that another app shares into it, once', async ({ page, context }) => {
	await open(page, 'open/');
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.reload();
	await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
	const target = new URL('./', page.url()).href;
	const sheet = await context.newPage();
	// What a share sheet does: a POST from outside of the app, with files.
	await sheet.setContent(
		`<form method="post" enctype="multipart/form-data" action="${target}"><input type="file" name="pictures" multiple /><button>Share</button></form>`
	);
	await sheet.locator('input').setInputFiles([`${FIXTURES}/plain.jpg`, `${FIXTURES}/grey.png`]);
	await sheet.getByRole('button', { name: 'Share' }).click();
	await expect(sheet.locator('article')).toHaveCount(2, { timeout: 60_000 });
	await expect(card(sheet, 'plain.jpg')).toBeVisible();
	expect(new URL(sheet.url()).search).toBe('');
	expect(await page.evaluate(async () => (await (await caches.open('shared-pictures')).keys()).length)).toBe(0);
	await page.goto('open/?share=1');
	await expect(page.getByText('Nada foi recebido')).toBeVisible();
});
