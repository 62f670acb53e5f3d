import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright';
import { launchOptions, withMesa } from '../lib/chromium';
import type { SceneDescription } from './description';
import type {} from './page'; // what the page puts on its window

const here = dirname(fileURLToPath(import.meta.url));

/** A headless browser with WebGL in software that turns scene descriptions into pictures. No network. */
export class Studio {
	readonly #browser: Browser;
	readonly #page: Page;
	private constructor(browser: Browser, page: Page) {
		this.#browser = browser;
		this.#page = page;
	}

	/**
	 * @param oversampling every picture is drawn larger by this factor and averaged down
	 * @param mesa draw by Mesa's llvmpipe instead of SwiftShader: faster; pixels differ by about one level of 255 on average
	 * @throws when Chromium is not where CHROMIUM_PATH (default /usr/bin/chromium) says
	 */
	static async open({ oversampling = 2, mesa = false } = {}): Promise<Studio> {
		const bundle = await build({
			entryPoints: [join(here, 'page.ts')],
			bundle: true,
			write: false,
			format: 'iife',
			target: 'es2022',
			logLevel: 'error'
		});
		const browser = await chromium.launch(mesa ? withMesa() : launchOptions());
		const page = await browser.newPage();
		page.on('console', (message) => {
			if (message.type() === 'error' || process.env.RENDER_VERBOSE) console.error(`[page] ${message.text()}`);
		});
		page.on('pageerror', (error) => console.error(`[page] ${error.message}`));
		await page.setContent('<!doctype html><title>studio</title><body></body>');
		await page.evaluate((factor) => (window.oversampling = factor), oversampling);
		await page.addScriptTag({ content: bundle.outputFiles[0]!.text });
		return new Studio(browser, page);
	}

	/** The picture's bytes. Quality (0..1) applies to JPEG. */
	async render(
		scene: SceneDescription,
		type: 'image/png' | 'image/jpeg' = 'image/jpeg',
		quality = scene.lens.quality
	): Promise<Buffer> {
		const url = await this.#page.evaluate(([description, format, q]) => window.renderScene(description, format, q), [
			scene,
			type,
			quality
		] as const);
		return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
	}

	/** White where the first bottle is, black elsewhere: what cuts a sprite out. PNG. */
	async silhouette(scene: SceneDescription): Promise<Buffer> {
		const url = await this.#page.evaluate((description) => window.renderSilhouette(description), scene);
		return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
	}

	async close(): Promise<void> {
		await this.#browser.close();
	}
}
