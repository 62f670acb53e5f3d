import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import type { Evaluation, Rate } from '../../src/lib/domain/evaluation';
import { exampleEvaluation } from '../evidence/example-evaluation';

// The page's figures must be the file's: each test compares what is drawn with the JSON that was served.
test.use({ serviceWorkers: 'block' });

const share = (value: number, digits = 1) =>
	new Intl.NumberFormat('pt-BR', {
		style: 'percent',
		minimumFractionDigits: digits,
		maximumFractionDigits: digits
	}).format(value);
const number = (value: number) => new Intl.NumberFormat('pt-BR').format(value);
const text = ({ value }: Rate) => (value === null ? '–' : share(value));
const published = JSON.parse(readFileSync('static/evidence/cross-validation.json', 'utf8')) as Evaluation;

/** Serves these sets instead of the published ones. */
async function serve(page: Page, sets: readonly Evaluation[]): Promise<void> {
	await page.route('**/evidence/index.json', (route) =>
		route.fulfill({ json: { sets: sets.map(({ name }) => name) } })
	);
	for (const set of sets) await page.route(`**/evidence/${set.name}.json`, (route) => route.fulfill({ json: set }));
}

async function open(page: Page): Promise<void> {
	await page.goto('evidence/');
	await expect(page.getByRole('group', { name: 'O que era e o que o modelo disse' })).toBeVisible();
}

/** Rows of the confusion matrix as numbers, in the page's order. */
const confusionOf = (page: Page) =>
	page
		.getByRole('group', { name: 'O que era e o que o modelo disse' })
		.locator('tbody tr')
		.evaluateAll((rows) =>
			rows.map((row) => [...row.querySelectorAll('.count')].map((cell) => Number(cell.textContent!.replace(/\D/g, ''))))
		);

const ROWS = ['open', 'closed', 'none', 'unclear'];
const COLUMNS = ['open', 'closed', 'unsure', 'no-bottle'];
const counts = ({ confusion }: Evaluation) =>
	ROWS.filter((row) => confusion[row]).map((row) => COLUMNS.map((column) => confusion[row]![column] ?? 0));

test('shows the published evaluation: every rate of the headline with its counts, and every cell', async ({ page }) => {
	await open(page);
	const { summary } = published;
	const main = page.locator('main');
	for (const rate of [summary.missedOpen, summary.accuracy, summary.unsure, summary.falseAlarm, summary.guessed]) {
		await expect(main.getByText(text(rate), { exact: true }).first()).toBeVisible();
		await expect(main).toContainText(`${number(rate.hits)} de ${number(rate.n)}`);
	}
	expect(await confusionOf(page)).toEqual(counts(published));
});

test('follows another evaluation: nothing is typed into the page', async ({ page }) => {
	const other = exampleEvaluation();
	await serve(page, [other]);
	await open(page);
	expect(counts(other)).not.toEqual(counts(published));
	expect(await confusionOf(page)).toEqual(counts(other));
	await expect(page.locator('main').getByText(text(other.summary.missedOpen), { exact: true }).first()).toBeVisible();
	for (const source of Object.keys(other.by.source!)) {
		await expect(page.getByRole('row', { name: new RegExp(source) }).first()).toBeVisible();
	}
});

test('moves along the risk–coverage curve with the slider, by keyboard', async ({ page }) => {
	await open(page);
	const slider = page.getByRole('slider');
	const curve = published.riskCoverage.toSorted((a, b) => a.threshold - b.threshold);
	await slider.focus();
	for (const [key, point] of [
		['Home', curve[0]!],
		['End', curve.at(-1)!],
		['ArrowLeft', curve.at(-2)!]
	] as const) {
		await page.keyboard.press(key);
		await expect(slider).toHaveAttribute('aria-valuetext', share(point.threshold));
		await expect(page.locator('.price .value').first()).toHaveText(share(point.coverage));
	}
});

test('says plainly where no random split was measured, and gives no figure for it', async ({ page }) => {
	await serve(page, [exampleEvaluation()]);
	await open(page);
	await expect(page.getByText(/divisão sorteada não foi medida nesta versão/)).toBeVisible();
	await expect(page.getByText(/^Divisão sorteada, receita comum/)).toHaveCount(0);
});

test('puts the random split’s flattering figure beside the honest one where it was measured', async ({ page }) => {
	const main = exampleEvaluation();
	const random = exampleEvaluation('random-split');
	random.summary.accuracy = { hits: 991, n: 1000, value: 0.991, lower: 0.983, upper: 0.995 };
	await serve(page, [main, random]);
	await open(page);
	const claim = page.locator('dl > div').filter({ hasText: /Divisão sorteada, receita comum/ });
	await expect(claim).toContainText(share(0.991));
	await expect(claim).toContainText(`${number(991)} de ${number(1000)}`);
	await expect(
		page
			.locator('dl > div')
			.filter({ hasText: text(main.summary.accuracy) })
			.first()
	).toBeVisible();
});

test('draws robustness from whichever set measured it, and says so where none did', async ({ page }) => {
	const robust = exampleEvaluation('challenge-unseen');
	await serve(page, [{ ...exampleEvaluation(), robustness: [] }, robust]);
	await open(page);
	await expect(page.getByRole('heading', { name: /Desfoque/ })).toBeVisible();
	await expect(page.getByText('As imagens do desafio, julgadas por redes')).toBeVisible();
	await serve(page, [exampleEvaluation()]);
	await page.reload();
	await expect(page.getByRole('heading', { name: /Desfoque/ })).toBeVisible();
	await expect(page.getByText('As imagens do desafio, julgadas por redes')).toHaveCount(0);
	await serve(page, [{ ...exampleEvaluation(), robustness: [] }]);
	await page.reload();
	await expect(page.getByText('Não foi medida nesta avaliação.')).toBeVisible();
});

test('says that the figures cannot be read where a host serves a page in their place, and tries again', async ({
	page
}) => {
	await page.route('**/evidence/index.json', (route) => route.fulfill({ body: '<!doctype html>' }));
	await page.goto('evidence/');
	await expect(page.getByRole('alert')).toBeVisible();
	await page.unroute('**/evidence/index.json');
	await page.getByRole('alert').getByRole('button').click();
	await expect(page.getByRole('group', { name: 'O que era e o que o modelo disse' })).toBeVisible();
});

test('fits a phone: no table is cut at the side, every figure keeps its name and its place in the table', async ({
	page
}) => {
	await page.setViewportSize({ width: 360, height: 800 });
	await open(page);
	const cut = await page.locator('main :is([role=group], table, tr, th, td)').evaluateAll((boxes) =>
		boxes
			.filter((box) => box.checkVisibility() && getComputedStyle(box).position !== 'absolute')
			.filter((box) => box.scrollWidth > box.clientWidth + 1 || box.getBoundingClientRect().right > innerWidth)
			.filter((box) => !box.closest('thead'))
			.map((box) => box.outerHTML.slice(0, 120))
	);
	expect(cut).toEqual([]);
	const source = page.getByRole('row', { name: /duenng/ }).first();
	for (const label of ['Imagens', 'Certas entre as respondidas', 'Abertas chamadas de fechadas']) {
		await expect(source.getByText(label, { exact: true })).toBeVisible();
	}
	// What a screen reader is told depends on the layout of the cells, not on their tags alone.
	const session = await page.context().newCDPSession(page);
	const { nodes } = await session.send('Accessibility.getFullAXTree');
	const roles = nodes.filter(({ ignored }) => !ignored).map(({ role }) => role?.value as string);
	const sources = Object.keys(published.by.source!).length;
	expect(roles.filter((role) => role === 'rowheader').length).toBeGreaterThanOrEqual(ROWS.length + sources);
	expect(roles.filter((role) => role === 'cell' || role === 'gridcell').length).toBeGreaterThanOrEqual(
		ROWS.length * COLUMNS.length + 4 * sources
	);
});
