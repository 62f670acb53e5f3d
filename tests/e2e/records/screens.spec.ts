import { readFileSync } from 'node:fs';
import { test, type Page } from '@playwright/test';
import { expect, exportFile, number, otherTablet, takeOver } from './log-file';
import { start, stat, STATION, verifyChain } from './records-page';

test.use({ serviceWorkers: 'block', viewport: { width: 820, height: 1180 } });
test.setTimeout(600_000);

const count = (page: Page) =>
	page
		.locator('main')
		.getByRole('status')
		.filter({ hasText: /registros?$/ });
test.describe('history', () => {
	test('lists, filters, searches and opens what was taken over, and keeps a correction beside the first verdict', async ({
		page,
		browser,
		baseURL
	}, info) => {
		await start(page);
		const records = otherTablet(180, { ...STATION, startMs: Date.now() - 2 * 3_600_000 });
		const opens = records.filter(({ verdict }) => verdict.kind === 'open').length;
		await takeOver(page, exportFile(records, info), 'Registros novos: 180 de 180. Imagens: 0.');
		// One more: the hand-over is a record too. Only the rows in view are in the page.
		await expect(count(page)).toHaveText('181 registros');
		expect(await page.locator('button.row').count()).toBeLessThan(60);

		const kind = page.getByLabel('O que mostrar');
		await kind.selectOption('open');
		await expect(count(page)).toHaveText(`${number(opens)} registros`);
		await page.getByLabel('Buscar').fill('nothing of the kind');
		await expect(page.getByText('Nada encontrado')).toBeVisible();
		await page.getByLabel('Buscar').fill('linha 2 b-77');
		await expect(count(page)).toHaveText(`${number(opens)} registros`);

		await page.locator('button.row').first().click();
		const dialog = page.getByRole('dialog');
		await dialog.getByRole('button', { name: 'Corrigir o veredito' }).click();
		await expect(dialog.getByRole('radio', { checked: true })).toHaveCount(0);
		await dialog.getByRole('radio', { name: 'Fechada' }).check({ force: true });
		await dialog.getByRole('button', { name: 'Registrar correção' }).click();
		await expect(dialog.getByRole('alert')).toHaveText('Escolha como a garrafa está e o motivo.');
		await dialog.getByRole('radio', { name: 'Reflexo ou imagem tremida' }).check({ force: true });
		await dialog.getByLabel('Anotação (opcional)').fill('<b>tampa</b> molhada');
		await dialog.getByRole('button', { name: 'Registrar correção' }).click();
		await expect(dialog.getByText('Correção: Fechada')).toBeVisible();
		await expect(dialog.getByText('<b>tampa</b> molhada')).toBeVisible();
		await expect(dialog.getByText('Primeiro veredito:').locator('..')).toContainText('Aberta');
		await page.keyboard.press('Escape');

		await page.getByLabel('Buscar').fill('');
		await kind.selectOption('corrected');
		await expect(count(page)).toHaveText('1 registro');
		await expect(page.locator('button.row')).toContainText('Corrigida');

		await verifyChain(page, 'Cadeia íntegra: 182 registros');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Exportar e receber' }).click();
		const download = page.waitForEvent('download');
		await page.getByRole('button', { name: 'Tabela (CSV)' }).click();
		const table = await (await download).path();
		const context = await browser.newContext({ baseURL, locale: 'pt-BR', serviceWorkers: 'block' });
		const other = await context.newPage();
		await start(other);
		const named = info.outputPath('table.csv');
		await (await download).saveAs(named);
		expect(readFileSync(table, 'utf8')).toContain('tampa');
		await takeOver(other, named, 'Registros novos: 182 de 182. Imagens: 0.');
		await verifyChain(other, 'Cadeia íntegra: 184 registros');
		await context.close();
	});

	test('says why a file was refused, and shows nothing of it', async ({ page }, info) => {
		await start(page);
		const records = otherTablet(3, STATION);
		const forged = records.map((record, i) => (i === 1 ? { ...record, latencyMs: 1 } : record));
		await takeOver(page, exportFile(forged, info), 'Recusado: a cadeia de registros foi alterada.');
		await expect(page.getByText('Nenhum registro ainda')).toBeVisible();
	});
});

test('report puts the shift on one printed page, with its chart, its corrections and the head of the chain', async ({
	page
}, info) => {
	await start(page);
	const records = otherTablet(600, { ...STATION, startMs: Date.now() - 6 * 3_600_000, openRate: 0.04 });
	const of = (kind: string) => records.filter(({ verdict }) => verdict.kind === kind).length;
	await takeOver(page, exportFile(records, info), 'Registros novos: 600 de 600. Imagens: 0.');
	await page.goto('report/');
	await expect(stat(page, 'Decididas')).toContainText(number(of('open') + of('closed')));
	await expect(stat(page, 'Abertas').first()).toContainText(number(of('open')));
	await expect(stat(page, 'Em dúvida')).toContainText(number(of('unsure')));
	await expect(page.getByText(/^95%: .* \(Wilson\)$/)).toBeVisible();
	await expect(page.locator('.plot canvas')).toBeVisible();
	await expect(page.getByText('Nenhum teste de desafio neste período.')).toBeVisible();
	await expect(page.getByText(/garrafas conferidas sem desafio aprovado/)).toHaveCount(0);
	await expect(page.locator('.hash')).toHaveText(/^[0-9a-f]{64}$/);
	const pdf = await page.pdf({ path: info.outputPath('report.pdf'), preferCSSPageSize: true });
	expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByRole('navigation')).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Imprimir ou salvar em PDF' })).toBeHidden();
	await expect(page.getByText('Visto da qualidade')).toBeVisible();
});
