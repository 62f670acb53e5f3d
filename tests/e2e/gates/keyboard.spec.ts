import { expect, test, type Locator, type Page } from '@playwright/test';
import { storedSettings } from '../support/routes';
import { watchPage } from './page-watch';

test.use({ serviceWorkers: 'block', contextOptions: { reducedMotion: 'reduce' } });
test.setTimeout(300_000);

/** Presses Tab until `target` has the focus; every stop on the way must show that it has it. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
	await expect(target).toBeVisible({ timeout: 240_000 });
	for (let i = 0; i < most; i++) {
		await page.keyboard.press('Tab');
		const invisible = await page.evaluate(() => {
			const focused = document.activeElement as HTMLElement;
			if (focused === document.body) return null;
			// A radio's or a file chooser's own box is invisible; its face beside it carries the ring.
			const faces = [focused, focused.nextElementSibling, focused.parentElement].filter((e) => e !== null);
			return faces.some((face) => getComputedStyle(face).outlineStyle !== 'none') ? null : focused.outerHTML;
		});
		expect(invisible, 'a stop without a visible ring').toBeNull();
		if (await target.evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error(`${most} tabs did not reach ${target}`);
}

test('a sample is judged, looked at closely, and found again in the history, by the keyboard alone', async ({
	page,
	baseURL
}) => {
	const watch = await watchPage(page, baseURL!);
	await page.addInitScript(...storedSettings({ language: 'pt-BR', theme: 'dark' }));
	await page.goto('./');
	await tabTo(page, page.getByRole('button', { name: 'Julgar a imagem de exemplo 2' }));
	await page.keyboard.press('Enter');
	const close = page.getByRole('button', { name: /de perto$/ });
	await tabTo(page, close);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog')).toContainText('Probabilidades calibradas');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await expect(close).toBeFocused();

	await tabTo(page, page.getByRole('link', { name: 'Histórico' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/history\/$/);
	const row = page.locator('button.row').first();
	await tabTo(page, row);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(row).toBeFocused();
	expect(watch.faults).toEqual([]);
});

test('a challenge test is begun and ended early by the keyboard alone, and the app stays calm', async ({
	page,
	baseURL
}) => {
	const watch = await watchPage(page, baseURL!);
	await page.addInitScript(...storedSettings({ language: 'pt-BR', theme: 'dark' }));
	await page.goto('challenge/');
	await tabTo(page, page.getByRole('button', { name: 'Começar o teste' }));
	await page.keyboard.press('Enter');
	await expect(page.getByText(/Mostre uma garrafa/)).toBeVisible();
	await tabTo(page, page.getByRole('button', { name: 'Encerrar sem concluir' }));
	await page.keyboard.press('Enter');
	await expect(page.getByText(/Mostre uma garrafa/)).toBeHidden();
	expect(watch.faults).toEqual([]);
});
