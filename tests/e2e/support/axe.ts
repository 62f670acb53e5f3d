import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export const THEMES = ['dark', 'light', 'contrast'] as const;

/** Changes the theme as another tab would: no reload. */
async function setTheme(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
	await page.evaluate((value) => {
		const kept = JSON.parse(localStorage.getItem('inspector.settings') ?? '{}') as object;
		localStorage.setItem('inspector.settings', JSON.stringify({ ...kept, language: 'pt-BR', theme: value }));
		dispatchEvent(new StorageEvent('storage', { key: 'inspector.settings' }));
	}, theme);
	await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
	if (theme === 'dark') await expect(page.locator('html')).not.toHaveAttribute('data-theme');
	else await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
	await page.waitForFunction(() => document.getAnimations().length === 0);
}

const inWords = (violations: Awaited<ReturnType<AxeBuilder['analyze']>>['violations']) =>
	violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);

/** Axe finds nothing on the page as it stands, in any theme. The page must move nothing by itself (reduced motion). */
export async function expectAccessible(page: Page): Promise<void> {
	for (const theme of THEMES) {
		await setTheme(page, theme);
		// Legacy mode opens no second page, which would send a running camera to the background.
		const axe = new AxeBuilder({ page }).setLegacyMode(true);
		// Only colours differ from theme to theme: the whole list of rules is held once.
		if (theme !== 'dark') axe.withRules(['color-contrast']);
		const { violations } = await axe.analyze();
		expect(inWords(violations), theme).toEqual([]);
	}
}

/** Controls that a glove would miss: `outerHTML width x height` of each that is smaller than 48 pixels. */
export const smallControls = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll<HTMLElement>('button, a[href], select, input, summary, [role=button]')]
			.filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('p, .skip'))
			.map((element) => ({ element, box: (element.closest('label') ?? element).getBoundingClientRect() }))
			.filter(
				({ element, box }) => box.width > 0 && !element.matches('.skip') && Math.min(box.width, box.height) < 47.5
			)
			.map(({ element, box }) => `${element.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)
	);
