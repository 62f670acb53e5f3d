/** Debian's Chromium, or the one that CHROMIUM_PATH names. */
export const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** No sandbox (root in a container), nobody called in the background, WebGL2 in software. */
export const CHROMIUM_ARGS: readonly string[] = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--use-angle=swiftshader',
	'--enable-unsafe-swiftshader'
];

/** WebGPU without a GPU, for the tests of that backend: many times slower than WebGL in software. */
export const WEBGPU_IN_SOFTWARE: readonly string[] = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** What Playwright launches the browser with. */
export const launchOptions = (extra: readonly string[] = []) => ({
	executablePath: CHROMIUM_PATH,
	args: [...CHROMIUM_ARGS, ...extra]
});
