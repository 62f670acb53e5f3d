import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, smallControls } from './support/axe';
import { builtRoutes, storedSettings } from './support/routes';

/** The page has rendered and settled: no axe run on a half-drawn screen. */
async function open(page: Page, route: string, theme = 'dark'): Promise<void> {
	await page.addInitScript(...storedSettings({ language: 'pt-BR', theme }));
	await page.goto(route);
	await expect(page.locator('.app-root main h1, .app-root main h2').first()).toBeVisible();
	await page.evaluate(() => document.fonts.ready);
}

test.describe('accessibility', () => {
	test.use({ contextOptions: { reducedMotion: 'reduce' } });
	test.setTimeout(300_000);

	for (const route of builtRoutes()) {
		test(`axe finds nothing on /${route} in any theme`, async ({ page }) => {
			await open(page, route);
			await expectAccessible(page);
		});

		test(`every control on /${route} can be hit with a glove and nothing overflows a phone`, async ({ page }) => {
			await page.setViewportSize({ width: 360, height: 800 });
			await open(page, route);
			expect(await smallControls(page)).toEqual([]);
			const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			expect(overflow).toBeLessThanOrEqual(0);
		});
	}

	test('the keyboard skips the navigation', async ({ page }) => {
		await open(page, 'settings/');
		await page.keyboard.press('Tab');
		await expect(page.getByRole('link', { name: 'Ir para o conteúdo' })).toBeFocused();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Tab');
		expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
	});

	test('a walk to another page moves the focus to its content and renames the window', async ({ page }) => {
		await open(page, 'settings/');
		await page.getByRole('link', { name: 'Histórico' }).click();
		await expect(page).toHaveTitle(/^Histórico · /);
		await expect(page.locator('#content')).toBeFocused();
	});
});
