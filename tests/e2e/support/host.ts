import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import type { Page } from '@playwright/test';
import { serveStatic } from '../../../scripts/serve-static';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** One address that serves one build after the other, as a host does. */
export async function host() {
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

/**
 * The device has measured its backends with this model already: otherwise it would, twenty seconds after the engine is
 * ready, and hold the update back meanwhile, on a GPU in software for minutes.
 */
export function measured(page: Page, modelVersion: string): Promise<unknown> {
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

/** Resolves when the service worker holds everything. */
export function serviceWorkerReady(page: Page): Promise<void> {
	return page.evaluate(async () => {
		const { active } = await navigator.serviceWorker.ready;
		if (active?.state === 'activated') return;
		await new Promise<void>((done) =>
			active?.addEventListener('statechange', () => active.state === 'activated' && done())
		);
	});
}
