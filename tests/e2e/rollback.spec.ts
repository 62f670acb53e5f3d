import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { serveStatic } from '../../scripts/serve-static';
import { buildWithOtherModel, versionOf } from './support/second-model';

// An update brings a model that this device has not tried yet. What must hold: the app goes on judging with a model that
// has passed here, says which, and there is a way back.
test.setTimeout(400_000);

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const LATER = 'facade000002';

/**
 * The device has measured its backends with this model already: otherwise it would, twenty seconds after the engine is
 * ready, and hold the update back meanwhile, on a GPU in software for minutes.
 */
function measured(page: Page, modelVersion: string): Promise<unknown> {
	return page.addInitScript(
		([appVersion, modelVersion]) => {
			const frame = { n: 20, median: 10, p95: 20 };
			const figures = ['wasm', 'webgl'].map((backend) => ({ backend, startMs: 500, frame }));
			const choice = { appVersion, modelVersion, userAgent: navigator.userAgent, measuredAtMs: 1, figures };
			localStorage.setItem('inspector.backend', JSON.stringify(choice));
		},
		[version, modelVersion] as const
	);
}

/** One address that serves one build after the other, as a host does. */
async function host() {
	let server = await serveStatic(0, '/inspector/');
	const { port } = server.address() as AddressInfo;
	const sockets = new Set<Socket>();
	const watch = () => server.on('connection', (socket) => sockets.add(socket));
	watch();
	const stop = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			for (const socket of sockets) socket.destroy();
			sockets.clear();
		});
	return {
		url: `http://localhost:${port}/inspector/`,
		stop,
		async publish(folder: string) {
			await stop();
			server = await serveStatic(port, '/inspector/', folder);
			watch();
		}
	};
}

const fact = (page: Page, name: string) =>
	page
		.locator('dl > div')
		.filter({ has: page.getByText(name, { exact: true }) })
		.locator('dd');

/** Starts the engine on the settings' page and waits until it is ready; returns the model that serves. */
async function serving(page: Page): Promise<string> {
	await page.getByRole('button', { name: 'Iniciar e testar' }).click();
	await expect(fact(page, 'Estado')).toHaveText('Pronto', { timeout: 120_000 });
	return fact(page, 'Modelo').innerText();
}

/** Waits for the new service worker and lets it take over, as the inspector does. */
async function update(page: Page): Promise<void> {
	await page.reload();
	const reloaded = page.waitForEvent('load');
	await page.getByRole('button', { name: 'Atualizar agora' }).click({ timeout: 120_000 });
	await reloaded;
	await expect(page.getByRole('button', { name: 'Iniciar e testar' })).toBeVisible();
}

/** Opens the settings and waits until the service worker holds everything. */
async function firstVisit(page: Page, url: string): Promise<void> {
	await measured(page, versionOf());
	await page.goto(`${url}settings/`);
	await page.evaluate(async () => {
		const { active } = await navigator.serviceWorker.ready;
		if (active?.state === 'activated') return;
		await new Promise<void>((done) =>
			active?.addEventListener('statechange', () => active.state === 'activated' && done())
		);
	});
}

test('goes on with the model before where the new one does not pass its self-test, and says so', async ({ page }) => {
	const server = await host();
	await firstVisit(page, server.url);
	expect(await serving(page)).toBe(versionOf());
	await server.publish(buildWithOtherModel('test-results/broken-model', LATER, { broken: true }));
	await update(page);
	expect(await serving(page)).toBe(versionOf());
	await expect(page.getByText(/não passou no autoteste deste aparelho/)).toBeVisible();
	// The old model's files are on no server any more, and judge all the same.
	await server.stop();
	await page.goto(`${server.url}`);
	await page.locator('input[type=file]').first().setInputFiles('static/samples/closed-amber.jpg');
	const card = page.locator('article').filter({ hasText: 'closed-amber.jpg' });
	await expect(card.locator('.word')).toBeVisible({ timeout: 120_000 });
});

test('goes back to the model before when asked, stays there, and goes forward again', async ({ page }) => {
	const server = await host();
	await firstVisit(page, server.url);
	const before = await serving(page);
	await server.publish(buildWithOtherModel('test-results/other-model', LATER));
	await measured(page, LATER);
	await update(page);
	expect(await serving(page)).toBe(LATER);
	const reloaded = page.waitForEvent('load');
	await page.getByRole('button', { name: `Voltar ao modelo ${before}` }).click();
	await reloaded;
	expect(await serving(page)).toBe(before);
	await expect(page.getByText(/Em uso, por escolha, o modelo anterior/)).toBeVisible();
	await page.reload();
	expect(await serving(page)).toBe(before);
	const again = page.waitForEvent('load');
	await page.getByRole('button', { name: 'Usar o modelo mais novo' }).click();
	await again;
	expect(await serving(page)).toBe(LATER);
	await server.stop();
});
