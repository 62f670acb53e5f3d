import { expect, test } from '@playwright/test';
import { ownServer } from './support/own-server';

test.describe.configure({ timeout: 300_000 });

test('judges every sample picture on the visitor’s device, tells the truth beside it, and asks nobody else', async ({
	page,
	baseURL
}) => {
	const strangers: string[] = [];
	page.on('request', (request) => {
		const { protocol, origin } = new URL(request.url());
		if (protocol.startsWith('http') && origin !== new URL(baseURL!).origin) strangers.push(request.url());
	});
	await page.goto('demo/');
	const samples = page.locator('[data-sample]');
	await expect(samples).toHaveCount(13);
	await expect(page.locator('[data-outcome]')).toHaveCount(13, { timeout: 240_000 });
	for (const name of ['open-green', 'closed-amber', 'open-full', 'closed-empty', 'hidden-cap']) {
		await expect(page.locator(`[data-sample=${name}]`)).toHaveAttribute('data-outcome', 'right');
	}
	expect(strangers).toEqual([]);
});

test('shows a QR code with this very address', async ({ page, baseURL }) => {
	await page.goto('demo/');
	await expect(page.getByText(`${baseURL}demo/`)).toBeVisible();
	await expect(page.getByRole('img', { name: 'Código QR com o endereço desta página' })).toBeVisible();
});

test('counts what passes on the simulated line until it is stopped', async ({ page }) => {
	await page.goto('demo/');
	// Nobody can show a bottle to this camera: the words say what can be done.
	await expect(page.locator('[data-verdict=empty]')).toContainText('Esteira parada');
	await page.getByRole('button', { name: 'Ligar a esteira' }).click();
	const counts = page.getByTestId('demo-counts');
	await expect
		.poll(
			async () => [...(await counts.innerText()).matchAll(/^\d+$/gm)].reduce((sum, [count]) => sum + Number(count), 0),
			{ timeout: 240_000 }
		)
		.toBeGreaterThanOrEqual(2);
	await page.getByRole('button', { name: 'Parar a esteira' }).click();
	await expect(page.getByRole('button', { name: 'Ligar a esteira' })).toBeVisible();
});

test('leads through the page step by step, and ends where the visitor wants', async ({ page }) => {
	await page.goto('demo/');
	await page.getByRole('button', { name: 'Visita de um minuto' }).click();
	const tour = page.getByRole('region', { name: 'Visita guiada' });
	for (const heading of ['Julgado aqui mesmo', 'Ligue a esteira', 'Onde outros erram', 'Leve com você']) {
		await expect(tour.getByRole('heading', { name: heading })).toBeVisible();
		const next = tour.getByRole('button', { name: 'Próximo' });
		if (await next.isVisible()) await next.click();
	}
	await tour.getByRole('button', { name: 'Encerrar' }).click();
	await expect(tour).toBeHidden();
});

test('works after the first visit with the server gone, conveyor and all', async ({ browser }) => {
	const server = await ownServer();
	const page = await (await browser.newContext({ locale: 'pt-BR' })).newPage();
	await page.goto(`${server.url}demo/`);
	await page.evaluate(async () => {
		const { active } = await navigator.serviceWorker.ready;
		if (active?.state === 'activated') return;
		await new Promise<void>((done) =>
			active?.addEventListener('statechange', () => active.state === 'activated' && done())
		);
	});
	await server.kill();
	await page.reload();
	await expect(page.locator('[data-outcome]')).toHaveCount(13, { timeout: 240_000 });
	await expect(page.getByRole('button', { name: 'Ligar a esteira' })).toBeEnabled();
	await page.context().close();
});
