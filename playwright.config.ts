import { defineConfig } from '@playwright/test';

/** The static build is served under a sub-path, as a demo link on any static host would be. */
const PORT = Number(process.env.E2E_PORT ?? 4399);

export const CHROMIUM_ARGS = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--use-angle=swiftshader',
	'--enable-unsafe-swiftshader'
];

export default defineConfig({
	testDir: 'tests/e2e',
	outputDir: 'test-results',
	fullyParallel: false,
	workers: 1,
	timeout: 120_000,
	expect: { timeout: 30_000 },
	forbidOnly: !!process.env.CI,
	retries: 0,
	use: {
		baseURL: `http://localhost:${PORT}/inspector/`,
		locale: 'pt-BR',
		launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: CHROMIUM_ARGS }
	},
	webServer: {
		command: `tsx scripts/serve-static.ts --port ${PORT} --base /inspector/`,
		url: `http://localhost:${PORT}/inspector/`,
		reuseExistingServer: !process.env.CI,
		timeout: 60_000
	}
});
