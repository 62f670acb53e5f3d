import { chromium, expect, test, type Page } from '@playwright/test';
import { launchOptions } from '../../scripts/lib/chromium';
import { cameraArguments, stillClip } from './support/fake-camera';
import { serviceWorkerReady } from './support/host';
import { ownServer } from './support/own-server';

const PICTURE = 'static/samples/closed-amber.jpg';

const launch = (extra: string[] = []) => chromium.launch(launchOptions(extra));

/** Gives the app one file and reads its verdict off the list. */
async function verdictOfFile(page: Page): Promise<string> {
	await page.locator('input[type=file]').first().setInputFiles(PICTURE);
	const card = page.locator('article').filter({ hasText: 'closed-amber.jpg' });
	await expect(card.locator('.word')).toBeVisible({ timeout: 60_000 });
	return card.locator('.word').innerText();
}

/** The camera starts by itself where it is allowed already; waits for a settled verdict. */
async function verdictOfCamera(page: Page): Promise<string> {
	const band = page.locator('[data-verdict]');
	await expect(band).toHaveAttribute('data-verdict', /^(open|closed)$/, { timeout: 60_000 });
	return (await band.getAttribute('data-verdict'))!;
}

test('gives the same verdict from a file after the server is gone, and asks nobody else', async () => {
	const server = await ownServer();
	const browser = await launch();
	const page = await (await browser.newContext({ locale: 'pt-BR', permissions: ['camera'] })).newPage();
	const strangers: string[] = [];
	const violations: string[] = [];
	page.on('request', (request) => {
		const { protocol, origin } = new URL(request.url());
		if (protocol.startsWith('http') && origin !== new URL(server.url).origin) strangers.push(request.url());
	});
	page.on('console', (message) => {
		if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
	});
	await page.goto(server.url);
	const online = await verdictOfFile(page);
	await serviceWorkerReady(page);
	await server.kill();
	await page.reload();
	expect(await verdictOfFile(page)).toBe(online);
	expect(strangers).toEqual([]);
	expect(violations).toEqual([]);
	await browser.close();
});

test('gives the same verdict from the camera after the server is gone', async () => {
	const server = await ownServer();
	const browser = await launch(cameraArguments(stillClip(PICTURE, 'closed-amber')));
	const page = await (await browser.newContext({ locale: 'pt-BR', permissions: ['camera'] })).newPage();
	await page.goto(server.url);
	const online = await verdictOfCamera(page);
	await serviceWorkerReady(page);
	await server.kill();
	await page.reload();
	expect(await verdictOfCamera(page)).toBe(online);
	await browser.close();
});
