import { expect, test } from '@playwright/test';
import { storedSettings } from './support/routes';

test('language and theme change at once, without a reload, and stay', async ({ page }) => {
	await page.addInitScript(...storedSettings({ language: 'pt-BR', theme: 'dark' }));
	await page.goto('settings/');
	await page.evaluate(() => Object.assign(window, { sameDocument: true }));
	await page.getByRole('radio', { name: 'English' }).check();
	await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await page.getByRole('radio', { name: 'Contrast' }).check();
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
	expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
});

test('names are kept, and undoing the settings forgets them', async ({ page }) => {
	await page.addInitScript(...storedSettings({ language: 'pt-BR' }));
	await page.goto('settings/');
	await page.getByLabel('Linha', { exact: true }).fill('Linha 7');
	await page.getByLabel('Linha', { exact: true }).blur();
	await page.reload();
	await expect(page.getByLabel('Linha', { exact: true })).toHaveValue('Linha 7');
	await page.getByRole('button', { name: 'Restaurar o padrão' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Restaurar o padrão' }).click();
	await expect(page.getByLabel('Linha', { exact: true })).toHaveValue('');
});
