import { expect, test, type Page } from '@playwright/test';
import { storedSettings } from './support/routes';

test.use({ serviceWorkers: 'block' });
test.setTimeout(300_000);

/** A device on which somebody has worked already. */
async function open(page: Page, language: string, checks: number): Promise<void> {
	await page.addInitScript(...storedSettings({ language, theme: 'dark' }));
	await page.addInitScript((count) => {
		if (!localStorage.getItem('inspector.install')) {
			localStorage.setItem('inspector.install', JSON.stringify({ checks: count }));
		}
	}, checks);
	await page.goto('history/');
	await expect(page.locator('.app-root main h1')).toBeVisible();
}

/** As Chromium does where the app could be installed; `__installed` notes that its question was opened. */
const offerInstall = (page: Page) =>
	page.evaluate(() => {
		const prompt = () => {
			document.documentElement.dataset.installed = 'asked';
			return Promise.resolve();
		};
		const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
			prompt,
			userChoice: Promise.resolve({ outcome: 'accepted' })
		});
		dispatchEvent(event);
		return event.defaultPrevented;
	});

test('nobody is asked to install before the app has been of use', async ({ page }) => {
	await open(page, 'pt-BR', 4);
	expect(await offerInstall(page)).toBe(true);
	await expect(page.getByText('Guarde o inspetor neste aparelho.')).toHaveCount(0);
});

test('after five verdicts one tap opens the browser’s question, and the hint is gone', async ({ page }) => {
	await open(page, 'pt-BR', 5);
	await offerInstall(page);
	await page.getByRole('button', { name: 'Instalar' }).click();
	await expect(page.locator('html')).toHaveAttribute('data-installed', 'asked');
	await expect(page.getByText('Guarde o inspetor neste aparelho.')).toHaveCount(0);
});

for (const [language, steps, later] of [
	['pt-BR', 'Toque em Compartilhar e depois em “Adicionar à Tela de Início”.', 'Agora não'],
	['en', 'Tap Share, then “Add to Home Screen”.', 'Not now'],
	['es', 'Toque Compartir y después “Añadir a pantalla de inicio”.', 'Ahora no']
] as const) {
	test(`on iOS the share sheet is explained in ${language}, once`, async ({ page }) => {
		await page.addInitScript(() => Object.defineProperty(navigator, 'standalone', { value: false }));
		await open(page, language, 5);
		await expect(page.getByText(steps)).toBeVisible();
		await page.getByRole('button', { name: later }).click();
		await expect(page.getByText(steps)).toHaveCount(0);
		await page.reload();
		await expect(page.locator('.app-root main h1')).toBeVisible();
		await expect(page.getByText(steps)).toHaveCount(0);
	});
}
