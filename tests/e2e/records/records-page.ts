import { expect, type Page } from '@playwright/test';
import { drawnPicture } from '../live/bottle-clip';
import { fakeEngine } from '../live/fake-engine';
import { storedSettings } from '../support/routes';

export const STATION = { line: 'Linha 2', shift: 'A' };

/** The app with the double for an engine; everything else, the records above all, is real. */
export async function start(page: Page): Promise<void> {
	await fakeEngine(page);
	await page.addInitScript(...storedSettings({ language: 'pt-BR', theme: 'dark', ...STATION, inspector: 'Ana' }));
}

/** A figure with its label. */
export const stat = (page: Page, label: string) => page.getByText(label, { exact: true }).locator('..');

/** Whether the chain verifies is asked on the history's screen. */
export async function verifyChain(page: Page, said: string): Promise<void> {
	await page.goto('history/');
	await page.getByRole('button', { name: 'Verificar integridade' }).click();
	await expect(page.getByRole('dialog').getByText(said)).toBeVisible({ timeout: 120_000 });
}

/** Checks pictures through the files door, until each verdict is confirmed. */
export async function checkPictures(page: Page, pictures: readonly Buffer[], said: string): Promise<void> {
	await page.goto('open/');
	const files = pictures.map((buffer, i) => ({ name: `${i}.jpg`, mimeType: 'image/jpeg', buffer }));
	await page.locator('input[type=file]').first().setInputFiles(files);
	await expect(page.locator('article .word')).toHaveText(Array<string>(pictures.length).fill(said), {
		timeout: 120_000
	});
}

type Bottle = 'open' | 'closed';

/** One open and one closed bottle in the order that the app draws; shows a picture of `shownFor` what it asks for. */
export async function takeTest(page: Page, shownFor: (asked: Bottle) => Bottle): Promise<void> {
	await page.goto('challenge/');
	await page.getByLabel('Garrafas abertas').selectOption('1');
	await page.getByLabel('Garrafas fechadas').selectOption('1');
	await page.getByRole('button', { name: 'Começar o teste' }).click();
	const over = page.getByRole('heading', { name: /^Teste (aprovado|reprovado)$/ });
	const chooser = page.locator('input[type=file]');
	for (const place of [1, 2]) {
		const step = page.getByText(`Garrafa ${place} de 2`, { exact: true });
		await expect(step.or(over).first()).toBeVisible();
		// While a failed test is being recorded, its next step is named but can no longer be taken.
		const usable = page.locator('button:enabled').filter({ hasText: 'Usar uma imagem' });
		await expect(usable.or(over).first()).toBeVisible({ timeout: 60_000 });
		if (await over.isVisible()) return;
		const asked = (await page.getByText('Mostre uma garrafa ABERTA').isVisible()) ? 'open' : 'closed';
		const buffer = await drawnPicture(shownFor(asked));
		await chooser.setInputFiles({ name: `${place}.jpg`, mimeType: 'image/jpeg', buffer });
	}
	await expect(over).toBeVisible();
}

/** Read past the app: how many records are really stored. */
export function storedRecords(page: Page): Promise<number> {
	return page.evaluate(
		() =>
			new Promise<number>((resolve, reject) => {
				const opening = indexedDB.open('bottle-inspector');
				opening.onerror = () => reject(opening.error);
				opening.onsuccess = () => {
					const counting = opening.result.transaction('records').objectStore('records').count();
					counting.onsuccess = () => {
						opening.result.close();
						resolve(counting.result);
					};
				};
			})
	);
}
