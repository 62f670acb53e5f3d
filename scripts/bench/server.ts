import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

/** Content type and body of a page that a benchmark makes itself. */
export type Made = readonly [type: string, body: string | Uint8Array];

/**
 * Serves folders under prefixes and made pages at their paths, on any free port.
 * @param folders prefix with slashes at both ends -> folder
 */
export async function benchServer(folders: Readonly<Record<string, string>>, made: Readonly<Record<string, Made>>) {
	const mounted = Object.entries(folders).map(([prefix, folder]) => [prefix, sirv(folder, { etag: true })] as const);
	const answer = (request: IncomingMessage, response: ServerResponse) => {
		const path = (request.url ?? '/').split('?')[0]!;
		const own = made[path];
		if (own) return void response.writeHead(200, { 'content-type': own[0] }).end(own[1]);
		const folder = mounted.find(([prefix]) => path.startsWith(prefix));
		if (!folder) return void response.writeHead(404).end();
		request.url = path.slice(folder[0].length - 1);
		folder[1](request, response, () => void response.writeHead(404).end());
	};
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, resolve));
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://localhost:${port}`,
		close() {
			server.close();
			server.closeAllConnections();
		}
	};
}
