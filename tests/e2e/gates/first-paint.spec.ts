import { expect, test, type Page } from '@playwright/test';
import { builtRoutes, storedSettings } from '../support/routes';

test.use({ serviceWorkers: 'block', contextOptions: { reducedMotion: 'reduce' } });

/** The page's own words, from the drawing or from the app that took its place. */
const opening = (page: Page, root: string) =>
	page
		.locator(`${root} main`)
		.first()
		.evaluate((main) =>
			['h1', 'h1 + p'].map((part) => main.querySelector(part)?.textContent?.replaceAll(/\s+/g, ' ').trim() ?? null)
		);

test('every page shows its heading in the reader’s language and theme before any of the app has come', async ({
	page
}) => {
	test.setTimeout(300_000);
	await page.addInitScript(...storedSettings({ language: 'es', theme: 'light' }));
	for (const route of builtRoutes()) {
		await page.route(/\/_app\/.*\.js/, (asked) => asked.abort());
		await page.goto(route);
		await expect(page.locator('#first-paint main h1')).toBeVisible();
		await expect(page.locator('#first-paint')).toHaveAttribute('inert', '');
		await expect(page.locator('html')).toHaveAttribute('lang', 'es');
		await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
		const drawn = await opening(page, '#first-paint');
		await page.unroute(/\/_app\/.*\.js/);
		await page.goto(route);
		await expect(page.locator('.app-root main h1')).toBeVisible({ timeout: 120_000 });
		await expect(page.locator('#first-paint')).toHaveCount(0);
		expect(await opening(page, '.app-root'), `/${route}`).toEqual(drawn);
	}
});

test('a first visit is greeted in a language of the browser', async ({ browser, baseURL }) => {
	const context = await browser.newContext({ baseURL, locale: 'en-GB', serviceWorkers: 'block' });
	const page = await context.newPage();
	await page.route(/\/_app\/.*\.js/, (asked) => asked.abort());
	await page.goto('history/');
	await expect(page.locator('#first-paint main h1')).toHaveText('History');
	await context.close();
});
