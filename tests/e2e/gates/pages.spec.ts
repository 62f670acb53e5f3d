import { expect, test } from '@playwright/test';
import { HtmlValidate } from 'html-validate';
import { builtRoutes, storedSettings } from '../support/routes';
import { watchPage } from './page-watch';

/** Good is less than this (web.dev/cls). */
const MOST_SHIFT = 0.1;

const html = new HtmlValidate({
	extends: ['html-validate:standard'],
	rules: {
		// Custom properties that style directives set stand as style attributes in the serialised page.
		'no-inline-style': 'off'
	}
});

test.describe('every page', () => {
	test.use({ serviceWorkers: 'block', contextOptions: { reducedMotion: 'reduce' } });
	test.setTimeout(300_000);

	for (const route of builtRoutes()) {
		test(`/${route} is valid, keeps still while it loads, fits 320 pixels and 200 % zoom, and raises no error`, async ({
			page,
			baseURL
		}) => {
			const watch = await watchPage(page, baseURL!);
			await page.addInitScript(...storedSettings({ language: 'pt-BR', theme: 'dark' }));
			await page.goto(route);
			await expect(page.locator('.app-root main h1, .app-root main h2').first()).toBeVisible({ timeout: 120_000 });
			await page.waitForLoadState('networkidle');
			expect(await watch.shift(), 'layout shift').toBeLessThan(MOST_SHIFT);

			const { results } = await html.validateString(await page.content());
			const messages = results.flatMap((result) => result.messages);
			expect(messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`)).toEqual([]);

			// 320 pixels are 1280 at 400 % (WCAG 1.4.10); 640 x 400 are 1280 x 800 at 200 % (WCAG 1.4.4).
			for (const [width, height] of [
				[320, 640],
				[640, 400]
			] as const) {
				await page.setViewportSize({ width, height });
				expect(await page.evaluate(wideElements), `${width} x ${height}`).toEqual([]);
			}
			expect(watch.faults).toEqual([]);
		});
	}
});

/** What sticks out of the page to the side, unless it scrolls within a frame of its own. Runs in the page. */
function wideElements(): string[] {
	const root = document.documentElement;
	if (root.scrollWidth <= innerWidth) return [];
	return [...document.querySelectorAll('main *, nav *')]
		.filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
		.map((element) => element.outerHTML.slice(0, 120))
		.concat(`the page is ${root.scrollWidth} pixels wide`);
}
