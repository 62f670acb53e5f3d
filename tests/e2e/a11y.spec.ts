import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { builtRoutes, storedSettings } from './support/routes';

const THEMES = ['dark', 'light', 'contrast'] as const;

/** The page has rendered and settled: no axe run on a half-drawn screen. */
async function open(page: Page, route: string, theme = 'dark'): Promise<void> {
	await page.addInitScript(...storedSettings({ language: 'pt-BR', theme }));
	await page.goto(route);
	await expect(page.locator('main h1, main h2').first()).toBeVisible();
	await page.evaluate(() => document.fonts.ready);
}

/** Changes the theme as another tab would: no reload. */
async function setTheme(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
	await page.evaluate((value) => {
		localStorage.setItem('inspector.settings', JSON.stringify({ language: 'pt-BR', theme: value }));
		dispatchEvent(new StorageEvent('storage', { key: 'inspector.settings' }));
	}, theme);
	await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
	if (theme === 'dark') await expect(page.locator('html')).not.toHaveAttribute('data-theme');
	else await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
	await page.waitForFunction(() => document.getAnimations().length === 0);
}

const inWords = (violations: Awaited<ReturnType<AxeBuilder['analyze']>>['violations']) =>
	violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);

test.describe('accessibility', () => {
	test.use({ contextOptions: { reducedMotion: 'reduce' } });
	test.setTimeout(300_000);

	for (const route of builtRoutes()) {
		test(`axe finds nothing on /${route} in any theme`, async ({ page }) => {
			await open(page, route);
			for (const theme of THEMES) {
				await setTheme(page, theme);
				// Only colours differ from theme to theme: the whole list of rules is held once.
				const axe = new AxeBuilder({ page });
				if (theme !== 'dark') axe.withRules(['color-contrast']);
				const { violations } = await axe.analyze();
				expect(inWords(violations), theme).toEqual([]);
			}
		});

		test(`every control on /${route} can be hit with a glove and nothing overflows a phone`, async ({ page }) => {
			await page.setViewportSize({ width: 360, height: 800 });
			await open(page, route);
			const small = await page.evaluate(() =>
				[...document.querySelectorAll<HTMLElement>('button, a[href], select, input, summary, [role=button]')]
					.filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('p, .skip'))
					.map((element) => ({ element, box: (element.closest('label') ?? element).getBoundingClientRect() }))
					.filter(
						({ element, box }) => box.width > 0 && !element.matches('.skip') && Math.min(box.width, box.height) < 47.5
					)
					.map(({ element, box }) => `${element.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)
			);
			expect(small).toEqual([]);
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
