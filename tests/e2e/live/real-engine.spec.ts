import { chromium, expect, test } from '@playwright/test';
import { launchOptions } from '../../../scripts/lib/chromium';
import { cameraArguments } from '../support/fake-camera';
import { storedSettings } from '../support/routes';
import { filmTruth, heldFilm } from './rendered-film';
import { counts } from './stage';

test.setTimeout(300_000);

/** What was counted, oldest first, by the names of the last bottles' buttons. */
const kindOf = (name: string) => (/: Aberta/.test(name) ? 'open' : /: Fechada/.test(name) ? 'closed' : 'unsure');

test('the shipped model counts each bottle of the rendered film once and calls no open one closed', async ({
	baseURL
}) => {
	const film = await heldFilm('test-results/live-clips/rendered.mjpeg', 2);
	const browser = await chromium.launch(launchOptions(cameraArguments(film)));
	const context = await browser.newContext({ locale: 'pt-BR', permissions: ['camera'], serviceWorkers: 'block' });
	const page = await context.newPage();
	await page.addInitScript(...storedSettings({ language: 'pt-BR', countingMode: true, alarmAfterOpens: 0 }));
	await page.goto(baseURL!);
	const bottles = filmTruth.bottles.map(({ open }) => (open ? 'open' : 'closed'));
	// One more than the film has: the first may have been half over when the engine was ready.
	await expect
		.poll(async () => Object.values(await counts(page)).reduce((sum, n) => sum + n, 0), {
			intervals: [250],
			timeout: 240_000
		})
		.toBeGreaterThan(bottles.length);
	const names = await page
		.locator('ul.strip button')
		.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')!));
	const counted = names.map(kindOf).reverse().slice(-bottles.length);
	await browser.close();

	// The film runs in a loop: the order must be the film's from some bottle on. Unsure is allowed, the opposite is not.
	const fits = bottles.map((_, from) =>
		counted.every((kind, i) => kind === 'unsure' || kind === bottles[(from + i) % bottles.length])
	);
	expect(fits, counted.join(' ')).toContain(true);
	expect(counted.filter((kind) => kind !== 'unsure').length, counted.join(' ')).toBeGreaterThanOrEqual(4);
});
