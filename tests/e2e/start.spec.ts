import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

/** A port that nothing listens on at this moment. */
const freePort = () =>
	new Promise<number>((done) => {
		const server = createServer().listen(0, () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => done(port));
		});
	});

// The second half of `npm start`; the first, the build, has run by now.
test('the node build serves the app and answers for its health, without a database server', async ({ page }) => {
	const port = await freePort();
	const server = spawn(process.execPath, [resolve('dist/node/index.js')], {
		cwd: mkdtempSync(join(tmpdir(), 'start-')),
		env: { ...process.env, PORT: String(port), LOG_LEVEL: 'silent' },
		stdio: 'ignore'
	});
	try {
		const answers = () =>
			fetch(`http://localhost:${port}/`).then(
				({ ok }) => ok,
				() => false
			);
		await expect.poll(answers, { timeout: 60_000 }).toBe(true);
		await page.goto(`http://localhost:${port}/`);
		await expect(page.locator('main h1, main h2, main button').first()).toBeVisible();
		const health = await fetch(`http://localhost:${port}/api/health`);
		expect(health.status).toBe(200);
		expect(await health.json()).toMatchObject({ store: 'ok' });
	} finally {
		server.kill();
	}
});
