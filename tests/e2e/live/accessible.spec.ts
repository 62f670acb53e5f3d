import { expect, test, type Browser, type Page } from '@playwright/test';
import { expectAccessible, smallControls } from '../support/axe';
import { band, openLive, type Staging } from './stage';

let browser: Browser | undefined;
let page: Page;

test.setTimeout(300_000);
test.afterEach(async () => {
	await browser?.close();
	browser = undefined;
});

/** On the smallest screen of all. */
async function open(baseURL: string | undefined, staging: Staging): Promise<void> {
	({ browser, page } = await openLive(baseURL!, { ...staging, viewport: { width: 360, height: 800 } }));
	await page.emulateMedia({ reducedMotion: 'reduce' });
}

/** As it stands: no finding of axe in any theme, no control too small for a glove, nothing beside the screen. */
async function expectFit(): Promise<void> {
	await expectAccessible(page);
	expect(await smallControls(page)).toEqual([]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

const SHOWN = (shows: 'open' | 'closed') => [{ shows, seconds: 1 }] as const;

test.describe('the live screen has nothing for axe to find in any theme', () => {
	test('at an open bottle whose alarm is still mute', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('open'), untouched: true });
		await expect(band(page, 'open')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Ativar som do alarme' })).toBeVisible();
		await expectFit();
	});

	test('at a closed bottle with the evidence map over it', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('closed') });
		await expect(band(page, 'closed')).toBeVisible();
		await page.getByRole('button', { name: /^Por quê/ }).click();
		await expect(page.locator('svg image')).toHaveCount(1);
		await expectFit();
	});

	test('at a bottle that it is unsure of', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('closed') });
		await page.evaluate(() => (window.__engine.logits = [1, 1.4, -2]));
		await expect(band(page, 'unsure')).toBeVisible();
		await expectFit();
	});

	test('at a failed self-test, and says nothing of a model that loads', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('closed') });
		await expect(band(page, 'closed')).toBeVisible();
		await page.evaluate(() => {
			window.__engine.selfTestPasses = false;
			window.__engine.loseContext();
		});
		await expect(page.getByRole('alert').filter({ hasText: 'autoteste falhou' })).toBeVisible();
		await expect(page.locator('.load')).toHaveCount(0);
		await expectFit();
	});

	test('with the camera refused', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('closed'), allowCamera: false });
		await page.getByRole('button', { name: 'Ligar câmera' }).click();
		await expect(page.getByRole('heading', { name: 'A câmera não foi permitida' })).toBeVisible();
		await expectFit();
	});
});

/** A tablet's camera: torch, zoom and a second lens beside the one that the browser fakes. */
const withEveryTool = (opened: Page) =>
	opened.addInitScript(() => {
		const { mediaDevices } = navigator;
		const devices = mediaDevices.enumerateDevices.bind(mediaDevices);
		mediaDevices.enumerateDevices = async () => {
			const second = { deviceId: 'second', groupId: '', kind: 'videoinput', label: 'camera2 1, facing back' } as const;
			return [...(await devices()), { ...second, toJSON: () => second }];
		};
		const { getCapabilities } = MediaStreamTrack.prototype;
		MediaStreamTrack.prototype.getCapabilities = function () {
			return { ...getCapabilities.call(this), torch: true, zoom: { min: 1, max: 8, step: 0.1 } };
		};
	});

interface Box {
	left: number;
	right: number;
	top: number;
	bottom: number;
}
const boxes = (selector: string): Promise<Box[]> =>
	page.locator(selector).evaluateAll((found) =>
		found.map((element) => {
			const { left, right, top, bottom } = element.getBoundingClientRect();
			return { left, right, top, bottom };
		})
	);
const apart = (a: Box, b: Box) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

test.describe('the live screen on a small phone', () => {
	test('has every tool on the picture, none over another, where the camera can do everything', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('closed'), untouched: true, prepare: withEveryTool });
		const expectApart = async () => {
			const [picture] = await boxes('section.stage');
			const tools = await boxes('section.stage :is(button, .zoom, .hint)');
			for (const [i, tool] of tools.entries()) {
				expect(tool.top).toBeGreaterThanOrEqual(picture!.top);
				expect(tool.bottom).toBeLessThanOrEqual(picture!.bottom);
				for (const other of tools.slice(i + 1)) expect(apart(tool, other), JSON.stringify([tool, other])).toBe(true);
			}
		};
		await expect(page.getByRole('button', { name: 'Ativar som do alarme' })).toBeVisible();
		await expect(page.locator('.tools button')).toHaveCount(6);
		await expect(page.locator('.zoom')).toBeVisible();
		await expectApart();
		await page.getByRole('button', { name: /^Por quê/ }).click();
		await expect(page.getByText('Mais claro: onde o modelo olhou')).toBeVisible();
		await expectApart();
	});

	test('keeps its picture where it is from verdict to verdict, in every posture', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('closed') });
		const postures = [
			[360, 800],
			[820, 1180],
			[1180, 820]
		] as const;
		const heights = new Map(postures.map((posture) => [posture, new Set<number>()]));
		// Open comes last: the bottle stays where it is, and what has been open stays open.
		for (const [kind, logits] of [
			['closed', [0, 7, -2]],
			['unsure', [1, 1.4, -2]],
			['open', [7, 0, -2]]
		] as const) {
			await page.evaluate((logits) => (window.__engine.logits = [...logits]), logits);
			for (const [posture, seen] of heights) {
				await page.setViewportSize({ width: posture[0], height: posture[1] });
				await expect(band(page, kind)).toBeVisible();
				const [shown] = await boxes('[data-verdict]');
				seen.add(Math.round(shown!.bottom - shown!.top));
			}
		}
		for (const [posture, seen] of heights) expect([...seen], posture.join(' x ')).toHaveLength(1);
	});
});

test.describe('the counting screen has nothing for axe to find in any theme', () => {
	test('at three digits in each count, none of them cut, and while a bottle is corrected', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('open') });
		const register = page.getByRole('button', { name: 'Registrar' });
		await expect(register).toBeEnabled();
		await register.click();
		await expect(page.locator('[data-count=open] dd')).toHaveText('1');
		// The counts of a shift, without the shift: the same cells with longer figures.
		await page.locator('dl.tally').evaluate((tally) => {
			(tally as HTMLElement).style.setProperty('--digits', '5');
			for (const figure of tally.querySelectorAll('dd')) figure.lastChild!.textContent = '1.234';
		});
		const cut = await page
			.locator('dl.tally > div')
			.evaluateAll((cells) =>
				cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerHTML)
			);
		expect(cut).toEqual([]);
		await page.getByRole('button', { name: 'Garrafa 1: Aberta' }).click();
		await expect(page.getByRole('dialog')).toBeVisible();
		await expectFit();
	});

	test('at the alarm for open bottles in a row', async ({ baseURL }) => {
		await open(baseURL, { shots: SHOWN('open'), settings: { alarmAfterOpens: 1 } });
		const register = page.getByRole('button', { name: 'Registrar' });
		await expect(register).toBeEnabled();
		await register.click();
		await expect(page.getByRole('alertdialog', { name: '1 garrafa aberta', exact: true })).toBeVisible();
		await expectFit();
	});
});
