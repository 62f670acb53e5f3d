import { defineConfig } from '@playwright/test';
import { launchOptions } from './scripts/lib/chromium';

export { CHROMIUM_ARGS } from './scripts/lib/chromium';

/** The static build is served under a sub-path, as a demo link on any static host would be. */
const PORT = Number(process.env.E2E_PORT ?? 4399);

export default defineConfig({
	testDir: 'tests/e2e',
	outputDir: 'test-results',
	fullyParallel: false,
	workers: 1,
	timeout: 120_000,
	expect: { timeout: 60_000 },
	forbidOnly: !!process.env.CI,
	retries: 0,
	use: {
		baseURL: `http://localhost:${PORT}/inspector/`,
		locale: 'pt-BR',
		launchOptions: launchOptions()
	},
	webServer: {
		command: `tsx scripts/serve-static.ts --port ${PORT} --base /inspector/`,
		url: `http://localhost:${PORT}/inspector/`,
		reuseExistingServer: !process.env.CI,
		timeout: 60_000
	}
});
