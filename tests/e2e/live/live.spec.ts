import { expect, test, type Browser, type Page } from '@playwright/test';
import { drawnPicture, type Shot } from './bottle-clip';
import { band, counts, openLive, type Staging } from './stage';

let browser: Browser | undefined;
let page: Page;

async function open(baseURL: string | undefined, staging: Staging): Promise<void> {
	({ browser, page } = await openLive(baseURL!, staging));
}

test.afterEach(async () => {
	await browser?.close();
	browser = undefined;
});

const CLOSED: Shot[] = [{ shows: 'closed', seconds: 1 }];
const OPEN: Shot[] = [{ shows: 'open', seconds: 1 }];

test.describe('the verdict', () => {
	test('is checking before it is closed, and says so in word, shape and voice', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toContainText('Fechada');
		await expect(page.getByRole('status').filter({ hasText: /Garrafa fechada, confiança 9\d/ })).toBeAttached();
		const shown = await page.evaluate(() => window.__shown);
		expect(shown.indexOf('checking')).toBeGreaterThanOrEqual(0);
		expect(shown.indexOf('checking')).toBeLessThan(shown.indexOf('closed'));
	});

	test('of an open bottle interrupts a screen reader and flashes the frame', async ({ baseURL }) => {
		await open(baseURL, { shots: OPEN });
		await expect(band(page, 'open')).toContainText('Aberta');
		await expect(page.getByRole('alert').filter({ hasText: 'Garrafa aberta' })).toBeAttached();
		await expect(page.locator('.flash')).toHaveCount(1);
	});

	test('stays quiet on the channels that are turned off, not in word and shape', async ({ baseURL }) => {
		await open(baseURL, { shots: OPEN, settings: { flashOpen: false, soundOpen: false, vibrateOpen: false } });
		await expect(band(page, 'open')).toContainText('Aberta');
		await expect(page.locator('.flash')).toHaveCount(0);
		await expect(page.getByText('Ativar som do alarme')).toHaveCount(0);
	});

	test('says that its alarm is mute where the browser waits for a first tap, and any tap mends it', async ({
		baseURL
	}) => {
		await open(baseURL, { shots: CLOSED, untouched: true });
		const hint = page.getByRole('button', { name: 'Ativar som do alarme' });
		await expect(hint).toBeVisible();
		await hint.click();
		await expect(hint).toHaveCount(0);
	});
});

test.describe('on request', () => {
	test('it shows which pixels a verdict rests on, and takes the map away again', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		const map = page.locator('svg image');
		await expect(map).toHaveCount(0);
		const why = page.getByRole('button', { name: /^Por quê/ });
		await why.click();
		await expect(why).toHaveAttribute('aria-pressed', 'true');
		await expect(map).toHaveAttribute('href', /^data:image\/png/);
		await why.click();
		await expect(map).toHaveCount(0);
	});

	test('it judges every bottle in view, each with a shape of its own, while the guide frame decides the verdict', async ({
		baseURL
	}) => {
		await open(baseURL, { shots: [{ shows: 'pair', seconds: 1 }] });
		await expect(band(page, 'open')).toBeVisible();
		await expect(page.locator('.mark')).toHaveCount(1);
		await page.getByRole('button', { name: 'Julgar todas as garrafas à vista' }).click();
		await expect(page.locator('.mark.closed circle')).toHaveCount(1);
		await expect(page.locator('.mark.open.chosen polygon')).toHaveCount(1);
		await expect(band(page, 'open')).toBeVisible();
	});
});

test.describe('counting', () => {
	const shots: Shot[] = [
		// Long enough for a busy machine to be ready and to see each bottle in several frames.
		{ shows: 'nothing', seconds: 4 },
		...(['closed', 'open', 'closed'] as const).flatMap((shows): Shot[] => [
			{ shows, seconds: 5 },
			{ shows: 'nothing', seconds: 2 }
		])
	];

	test('counts exactly the bottles of the clip, and lets one be corrected with a reason', async ({ baseURL }) => {
		await open(baseURL, { shots, settings: { countingMode: true } });
		await expect
			.poll(async () => Object.values(await counts(page)).reduce((a, b) => a + b, 0), {
				intervals: [100],
				timeout: 90_000
			})
			.toBe(3);
		expect(await counts(page)).toEqual({ closed: 2, open: 1, unsure: 0 });
		// Newest first: the open bottle came second.
		const bottle = page.getByRole('button', { name: 'Garrafa 2: Aberta' });
		await expect(bottle.locator('img')).toBeVisible();
		await bottle.click();
		// Nothing is chosen beforehand, which would fill the statistics; then one tap is the reason and the end.
		const correction = page.getByRole('dialog');
		await expect(correction.getByRole('radio', { name: 'Fechada' })).toBeVisible();
		await expect(correction.getByRole('radio', { checked: true })).toHaveCount(0);
		const reason = correction.getByRole('button', { name: 'Reflexo ou imagem tremida' });
		await expect(reason).toBeDisabled();
		await correction.getByRole('radio', { name: 'Fechada' }).check({ force: true });
		await reason.click();
		await expect(page.getByRole('button', { name: /Garrafa 2: Aberta, corrigida para Fechada/ })).toBeVisible();
		await page.getByRole('button', { name: 'Zerar contagem' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Zerar contagem' }).click();
		await expect(page.getByRole('dialog')).toHaveCount(0);
		expect((await counts(page)).open).toBe(0);
	});

	test('sounds the alarm at open bottles in a row until it is acknowledged', async ({ baseURL }) => {
		const opens: Shot[] = [
			{ shows: 'nothing', seconds: 1.5 },
			{ shows: 'open', seconds: 2.5 }
		];
		await open(baseURL, { shots: opens, settings: { countingMode: true, alarmAfterOpens: 2 } });
		const alarm = page.getByRole('alertdialog');
		await expect(alarm).toContainText('2 garrafas abertas seguidas', { timeout: 90_000 });
		// A browser asks about the first only, and closes at the second.
		for (const _ of [1, 2, 3]) await page.keyboard.press('Escape');
		await page.waitForTimeout(500);
		await expect(alarm).toBeVisible();
		await page.getByRole('button', { name: 'Entendi, continuar' }).click();
		await expect(alarm).toBeHidden();
	});
});

test.describe('fail-safe', () => {
	test('takes an OK back the moment the GPU is lost, and gives it again only after a new self-test', async ({
		baseURL
	}) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		const after = await page.evaluate(async () => {
			window.__engine.loseContext();
			await Promise.resolve();
			return document.querySelector<HTMLElement>('[data-verdict]')?.dataset.verdict;
		});
		expect(after).toBe('void');
		await expect(band(page, 'closed')).toBeVisible();
		expect(await page.evaluate(() => window.__engine.started)).toBe(2);
		const shown = await page.evaluate(() => window.__shown);
		expect(shown.slice(shown.lastIndexOf('void'))).toEqual(['void', ...shown.slice(shown.lastIndexOf('void') + 1)]);
		expect(shown.slice(shown.lastIndexOf('void'))).toContain('checking');
	});

	test('survives a crash of the worker', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		await page.evaluate(() => window.__engine.crash());
		await expect(band(page, 'void')).toBeVisible();
		await expect(band(page, 'closed')).toBeVisible();
	});

	test('never shows an OK where the self-test fails', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		await page.evaluate(() => {
			window.__engine.selfTestPasses = false;
			window.__engine.loseContext();
		});
		await expect(page.getByRole('alert').filter({ hasText: 'autoteste falhou' })).toBeVisible();
		await expect(band(page, 'void')).toBeVisible();
		const shown = await page.evaluate(() => window.__shown);
		expect(shown.slice(shown.lastIndexOf('void'))).not.toContain('closed');
	});

	test('says that a device is too slow instead of judging the past', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		await page.evaluate(() => (window.__engine.slowBy = 2500));
		await expect(band(page, 'void')).toBeVisible();
		await expect(band(page, 'void')).toContainText('demora demais');
	});
});

test.describe('the camera', () => {
	test('refused: one sentence, the file door beside it, and no second question', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED, allowCamera: false });
		await page.getByRole('button', { name: 'Ligar câmera' }).click();
		await expect(page.getByRole('heading', { name: 'A câmera não foi permitida' })).toBeVisible();
		await expect(page.getByRole('button', { name: 'Escolher imagens' })).toBeVisible();
		await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
		await page.waitForTimeout(1500);
		expect(await page.evaluate(() => window.__camera.asked)).toBe(1);
	});

	test('unplugged: says so and comes back by itself', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		await page.evaluate(() => {
			const track = window.__camera.stream!.getVideoTracks()[0]!;
			// stop() alone fires no event; a lens that is pulled out does.
			track.stop();
			track.dispatchEvent(new Event('ended'));
		});
		await expect(page.getByRole('heading', { name: 'O sinal da câmera caiu' })).toBeVisible();
		await expect(band(page, 'closed')).toBeVisible();
		expect(await page.evaluate(() => window.__camera.asked)).toBe(2);
	});

	test('keeps one stream while other screens are open', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		await page.getByRole('link', { name: 'Histórico' }).click();
		await expect(page.locator('[data-verdict]')).toHaveCount(0);
		expect(await page.evaluate(() => window.__camera.stream!.getVideoTracks()[0]!.enabled)).toBe(false);
		await page.getByRole('link', { name: 'Inspecionar' }).click();
		await expect(band(page, 'closed')).toBeVisible();
		expect(await page.evaluate(() => window.__camera.asked)).toBe(1);
	});

	test('shows after a look at another screen what it sees now, not what it saw then', async ({ baseURL }) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		await page.getByRole('link', { name: 'Histórico' }).click();
		await expect(page.locator('[data-verdict]')).toHaveCount(0);
		await page.evaluate(() => (window.__engine.logits = [1, 1.4, -2]));
		await page.getByRole('link', { name: 'Inspecionar' }).click();
		await expect(band(page, 'unsure')).toBeVisible();
		await page.evaluate(() => (window.__engine.logits = [7, 0, -2]));
		await expect(band(page, 'open')).toBeVisible();
	});
});

test.describe('the file door', () => {
	test('lists what is opened while the camera runs, and keeps the list on a walk to another screen', async ({
		baseURL
	}) => {
		await open(baseURL, { shots: CLOSED });
		await expect(band(page, 'closed')).toBeVisible();
		const choose = (name: string) =>
			page
				.locator('dialog input[type=file]')
				.first()
				.setInputFiles([{ name, mimeType: 'image/jpeg', buffer: picture }]);
		const picture = await drawnPicture('open');
		const files = page.getByRole('button', { name: 'Abrir imagens' });
		await files.click();
		await choose('first.jpg');
		await expect(page.getByRole('dialog').locator('article').filter({ hasText: 'first.jpg' })).toBeVisible();
		await page.keyboard.press('Escape');
		await page.getByRole('link', { name: 'Histórico' }).click();
		await expect(page.locator('[data-verdict]')).toHaveCount(0);
		await page.getByRole('link', { name: 'Inspecionar' }).click();
		await files.click();
		await choose('second.jpg');
		await expect(page.getByRole('dialog').locator('article')).toHaveCount(2);
	});
});
