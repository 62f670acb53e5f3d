import { expect, test } from '@playwright/test';
import { drawnPicture } from '../live/bottle-clip';
import { checkPictures, start, stat, takeTest, verifyChain } from './records-page';

test.use({ serviceWorkers: 'block', viewport: { width: 820, height: 1180 } });
test.setTimeout(400_000);

test('the planner says how many bottles, counts them down, and ends with what the round supports', async ({ page }) => {
	await start(page);
	const closed = await drawnPicture('closed');
	await page.goto('planner/');
	await page.getByLabel('Confiança').selectOption('0.9');
	await page.getByLabel('Abertas no máximo').selectOption('0.1');
	// The least n with 0.9^n <= 0.1.
	await expect(stat(page, 'Conferir')).toContainText('22');
	await page.getByRole('button', { name: 'Começar a rodada' }).click();
	await expect(stat(page, 'Faltam')).toContainText('22');

	// Nothing closed counts before the tool is proven, and the planner says why.
	const unproven = page.getByRole('status').filter({ hasText: 'garrafas fechadas não contam' });
	await expect(unproven).toBeVisible();
	await checkPictures(page, [closed], 'Fechada');
	await page.goto('planner/');
	await expect(stat(page, 'Faltam')).toContainText('22');
	await takeTest(page, (asked) => asked);

	await checkPictures(page, [closed, closed], 'Fechada');
	await page.goto('planner/');
	await expect(stat(page, 'Faltam')).toContainText('20');
	await expect(unproven).toHaveCount(0);
	await checkPictures(page, Array<Buffer>(20).fill(closed), 'Fechada');
	await page.goto('planner/');
	await expect(stat(page, 'Faltam')).toContainText('0');
	await page.getByRole('button', { name: 'Concluir e registrar' }).click();
	await expect(
		page.getByText(/^Abertas: 0 de 22\. Com 90,0\s?% de confiança, menos de 10\s?% das garrafas/)
	).toBeVisible();
	await expect(page.getByText(/Clopper-Pearson/)).toBeVisible();
	await expect(page.getByRole('button', { name: 'Começar a rodada' })).toBeVisible();
	await verifyChain(page, 'Cadeia íntegra: 25 registros');
});
