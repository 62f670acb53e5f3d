import { createServer, type IncomingMessage, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Serves the harness page and remembers what it was told. */
export interface HarnessServer {
	readonly origin: string;
	/** Ids of the records whose writing was confirmed on the page. */
	readonly confirmed: string[];
	/** What each restart found, as JSON. */
	readonly found: string[];
	close(): void;
}

export async function startHarness(): Promise<HarnessServer> {
	const script = await bundled('./harness.ts');
	const worker = await bundled('../../../src/lib/records/journal/worker/journal-worker.ts');
	const confirmed: string[] = [];
	const found: string[] = [];
	const server: Server = createServer(async (request, response) => {
		const url = new URL(request.url!, 'http://localhost');
		// A sandboxed frame has an origin of its own and asks from there.
		response.setHeader('access-control-allow-origin', '*');
		if (url.pathname === '/harness.js') {
			response.setHeader('content-type', 'text/javascript').end(script);
		} else if (url.pathname === '/worker/journal-worker.ts') {
			// Where the page looks for the journal's worker: beside itself.
			response.setHeader('content-type', 'text/javascript').end(worker);
		} else if (url.pathname === '/confirmed' && request.method === 'POST') {
			confirmed.push(url.searchParams.get('id')!);
			response.end();
		} else if (url.pathname === '/confirmed') {
			response.end(JSON.stringify(confirmed));
		} else if (url.pathname === '/found') {
			found.push(await bodyOf(request));
			response.end();
		} else {
			response
				.setHeader('content-type', 'text/html')
				.end('<!doctype html><title>harness</title><script type="module" src="/harness.js"></script>');
		}
	});
	await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
	const { port } = server.address() as { port: number };
	return { origin: `http://localhost:${port}`, confirmed, found, close: () => server.closeAllConnections() };
}

async function bundled(path: string): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [fileURLToPath(new URL(path, import.meta.url))],
		bundle: true,
		format: 'esm',
		write: false,
		define: { __APP_VERSION__: '"0.0.0"', __REPORTING__: 'false' }
	});
	return outputFiles[0]!.text;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	let body = '';
	for await (const chunk of request) body += chunk;
	return body;
}
