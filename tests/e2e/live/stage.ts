import { chromium, type Browser, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../../../scripts/lib/chromium';
import { storedSettings } from '../support/routes';
import { writeClip, type Shot } from './bottle-clip';
import { fakeEngine } from './fake-engine';

const OUT = 'test-results/live-clips';

/** The double needs no GPU, and drawing by software GL would only slow the clip down. */
const WITHOUT_GPU = CHROMIUM_ARGS.filter((arg) => !/angle|swiftshader/.test(arg));

export interface Staging {
	/** What stands before the lens, in a loop. */
	readonly shots: readonly Shot[];
	/** Changes to the device's settings. */
	readonly settings?: Record<string, unknown>;
	/** False leaves the question to the browser, which denies it without a person. */
	readonly allowCamera?: boolean;
	/** True: the page believes that nobody has touched it. Playwright's own questions count as touches otherwise. */
	readonly untouched?: boolean;
	/** True leaves the service worker at work, as on an installed app. */
	readonly serviceWorker?: boolean;
	/** Called with the page before it opens. */
	readonly prepare?: (page: Page) => Promise<unknown>;
	readonly viewport?: { readonly width: number; readonly height: number };
}

const TABLET = { width: 820, height: 700 };

/** Opens the inspecting screen in a browser of its own, with a clip for a camera and the double for an engine. */
export async function openLive(baseURL: string, staging: Staging): Promise<{ browser: Browser; page: Page }> {
	const { shots, settings = {}, allowCamera = true, untouched = false, viewport = TABLET } = staging;
	const clip = await writeClip(
		`${OUT}/${JSON.stringify(shots)
			.replace(/[^a-z0-9]+/gi, '-')
			.slice(0, 120)}.mjpeg`,
		shots
	);
	const browser = await chromium.launch({
		executablePath: CHROMIUM_PATH,
		args: [...WITHOUT_GPU, '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${clip}`]
	});
	const context = await browser.newContext({
		baseURL,
		locale: 'pt-BR',
		serviceWorkers: staging.serviceWorker ? 'allow' : 'block',
		viewport,
		permissions: allowCamera ? ['camera'] : []
	});
	const page = await context.newPage();
	await fakeEngine(page);
	await page.addInitScript(watchCamera);
	if (untouched) {
		await page.addInitScript(() =>
			Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } })
		);
	}
	await page.addInitScript(...storedSettings({ language: 'pt-BR', ...settings }));
	await staging.prepare?.(page);
	await page.goto('');
	return { browser, page };
}

declare global {
	interface Window {
		/** How often the camera was asked for, and the newest stream. */
		__camera: { asked: number; stream: MediaStream | null };
		/** Every verdict that the band has shown, in order. */
		__shown: string[];
	}
}

/** Notes each request for the camera and each verdict on the screen. Runs in the page. */
function watchCamera(): void {
	const camera = { asked: 0, stream: null as MediaStream | null };
	window.__camera = camera;
	window.__shown = [];
	const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
	navigator.mediaDevices.getUserMedia = async (constraints) => {
		camera.asked++;
		camera.stream = await original(constraints);
		return camera.stream;
	};
	new MutationObserver(() => {
		const shown = document.querySelector<HTMLElement>('[data-verdict]')?.dataset.verdict;
		if (shown && window.__shown.at(-1) !== shown) window.__shown.push(shown);
	}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-verdict'] });
}

/** The verdict band while it shows `kind`. */
export const band = (page: Page, kind: string) => page.locator(`[data-verdict="${kind}"]`);

/** The running counts as the screen shows them at one moment. */
export async function counts(page: Page): Promise<Record<'closed' | 'open' | 'unsure', number>> {
	const shown = await page
		.locator('[data-count]')
		.evaluateAll((cells) =>
			cells.map((c) => [(c as HTMLElement).dataset.count, Number(c.querySelector('dd')!.textContent)])
		);
	return Object.fromEntries(shown) as Record<'closed' | 'open' | 'unsure', number>;
}
