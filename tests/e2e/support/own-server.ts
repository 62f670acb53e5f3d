import type { AddressInfo, Socket } from 'node:net';
import { serveStatic } from '../../../scripts/serve-static';

/** A static server that a test may kill, connections and all. */
export async function ownServer(base = '/inspector/') {
	const server = await serveStatic(0, base);
	const sockets = new Set<Socket>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://localhost:${port}${base}`,
		kill: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			})
	};
}
