/// <reference types="@sveltejs/adapter-node" />
import { base } from '$app/paths';
import { building } from '$app/environment';
import type { Handle, ServerInit } from '@sveltejs/kit';
import { assemble, openPictures, openStorage } from '$lib/server/compose';
import { readEnvironment } from '$lib/server/environment';
import { peerAddress } from '$lib/server/http/peer';
import { addToPolicy, setSecurityHeaders } from '$lib/server/http/security-headers';
import { answer } from '$lib/server/reporting-server';
import type { Services } from '$lib/server/services';
import { firstPaint } from './first-paint/draw';

let services: Services;

/** Opens the stores before the first request; a wrong environment or a store out of reach stops the start. */
export const init: ServerInit = async () => {
	if (building) return;
	const environment = readEnvironment(process.env);
	const storage = await openStorage(environment);
	services = assemble(environment, storage, openPictures(environment), __APP_VERSION__);
	setSecurityHeaders();
	// adapter-node has let every running request finish by then.
	process.once('sveltekit:shutdown', () => void storage.close());
	services.log.info({ version: __APP_VERSION__, store: storage.kind }, 'reporting is on');
};

/** The node build's only dynamic door: everything under /api/ goes to the reporting server, the rest is static. */
export const handle: Handle = async ({ event, resolve }) => {
	const prefix = `${base}/api`;
	const { pathname } = event.url;
	if (!pathname.startsWith(`${prefix}/`)) return addToPolicy(await resolve(event, firstPaint(pathname)));
	return answer(services, {
		request: event.request,
		url: event.url,
		path: pathname.slice(prefix.length),
		peer: peerAddress(() => event.getClientAddress(), event.platform?.req.socket.remoteAddress)
	});
};
