import { test, type Page } from '@playwright/test';
import { drawnPicture } from '../live/bottle-clip';
import { expectAccessible, smallControls } from '../support/axe';
import { expect, exportFile, otherTablet, takeOver } from './log-file';
import { start, STATION } from './records-page';

test.use({ serviceWorkers: 'block', viewport: { width: 360, height: 800 } });
test.use({ contextOptions: { reducedMotion: 'reduce' } });
test.setTimeout(400_000);

/** As it stands: no finding of axe in any theme, no control too small for a glove, nothing beside a phone's screen. */
async function expectFit(page: Page): Promise<void> {
	await expectAccessible(page);
	expect(await smallControls(page)).toEqual([]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

test('the history with rows, its filters, a record and its correction have nothing for axe to find in any theme', async ({
	page
}, info) => {
	await start(page);
	await takeOver(page, exportFile(otherTablet(40, STATION), info), 'Registros novos: 40 de 40. Imagens: 0.');
	const row = page.locator('button.row').filter({ hasText: 'Fechada' }).first();
	await expect(row).toBeVisible();
	await expectFit(page);
	const overlapping = await page
		.locator('button.row > *')
		.evaluateAll((cells) =>
			cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)
		);
	expect(overlapping).toEqual([]);

	await page.getByText('Filtros').click();
	await expect(page.getByLabel('Linha')).toBeVisible();
	await page.getByLabel('O que mostrar').selectOption('closed');
	await expect(page.getByRole('button', { name: 'Limpar' })).toBeVisible();
	await expectFit(page);

	await row.click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByText('Sem imagem guardada')).toBeVisible();
	await expectFit(page);
	await dialog.getByRole('button', { name: 'Corrigir o veredito' }).click();
	await expect(dialog.getByRole('group', { name: 'Motivo' })).toBeVisible();
	await expectFit(page);
	await dialog.getByRole('radio', { name: 'Aberta' }).check({ force: true });
	await dialog.getByRole('radio', { name: 'Outro' }).check({ force: true });
	await dialog.getByRole('button', { name: 'Registrar correção' }).click();
	await expect(dialog.getByText('Correção: Aberta')).toBeVisible();
	await expectFit(page);
});

/** Shows a picture for each bottle that is asked for until the test is over; calls `between` before each. */
async function takeTest(page: Page, rightly: boolean, between: () => Promise<void>): Promise<void> {
	await page.goto('challenge/');
	await page.getByLabel('Garrafas abertas').selectOption('1');
	await page.getByLabel('Garrafas fechadas').selectOption('1');
	await page.getByRole('button', { name: 'Começar o teste' }).click();
	const over = page.getByRole('heading', { name: /^Teste (aprovado|reprovado)$/ });
	for (const place of [1, 2]) {
		await expect(page.getByText(`Garrafa ${place} de 2`, { exact: true }).or(over).first()).toBeVisible();
		// While a failed test is being recorded, its next step is named but can no longer be taken.
		const usable = page.locator('button:enabled').filter({ hasText: 'Usar uma imagem' });
		await expect(usable.or(over).first()).toBeVisible();
		if (await over.isVisible()) return;
		await between();
		const open = rightly && (await page.getByText('Mostre uma garrafa ABERTA').isVisible());
		const buffer = await drawnPicture(open ? 'open' : 'closed');
		await page.locator('input[type=file]').setInputFiles({ name: `${place}.jpg`, mimeType: 'image/jpeg', buffer });
	}
	await expect(over).toBeVisible();
}

test('a running challenge, a bottle hit in it, its pass and its failure have nothing for axe to find in any theme', async ({
	page
}) => {
	await start(page);
	await takeTest(page, true, () => expectFit(page));
	await expect(page.getByRole('heading', { name: 'Teste aprovado' })).toBeVisible();
	await expectFit(page);
	await takeTest(page, false, async () => {});
	await expect(page.getByRole('heading', { name: 'Teste reprovado' })).toBeVisible();
	await expectFit(page);
});

test('a challenge names the bottle that its last answer was about, beside the one that it asks for', async ({
	page
}) => {
	await start(page);
	let asked = 0;
	await takeTest(page, true, async () => {
		asked++;
		await expect(page.getByText('Garrafa 1 conferida:')).toHaveCount(asked - 1);
	});
	expect(asked).toBe(2);
});
