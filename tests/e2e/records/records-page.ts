import { expect, type Page } from '@playwright/test';
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
