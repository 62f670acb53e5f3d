import { expect, test, type Browser, type Page } from '@playwright/test';
import { host, measured, serviceWorkerReady } from '../support/host';
import { buildWithOtherModel, versionOf } from '../support/second-model';
import type { Shot } from './bottle-clip';
import { counts, openLive } from './stage';

// A new version comes out in the middle of a shift. It must wait until the inspection rests, and then be one tap away.
test.setTimeout(400_000);

const LATER = 'facade000003';
/** The version that the double of the engine names. */
const DOUBLE = 'fade0fade0fa';

const BELT: Shot[] = [
	{ shows: 'nothing', seconds: 2 },
	{ shows: 'closed', seconds: 3 }
];

let browser: Browser | undefined;
test.afterEach(async () => {
	await browser?.close();
	browser = undefined;
});

const counted = async (page: Page) => Object.values(await counts(page)).reduce((sum, n) => sum + n, 0);
const verdictsShown = (page: Page) => page.evaluate(() => window.__shown.length);
const offer = (page: Page) => page.getByRole('button', { name: 'Atualizar agora' });
/** The version that the page's service worker serves. */
const served = (page: Page) =>
	page.evaluate(async () => {
		const response = await fetch(new URL('../model/current.json', location.href));
		return ((await response.json()) as { version: string }).version;
	});

test('waits while bottles are counted, is offered when the camera rests, and takes nothing away', async () => {
	const server = await host();
	const opened = await openLive(server.url, {
		shots: BELT,
		settings: { countingMode: true, line: 'Linha 7' },
		serviceWorker: true,
		prepare: (page) => measured(page, DOUBLE)
	});
	browser = opened.browser;
	const { page } = opened;
	await serviceWorkerReady(page);
	await page.reload();
	expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
	await expect.poll(() => counted(page), { timeout: 120_000 }).toBeGreaterThan(0);

	await server.publish(buildWithOtherModel('test-results/later-version', LATER));
	let loads = 0;
	page.on('load', () => loads++);
	await page.evaluate(async () => {
		const registration = (await navigator.serviceWorker.getRegistration())!;
		await registration.update();
		const coming = registration.installing ?? registration.waiting!;
		if (coming.state === 'installed') return;
		await new Promise<void>((done) =>
			coming.addEventListener('statechange', () => coming.state === 'installed' && done())
		);
	});

	// It waits: verdicts come and go, a bottle is counted, and nothing is said of it.
	const [before, shown] = [await counted(page), await verdictsShown(page)];
	await expect.poll(() => counted(page), { timeout: 120_000, intervals: [100] }).toBeGreaterThan(before);
	expect(await verdictsShown(page)).toBeGreaterThan(shown);
	expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.waiting !== null)).toBe(
		true
	);
	await expect(offer(page)).toHaveCount(0);
	expect(loads).toBe(0);

	await page.getByRole('button', { name: 'Desligar câmera' }).click();
	await expect(offer(page)).toBeVisible();
	// Every bottle is on disk before anything reloads.
	await page.getByRole('link', { name: 'Histórico' }).click();
	const rows = page.locator('button.row');
	await expect(rows.first()).toBeVisible();
	const kept = await rows.count();
	expect(kept).toBeGreaterThan(before);
	expect(await served(page)).toBe(versionOf());

	const reloaded = page.waitForEvent('load');
	await offer(page).click();
	await reloaded;
	await expect(rows).toHaveCount(kept);
	expect(await served(page)).toBe(LATER);
	await expect(offer(page)).toHaveCount(0);
	const settings = await page.evaluate(() => localStorage.getItem('inspector.settings'));
	expect(JSON.parse(settings!)).toMatchObject({ countingMode: true, line: 'Linha 7' });
	await server.stop();
});
