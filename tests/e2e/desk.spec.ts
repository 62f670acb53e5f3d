import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { storedSettings } from './support/routes';
import { HOSTILE, seededDesk, type SeededDesk } from './support/seeded-desk';

const PORT = Number(process.env.DESK_PORT ?? 4398);

let desk: SeededDesk;
test.beforeAll(async () => {
	desk = await seededDesk(PORT);
});
test.afterAll(() => desk.close());

/** Opens the desk; scripts that text of records smuggled in would raise a dialog, and fail the test. */
async function open(page: Page, key?: string): Promise<void> {
	page.on('dialog', (dialog) => expect(dialog.message(), 'a script of a record has run').toBe(''));
	await page.addInitScript(...storedSettings({ language: 'pt-BR', theme: 'dark' }));
	await page.goto(`${desk.url}desk/`);
	if (key) await signIn(page, key);
}
async function signIn(page: Page, key: string): Promise<void> {
	await page.getByLabel('Chave de acesso').fill(key);
	await page.getByRole('button', { name: 'Entrar' }).click();
}
const card = (page: Page, heading: string) =>
	page.locator('section, article').filter({ has: page.getByRole('heading', { name: heading, exact: true }) });
const row = (page: Page, region: string, text: string) =>
	page.getByRole('region', { name: region }).getByRole('row').filter({ hasText: text });
const audit = (page: Page) => page.locator('.audit li');

test('asks for a key, and takes neither a wrong one nor a tablet’s', async ({ page }) => {
	await open(page, 'bi1_0000000000000000_wrong');
	await expect(page.getByText('Esta chave não é conhecida')).toBeVisible();
	await signIn(page, desk.keys.device);
	await expect(page.getByText('Esta chave não é conhecida')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Linhas agora' })).toHaveCount(0);
	await signIn(page, desk.keys.viewer);
	await expect(page.getByRole('heading', { name: 'Linhas agora' })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Linhas agora' })).toBeVisible();
	await page.getByRole('button', { name: 'Sair' }).click();
	await expect(page.getByLabel('Chave de acesso')).toBeVisible();
	await page.reload();
	await expect(page.getByLabel('Chave de acesso')).toBeVisible();
});

test('shows what each line does now, the rate over time, drift by version, and devices that fell silent', async ({
	page
}) => {
	await open(page, desk.keys.viewer);
	await expect(row(page, 'Linhas agora', 'L1')).toContainText('Em operação');
	await expect(row(page, 'Linhas agora', 'L2')).toContainText('Acima do limite');
	// Text from tablets is text.
	await expect(row(page, 'Linhas agora', HOSTILE)).toBeVisible();

	await expect(page.getByRole('img', { name: 'Taxa de abertas ao longo do tempo' }).locator('canvas')).toBeVisible();
	await page.getByText('Mostrar como tabela').click();
	const points = page.getByRole('region', { name: 'Taxa de abertas ao longo do tempo' }).getByRole('row');
	await expect(points.filter({ hasText: 'Acima do limite' }).first()).toBeVisible();

	await expect(row(page, 'Desvio por versão do modelo', 'abcdef012345')).toContainText('Mais casos em dúvida');
	await expect(row(page, 'Desvio por versão do modelo', 'fedcba543210')).toContainText('Sem período anterior');

	const silent = row(page, 'Aparelhos', 'L3');
	await expect(silent).toContainText('Sem contato');
	await expect(silent.getByRole('cell').nth(3)).toHaveText('5');
	await expect(page.getByText('testes no total: 2')).toBeVisible();
});

test('shows the latest opens with their pictures, and the whole picture on a tap', async ({ page }) => {
	await open(page, desk.keys.viewer);
	const opens = page.getByRole('button', { name: /^Garrafa aberta, L\d/ });
	await expect(opens.first()).toBeVisible();
	await opens.first().scrollIntoViewIfNeeded();
	const width = (selector: string) =>
		page
			.locator(selector)
			.first()
			.evaluate((image: HTMLImageElement) => image.naturalWidth);
	await expect.poll(() => width('li img')).toBe(160);
	await opens.first().click();
	await expect.poll(() => width('dialog img')).toBe(640);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('on a phone shows all of a line’s row: no cell beside the screen, none over another', async ({ page }) => {
	await page.setViewportSize({ width: 360, height: 800 });
	await open(page, desk.keys.viewer);
	await expect(row(page, 'Linhas agora', 'L2')).toContainText('Acima do limite');
	const wrong = await page.locator('table tbody tr').evaluateAll((rows) =>
		rows.flatMap((row) => {
			// What a cell holds may be wider than the cell itself.
			const boxes = [...row.querySelectorAll('th, td')].map((cell) => {
				const held = document.createRange();
				held.selectNodeContents(cell);
				return held.getBoundingClientRect();
			});
			const beside = boxes.some(({ left, right }) => left < 0 || right > innerWidth);
			const over = boxes.some((a, i) =>
				boxes.some((b, j) => i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
			);
			return beside || over ? [row.textContent] : [];
		})
	);
	expect(wrong).toEqual([]);
});

test('filters by line, and the export holds exactly that', async ({ page }) => {
	await open(page, desk.keys.viewer);
	const shown = page.locator('main').getByText('Garrafas conferidas').first().locator('..');
	const number = (count: number) => new Intl.NumberFormat('pt-BR').format(count);
	const all = Object.values(desk.checks).reduce((a, b) => a + b, 0);
	await expect(shown).toContainText(number(all));
	await page.getByLabel('Linha', { exact: true }).selectOption('L2');
	await expect(shown).toContainText(number(desk.checks.L2!));
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Baixar CSV' }).click();
	const [header, ...lines] = readFileSync(await (await download).path(), 'utf8')
		.trim()
		.split('\r\n');
	const column = (name: string) => header!.split(',').indexOf(name);
	const cells = lines.map((line) => line.split(','));
	expect(new Set(cells.map((cell) => cell[column('line')]))).toEqual(new Set(['L2']));
	expect(cells.filter((cell) => cell[column('kind')] === 'check')).toHaveLength(desk.checks.L2!);
	expect(cells.filter((cell) => cell[column('outcome')] === 'open')).toHaveLength(desk.opens.L2!);
});

test('filters by shift and by time', async ({ page }) => {
	await open(page, desk.keys.viewer);
	const shown = page.locator('main').getByText('Garrafas conferidas').first().locator('..');
	const number = (count: number) => new Intl.NumberFormat('pt-BR').format(count);
	const { L1, ...others } = desk.checks;
	const shiftB = Object.values(others).reduce((a, b) => a + b, 0);
	await page.getByLabel('Turno', { exact: true }).selectOption('B');
	await expect(shown).toContainText(number(shiftB));
	await page.getByLabel('Turno', { exact: true }).selectOption('A');
	await expect(shown).toContainText(number(L1!));
	await page.getByRole('radio', { name: '24 horas' }).check();
	await expect(shown).toContainText(number(L1! + desk.earlier));
});

test('lets a viewer look, and nothing more', async ({ page }) => {
	await open(page, desk.keys.viewer);
	await expect(page.getByRole('heading', { name: 'Linhas agora' })).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Acesso', exact: true })).toHaveCount(0);
	const statuses = await page.evaluate(async () => {
		const status = async (path: string, init?: RequestInit) => (await fetch(`/api${path}`, init)).status;
		const body = JSON.stringify({ role: 'admin', label: 'me' });
		return [
			await status('/tokens'),
			await status('/audit'),
			await status('/tokens', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
		];
	});
	expect(statuses).toEqual([403, 403, 403]);
});

test('an administrator sees who did what, gives out a key that works, and takes it back', async ({ page, browser }) => {
	await open(page, desk.keys.admin);
	await expect(card(page, 'Acesso')).toBeVisible();
	for (const words of [
		'Ana, qualidade · entrou',
		'Sala de controle · viu uma imagem',
		'Sala de controle · baixou CSV'
	]) {
		await expect(audit(page).filter({ hasText: words }).first()).toBeAttached();
	}
	await expect(audit(page).filter({ hasText: 'entrada recusada' }).first()).toBeAttached();

	await page.getByLabel('Nome da chave').fill('Visita');
	await page.getByLabel('Para', { exact: true }).selectOption('viewer');
	await page.getByRole('button', { name: 'Criar chave' }).click();
	const key = await page.locator('code.token').innerText();
	const guest = await (await browser.newContext()).newPage();
	await open(guest, key);
	await expect(guest.getByRole('heading', { name: 'Linhas agora' })).toBeVisible();

	await row(page, 'Acesso', 'Visita').getByRole('button', { name: 'Cancelar' }).click();
	await expect(row(page, 'Acesso', 'Visita')).toContainText('Cancelada');
	await guest.getByRole('button', { name: 'Atualizar' }).click();
	await expect(guest.getByLabel('Chave de acesso')).toBeVisible();
	await guest.context().close();
});

test('hears of a tablet that turns reporting on, once it is signed in', async ({ page, browser }) => {
	const tablet = await (await browser.newContext()).newPage();
	await tablet.addInitScript(...storedSettings({ language: 'pt-BR', line: 'L9', shift: 'C' }));
	// A round that is given up is a record, and needs no camera.
	await tablet.goto(`${desk.url}planner/`);
	await tablet.getByRole('button', { name: 'Começar a rodada' }).click();
	await tablet.getByRole('button', { name: 'Encerrar a rodada' }).click();
	await expect(tablet.getByText('Encerrada antes do fim')).toBeVisible();
	await tablet.goto(`${desk.url}settings/`);
	await tablet.getByRole('switch', { name: 'Envio de registros' }).click();
	await tablet.getByLabel('Chave deste aparelho').fill(desk.keys.device);
	await tablet.getByRole('button', { name: 'Entrar' }).click();
	await expect(tablet.getByText('Em dia')).toBeVisible();
	const sent = tablet.getByText('Enviados', { exact: true }).locator('..');
	await expect(sent).toContainText('1');
	await tablet.context().close();

	await open(page, desk.keys.viewer);
	await expect(row(page, 'Aparelhos', 'L9')).toContainText('Enviando');
});

for (const theme of ['dark', 'light', 'contrast'] as const) {
	test(`axe finds nothing on the desk with all that an administrator sees, in ${theme}`, async ({ page }) => {
		await page.addInitScript(...storedSettings({ language: 'pt-BR', theme }));
		await page.goto(`${desk.url}desk/`);
		await signIn(page, desk.keys.admin);
		await expect(page.getByRole('heading', { name: 'Registro de acessos' })).toBeVisible();
		await expect(page.getByRole('button', { name: /^Garrafa aberta, L\d/ }).first()).toBeVisible();
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(
			violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)
		).toEqual([]);
	});
}
