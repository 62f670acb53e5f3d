import type { Handle } from '@sveltejs/kit';

/** The node build's only dynamic door: everything under /api/ goes to the reporting server, the rest is static. */
export const handle: Handle = async ({ event, resolve }) => {
	return resolve(event);
};
