import type { Page } from 'playwright';

/** Debian's Chromium, or the one that CHROMIUM_PATH names. */
export const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** No sandbox (root in a container), nobody called in the background. */
const PLAIN_ARGS: readonly string[] = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

const WEBGL_IN_SOFTWARE = '--enable-unsafe-swiftshader';

/** The same with WebGL2 in software. */
export const CHROMIUM_ARGS: readonly string[] = [...PLAIN_ARGS, '--use-angle=swiftshader', WEBGL_IN_SOFTWARE];

/** WebGPU without a GPU, for the tests of that backend: many times slower than WebGL in software. */
export const WEBGPU_IN_SOFTWARE: readonly string[] = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/**
 * WebGL2 by Mesa's llvmpipe instead (Debian: libgl1-mesa-dri, libegl1): another OpenGL driver in software, several times
 * faster on processors with AVX, for what takes very many frames.
 */
export const withMesa = () => ({
	executablePath: CHROMIUM_PATH,
	args: [...PLAIN_ARGS, '--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist'],
	ignoreDefaultArgs: [WEBGL_IN_SOFTWARE],
	env: { ...process.env, EGL_PLATFORM: 'surfaceless' }
});

/** What Playwright launches the browser with. */
export const launchOptions = (extra: readonly string[] = []) => ({
	executablePath: CHROMIUM_PATH,
	args: [...CHROMIUM_ARGS, ...extra]
});

/**
 * A browser on a machine that has no GPU: what it draws is drawn by the processor, and there is no WebGL.
 *
 * [Note: Lighthouse without a GPU] With WebGL in software the whole browser composes its frames on that software GPU. The
 * page before, about:blank, then gives up its compositor only when that GPU has answered, and Lighthouse counts the wait
 * (0.3 to 0.7 s on two cores) as the audited page's longest task, whatever the page does. Without it the task is gone.
 * The page's work is the same either way: where the only GPU is a program, the app chooses WASM (src/lib/session/gpu.ts).
 */
export const withoutGpu = (extra: readonly string[] = []) => ({
	executablePath: CHROMIUM_PATH,
	args: [...PLAIN_ARGS, '--disable-gpu', '--disable-software-rasterizer', ...extra],
	// Playwright's own default.
	ignoreDefaultArgs: [WEBGL_IN_SOFTWARE]
});

/** Who draws WebGL on this page; empty where nobody does. */
export const rendererOf = (page: Page): Promise<string> =>
	page.evaluate(() => {
		const gl = document.createElement('canvas').getContext('webgl2');
		const info = gl?.getExtension('WEBGL_debug_renderer_info');
		const name = gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
		gl?.getExtension('WEBGL_lose_context')?.loseContext();
		return name;
	});
