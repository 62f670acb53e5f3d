import type { Handle } from '@sveltejs/kit';
import { firstPaint } from './first-paint/draw';

/** The static build has no server route; every page gets its first paint when it is built. */
export const handle: Handle = ({ event, resolve }) => resolve(event, firstPaint(event.url.pathname));
