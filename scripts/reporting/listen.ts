import { createServer, type Server } from 'node:http';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { answer } from '../../src/lib/server/reporting-server';
import type { Services } from '../../src/lib/server/services';

/** The reporting server by itself on loopback, without the app's pages; `port` 0 takes any that is free. */
export async function listen(services: Services, port: number): Promise<Server> {
	const server = createServer(async (incoming, outgoing) => {
		const request = await getRequest({ request: incoming, base: `http://${incoming.headers.host}` });
		const url = new URL(request.url);
		const peer = incoming.socket.remoteAddress ?? '';
		const call = { request, url, path: url.pathname.slice('/api'.length), peer };
		await setResponse(outgoing, await answer(services, call));
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	return server;
}
