import { expect, test, type Page } from '@playwright/test';
import { exportFile, otherTablet, takeOver } from './log-file';
import { start, STATION, storedRecords, verifyChain } from './records-page';

test.use({ serviceWorkers: 'block', viewport: { width: 820, height: 1180 } });
test.setTimeout(400_000);

const DAY_MS = 86_400_000;
const item = (page: Page, name: string) =>
	page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });

test('readiness tells what is missing before a shift, and the self-test is a tap away', async ({ page }) => {
	await start(page);
	await page.goto('readiness/');
	await expect(page.getByText(/^Itens a resolver: \d$/)).toBeVisible();
	await item(page, 'Modelo e autoteste').getByRole('button', { name: 'Testar agora' }).click();
	await expect(item(page, 'Modelo e autoteste')).toContainText(/Modelo fade0fade0fa em \w+; autoteste passou/);
	await expect(item(page, 'Funciona sem rede')).toContainText('Ainda não guardado');
	await expect(item(page, 'Espaço')).toContainText('livres');
	await expect(item(page, 'Última exportação')).toContainText('Nunca exportado. Registros só neste aparelho: 0');
	await expect(item(page, 'Envio à qualidade')).toContainText('Desligado');
	await expect(item(page, 'Cadeia de registros')).toContainText(/Este aparelho é .+\. Registros guardados: 0/);
	await page.evaluate(() => (window.__engine.selfTestPasses = false));
	await item(page, 'Modelo e autoteste').getByRole('button', { name: 'Testar agora' }).click();
	await expect(item(page, 'Modelo e autoteste')).toContainText('O autoteste falhou. Não inspecione.');
});

test('a self-test that grows old, or that a hanging worker never answers, is no proof', async ({ page }) => {
	await page.clock.install();
	await start(page);
	await page.addInitScript(() => {
		const Told = window.Worker;
		window.Worker = new Proxy(Told, {
			construct(target, given: [string, WorkerOptions?]) {
				const worker = new target(...given);
				const post = worker.postMessage.bind(worker);
				worker.postMessage = (message: { request?: { type: string } }) => {
					if (!(window.__hangs && /^(start|self-test)$/.test(message.request?.type ?? ''))) post(message);
				};
				return worker;
			}
		});
	});
	await page.goto('readiness/');
	const engine = item(page, 'Modelo e autoteste');
	const testNow = engine.getByRole('button', { name: 'Testar agora' });
	await testNow.click();
	await page.clock.runFor(2000);
	await expect(engine).toContainText('Pronto');
	await page.clock.fastForward('11:00');
	await expect(engine).toContainText('já não vale');
	await expect(engine).toContainText('Atenção');

	await page.evaluate(() => (window.__hangs = true));
	await testNow.click();
	await expect(engine).toContainText('A testar');
	// The worker is ended and another one started, which hangs as well, on every backend.
	await page.clock.runFor('05:30');
	await expect(engine).toContainText('O autoteste falhou. Não inspecione.');
	await page.evaluate(() => (window.__hangs = false));
	await testNow.click();
	await page.clock.runFor(2000);
	await expect(engine).toContainText('Pronto');
	// One that hangs alone is replaced without being asked.
	await page.evaluate(() => (window.__hangs = true));
	await testNow.click();
	await expect(engine).toContainText('A testar');
	await page.evaluate(() => (window.__hangs = false));
	await page.clock.runFor('01:05');
	await expect(engine).toContainText('Pronto');
});

/** Sets a retention period of thirty days while there is nothing to delete. */
async function keepThirtyDays(page: Page): Promise<void> {
	await page.goto('readiness/');
	await page.getByLabel('Excluir registros após').selectOption('30');
	await page.getByRole('button', { name: 'Aplicar agora' }).click();
	await expect(page.getByText('Registros excluídos: 0. Com nomes apagados: 0.')).toBeVisible();
}

test('the retention rule is applied at the next start, wherever the app starts, and the chain still verifies', async ({
	page
}, info) => {
	await start(page);
	await keepThirtyDays(page);
	const old = otherTablet(40, { ...STATION, startMs: Date.now() - 60 * DAY_MS });
	await takeOver(page, exportFile(old, info), 'Registros novos: 40 de 40. Imagens: 0.');
	// What stays: the hand-over, and the record that says what was deleted.
	await page.goto('settings/');
	await expect.poll(() => storedRecords(page), { timeout: 60_000 }).toBe(2);
	await verifyChain(page, 'Cadeia íntegra: 2 registros');
});

declare global {
	interface Window {
		/** Deletions of records fail, as on a full disk. */
		__refuseDeletion: boolean;
		/** The worker takes self-tests and answers none. */
		__hangs: boolean;
	}
}

test('a retention rule that cannot be applied says so on the readiness screen, and is tried again a minute later', async ({
	page
}, info) => {
	await page.clock.install();
	await page.addInitScript(() => {
		window.__refuseDeletion = true;
		const original = IDBObjectStore.prototype.delete;
		IDBObjectStore.prototype.delete = function (key) {
			if (this.name === 'records' && window.__refuseDeletion) throw new DOMException('as told', 'QuotaExceededError');
			return original.call(this, key);
		};
	});
	await start(page);
	await keepThirtyDays(page);
	const old = otherTablet(5, { ...STATION, startMs: Date.now() - 60 * DAY_MS });
	await takeOver(page, exportFile(old, info), 'Registros novos: 5 de 5. Imagens: 0.');

	await page.goto('readiness/');
	await expect(item(page, 'Cadeia de registros')).toContainText('Registros guardados: 6');
	await page.clock.fastForward('00:10');
	await expect(item(page, 'Prazos e nomes')).toContainText('A regra não foi aplicada');
	expect(await storedRecords(page)).toBe(6);

	await page.evaluate(() => (window.__refuseDeletion = false));
	await page.clock.fastForward('01:30');
	await expect(item(page, 'Cadeia de registros')).toContainText('Registros guardados: 2');
	await expect(item(page, 'Prazos e nomes')).toHaveCount(0);
});
