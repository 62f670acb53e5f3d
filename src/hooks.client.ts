import type { ClientInit } from '@sveltejs/kit';

/** A tab in the background paints nothing at all, and some browsers do not tell of paints. */
const LONGEST_MS = 300;

/**
 * Lets the first paint (src/first-paint) reach the screen before the app is built over it; loading the app and building
 * it become two tasks, between which a tap or a scroll is answered. The browser's own word for it is waited for: a frame
 * that is merely drawn may be replaced before anyone has seen it.
 */
export const init: ClientInit = () =>
	new Promise((resolve) => {
		setTimeout(resolve, LONGEST_MS);
		new PerformanceObserver((seen, observer) => {
			if (seen.getEntriesByName('first-contentful-paint').length === 0) return;
			observer.disconnect();
			resolve();
		}).observe({ type: 'paint', buffered: true });
	});
