import { expect, test, type Page } from '@playwright/test';
import { host, measured, serviceWorkerReady } from './support/host';
import { buildWithOtherModel, versionOf } from './support/second-model';

// An update brings a model that this device has not tried yet. What must hold: the app goes on judging with a model that
// has passed here, says which, and there is a way back.
test.setTimeout(400_000);

const LATER = 'facade000002';

const fact = (page: Page, name: string) =>
	page
		.locator('dl > div')
		.filter({ has: page.getByText(name, { exact: true }) })
		.locator('dd');

/** Starts the engine on the settings' page and waits until it is ready; returns the model that serves. */
async function serving(page: Page): Promise<string> {
	await page.getByRole('button', { name: 'Iniciar e testar' }).click();
	await expect(fact(page, 'Estado')).toHaveText('Pronto', { timeout: 120_000 });
	return fact(page, 'Modelo').innerText();
}

/** Waits for the new service worker and lets it take over, as the inspector does. */
async function update(page: Page): Promise<void> {
	await page.reload();
	const reloaded = page.waitForEvent('load');
	await page.getByRole('button', { name: 'Atualizar agora' }).click({ timeout: 120_000 });
	await reloaded;
	await expect(page.getByRole('button', { name: 'Iniciar e testar' })).toBeVisible();
}

/** Opens the settings and waits until the service worker holds everything. */
async function firstVisit(page: Page, url: string): Promise<void> {
	await measured(page, versionOf());
	await page.goto(`${url}settings/`);
	await serviceWorkerReady(page);
}

test('goes on with the model before where the new one does not pass its self-test, and says so', async ({ page }) => {
	const server = await host();
	await firstVisit(page, server.url);
	expect(await serving(page)).toBe(versionOf());
	await server.publish(buildWithOtherModel('test-results/broken-model', LATER, { broken: true }));
	await update(page);
	expect(await serving(page)).toBe(versionOf());
	await expect(page.getByText(/não passou no autoteste deste aparelho/)).toBeVisible();
	// The old model's files are on no server any more, and judge all the same.
	await server.stop();
	await page.goto(`${server.url}`);
	await page.locator('input[type=file]').first().setInputFiles('static/samples/closed-amber.jpg');
	const card = page.locator('article').filter({ hasText: 'closed-amber.jpg' });
	await expect(card.locator('.word')).toBeVisible({ timeout: 120_000 });
});

test('goes back to the model before when asked, stays there, and goes forward again', async ({ page }) => {
	const server = await host();
	await firstVisit(page, server.url);
	const before = await serving(page);
	await server.publish(buildWithOtherModel('test-results/other-model', LATER));
	await measured(page, LATER);
	await update(page);
	expect(await serving(page)).toBe(LATER);
	const reloaded = page.waitForEvent('load');
	await page.getByRole('button', { name: `Voltar ao modelo ${before}` }).click();
	await reloaded;
	expect(await serving(page)).toBe(before);
	await expect(page.getByText(/Por escolha, está em uso o modelo anterior/)).toBeVisible();
	await page.reload();
	expect(await serving(page)).toBe(before);
	const again = page.waitForEvent('load');
	await page.getByRole('button', { name: 'Usar o modelo mais novo' }).click();
	await again;
	expect(await serving(page)).toBe(LATER);
	await server.stop();
});
