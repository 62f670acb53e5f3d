import type { Handle } from '@sveltejs/kit';
import { drawFirstPaint } from './first-paint/draw';

/** The static build has no server route; every page gets its first paint when it is built. */
export const handle: Handle = ({ event, resolve }) =>
	resolve(event, { transformPageChunk: ({ html }) => drawFirstPaint(html, event.url.pathname) });
