import { createServer } from 'node:http';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { assemble, openPictures, openStorage } from '../../src/lib/server/compose';
import { readEnvironment } from '../../src/lib/server/environment';
import { answer } from '../../src/lib/server/reporting-server';

/**
 * The reporting server by itself, without the app's pages: what the fault tests kill and start again. The node build
 * puts the very same `answer` behind SvelteKit's hook. Listens on PORT; SIGTERM ends it after the running requests.
 */
const environment = readEnvironment(process.env);
const storage = await openStorage(environment);
const services = assemble(environment, storage, openPictures(environment), '0.0.0-test');

const server = createServer(async (incoming, outgoing) => {
	const request = await getRequest({ request: incoming, base: `http://${incoming.headers.host}` });
	const url = new URL(request.url);
	const peer = incoming.socket.remoteAddress ?? '';
	await setResponse(outgoing, await answer(services, { request, url, path: url.pathname.slice('/api'.length), peer }));
});
server.listen(Number(process.env.PORT), '127.0.0.1');

process.once('SIGTERM', () => {
	server.close(() => void storage.close());
	server.closeIdleConnections();
});
