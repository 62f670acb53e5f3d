import { expect, exportFile, otherTablet, takeOver } from './log-file';
import { test } from '@playwright/test';
import { start, STATION, storedRecords, verifyChain } from './records-page';

test.use({ serviceWorkers: 'block', viewport: { width: 820, height: 1180 } });
test.setTimeout(400_000);

test('a database that the browser has lost comes back from its second copy, and the screens say so until it is read', async ({
	page
}, info) => {
	await start(page);
	await page.goto('readiness/');
	const copy = page.getByRole('listitem').filter({ has: page.getByText('Segunda cópia', { exact: true }) });
	await expect(copy).toContainText('guardado duas vezes');
	// One record of this tablet's own: that it has taken these over.
	const theirs = otherTablet(3, STATION);
	await takeOver(page, exportFile(theirs, info), 'Registros novos: 3 de 3. Imagens: 0.');
	await expect.poll(() => storedRecords(page)).toBe(4);

	// A page of the same origin without the app: nothing holds the database open.
	await page.goto('icons/icon-192.png');
	await page.evaluate(
		() =>
			new Promise<void>((resolve, reject) => {
				const deleting = indexedDB.deleteDatabase('bottle-inspector');
				deleting.onsuccess = () => resolve();
				deleting.onerror = () => reject(deleting.error);
			})
	);
	await page.goto('history/');
	await expect(page.getByRole('alert')).toContainText('Recuperados da segunda cópia: 1.');
	await expect.poll(() => storedRecords(page)).toBe(1);
	await page.goto('readiness/');
	await page.getByRole('alert').getByRole('button', { name: 'Entendi' }).click();
	await expect(page.getByRole('alert')).toHaveCount(0);
	await verifyChain(page, 'Cadeia íntegra: 1 registro');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('alert')).toHaveCount(0);
});
