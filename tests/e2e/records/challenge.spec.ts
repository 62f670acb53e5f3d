import { expect, test } from '@playwright/test';
import { drawnPicture } from '../live/bottle-clip';
import { checkPictures, start, stat, takeTest, verifyChain } from './records-page';

test.use({ serviceWorkers: 'block', viewport: { width: 820, height: 1180 } });
test.setTimeout(400_000);

test('a missed open takes "ready" away until a challenge test is passed, and the records say so', async ({ page }) => {
	await start(page);
	const proven = page.getByRole('listitem').filter({ hasText: 'Teste de desafio' });
	const silenced = page.getByRole('alert').filter({ hasText: 'O teste de desafio foi reprovado' });
	await page.goto('readiness/');
	await expect(proven).toContainText('Ainda não aprovado');

	await takeTest(page, () => 'closed');
	await expect(page.getByRole('heading', { name: 'Teste reprovado' })).toBeVisible();
	await expect(stat(page, 'Abertas perdidas')).toContainText('1');
	await page.goto('readiness/');
	await expect(proven).toContainText('Reprovado');
	await page.goto('');
	await expect(silenced).toBeVisible();
	await checkPictures(page, [await drawnPicture('closed')], 'Fechada');
	await page.goto('history/');
	await expect(page.locator('button.row').filter({ hasText: 'Fechada' })).toContainText('Sem desafio');

	await takeTest(page, (asked) => asked);
	await expect(page.getByRole('heading', { name: 'Teste aprovado' })).toBeVisible();
	await page.goto('readiness/');
	// A pass holds for the model that passed: nothing is green before that model is loaded and tested.
	await expect(proven).toContainText('Só se sabe depois');
	await expect(page.getByText('Tudo pronto')).toHaveCount(0);
	await page.getByRole('button', { name: 'Testar agora' }).click();
	await expect(proven).toContainText('Aprovado');
	await page.goto('');
	await expect(page.getByRole('button', { name: 'Ligar câmera' })).toBeVisible();
	await expect(silenced).toHaveCount(0);
	await checkPictures(page, [await drawnPicture('closed')], 'Fechada');

	await page.goto('history/');
	await expect(page.locator('button.row').filter({ hasText: 'Teste de desafio' })).toHaveCount(2);
	await expect(page.locator('button.row').filter({ hasText: 'Sem desafio' })).toHaveCount(1);
	await page.locator('button.row').filter({ hasText: 'Fechada' }).last().click();
	await page.getByRole('dialog').getByText('Dados técnicos').click();
	await expect(page.getByRole('dialog').getByText('Desafio do turno').locator('..')).toContainText('Reprovado');
	await verifyChain(page, 'Cadeia íntegra: 4 registros');
});

declare global {
	interface Window {
		/** Records cannot be added, as on a full disk. */
		__full: boolean;
	}
}

test('a missed open that cannot be recorded outlives the tab, silences the next visit, and is recorded by itself', async ({
	page
}) => {
	await page.addInitScript(() => {
		window.__full = sessionStorage.getItem('full') !== null;
		const original = IDBObjectStore.prototype.add;
		IDBObjectStore.prototype.add = function (...given) {
			if (this.name === 'records' && window.__full) throw new DOMException('as told', 'QuotaExceededError');
			return original.apply(this, given);
		};
	});
	await start(page);
	const proven = page.getByRole('listitem').filter({ hasText: 'Teste de desafio' });
	const kept = page.getByRole('alert').filter({ hasText: 'foi reprovado e ainda não foi registrado' });
	await takeTest(page, (asked) => asked);

	await page.getByRole('button', { name: 'Repetir o teste' }).click();
	await page.evaluate(() => (window.__full = true));
	await page.getByRole('button', { name: 'Começar o teste' }).click();
	const unrecorded = page.getByRole('alert').filter({ hasText: 'O resultado ainda não foi registrado' });
	const usable = page.locator('button:enabled').filter({ hasText: 'Usar uma imagem' });
	await expect(async () => {
		if (await unrecorded.isVisible()) return;
		await expect(usable).toBeVisible({ timeout: 1000 });
		const buffer = await drawnPicture('closed');
		await page.locator('input[type=file]').setInputFiles({ name: 'x.jpg', mimeType: 'image/jpeg', buffer });
		await expect(unrecorded).toBeVisible({ timeout: 1000 });
	}).toPass();
	await expect(unrecorded).toContainText('A memória do aparelho está cheia');

	// The tab is closed upon it, and the disk is still full.
	await page.evaluate(() => sessionStorage.setItem('full', ''));
	await page.goto('readiness/');
	await expect(proven).toContainText('Reprovado');
	await expect(kept).toBeVisible();
	await kept.getByRole('button', { name: 'Registrar de novo' }).click();
	await expect(kept).toContainText('A memória do aparelho está cheia');

	await page.evaluate(() => sessionStorage.removeItem('full'));
	await page.goto('challenge/');
	await expect(kept).toBeVisible();
	await expect(kept).toBeHidden({ timeout: 15_000 });
	await expect(page.getByText('Não inspecione até passar')).toBeVisible();
	await page.goto('history/');
	await expect(page.locator('button.row').filter({ hasText: 'Teste de desafio' })).toHaveCount(2);
	await verifyChain(page, 'Cadeia íntegra: 2 registros');
});
