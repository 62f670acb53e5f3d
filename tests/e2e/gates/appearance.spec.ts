import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';

/**
 * Each screen in each language against a picture that a person has looked at.
 *
 * [Note: reviewed pictures] Chromium's versions draw letters a little differently, so the pictures are compared at an
 * eighth of their size, where a word is a few grey cells and a missing card, a shifted column or a wrong colour is
 * hundreds. Only screens without figures of the model or of the device. After a wanted change, look at the pages and
 * run `UPDATE_REVIEWED=1 npx playwright test tests/e2e/gates/appearance.spec.ts`.
 */
const REVIEWED = (language: string) => `tests/e2e/gates/reviewed/${language}.png`;
const ROUTES = ['', 'history/', 'report/', 'challenge/', 'planner/', 'more/', 'open/', 'teach-in/'];
const VIEWPORT = { width: 360, height: 800 };
const SHRINK = 8;
const CELLS = { width: VIEWPORT.width / SHRINK, height: VIEWPORT.height / SHRINK };
/** A cell differs where a colour channel is this far off, 0..255. */
const CELL_DIFFERS = 28;
/** Share of a screen's cells that may differ. */
const MOST_CELLS = 0.04;

test.use({ serviceWorkers: 'block', viewport: VIEWPORT, timezoneId: 'America/Sao_Paulo' });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Opens a page as it always looks: same time, and the bundled font even where it comes late. */
async function open(page: Page, route: string, language: string): Promise<void> {
	await page.clock.setFixedTime('2026-01-15T12:00:00Z');
	await page.route('**/*.css', async (asked) => {
		const response = await asked.fetch();
		const body = (await response.text()).replaceAll(/font-display:\s*optional/g, 'font-display:block');
		await asked.fulfill({ response, body });
	});
	await page.addInitScript(
		(value) => localStorage.setItem('inspector.settings', value),
		JSON.stringify({ language, theme: 'dark' })
	);
	await page.goto(route);
	await expect(page.locator('.app-root main h1, .app-root main h2').first()).toBeVisible();
	await page.waitForLoadState('networkidle');
	await page.evaluate(() => document.fonts.ready);
	expect(await page.evaluate(() => document.fonts.check('16px "Atkinson Hyperlegible Next"'))).toBe(true);
}

/** RGB of every cell, rows from the top. */
async function cellsOf(page: Page): Promise<Buffer> {
	const picture = sharp(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
	return picture.removeAlpha().resize(CELLS.width, CELLS.height, { kernel: 'linear', fit: 'fill' }).raw().toBuffer();
}

/** The reviewed cells of the screen at `index`: they stand beside one another in one picture. */
async function reviewedCells(language: string, index: number): Promise<Buffer> {
	const place = { left: index * CELLS.width, top: 0, width: CELLS.width, height: CELLS.height };
	return sharp(REVIEWED(language)).removeAlpha().extract(place).raw().toBuffer();
}

function shareOfDifferent(a: Buffer, b: Buffer): number {
	let different = 0;
	for (let cell = 0; cell < a.length; cell += 3)
		if ([0, 1, 2].some((c) => Math.abs(a[cell + c]! - b[cell + c]!) > CELL_DIFFERS)) different++;
	return different / (a.length / 3);
}

for (const language of ['pt-BR', 'en', 'es']) {
	test(`the screens in ${language} look as they did when they were reviewed`, async ({ page }) => {
		const raw = { ...CELLS, channels: 3 as const };
		const seen: Buffer[] = [];
		for (const route of ROUTES) {
			await open(page, route, language);
			seen.push(await cellsOf(page));
		}
		if (process.env.UPDATE_REVIEWED) {
			const layers = seen.map((input, i) => ({ input, raw, left: i * CELLS.width, top: 0 }));
			const canvas = {
				width: CELLS.width * ROUTES.length,
				height: CELLS.height,
				channels: 3 as const,
				background: '#000'
			};
			await mkdir(dirname(REVIEWED(language)), { recursive: true });
			await sharp({ create: canvas }).composite(layers).png({ compressionLevel: 9 }).toFile(REVIEWED(language));
		}
		expect(existsSync(REVIEWED(language)), 'a reviewed picture').toBe(true);
		const changed: string[] = [];
		for (const [i, route] of ROUTES.entries()) {
			const share = shareOfDifferent(seen[i]!, await reviewedCells(language, i));
			if (share > MOST_CELLS) changed.push(`/${route}: ${(share * 100).toFixed(1)} % of it looks different`);
		}
		expect(changed).toEqual([]);
	});
}

test('a screen that is a card short, or a column off, would be noticed', async ({ page }) => {
	await open(page, 'challenge/', 'pt-BR');
	const whole = await cellsOf(page);
	await page.evaluate(() => document.querySelector<HTMLElement>('main h1')!.style.setProperty('margin-top', '80px'));
	expect(shareOfDifferent(whole, await cellsOf(page))).toBeGreaterThan(MOST_CELLS);
});
