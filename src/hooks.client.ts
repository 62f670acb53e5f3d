import type { ClientInit } from '@sveltejs/kit';

/** A tab in the background draws no frame at all. */
const LONGEST_MS = 300;

/**
 * Lets the first paint (src/first-paint) reach the screen before the app is built over it; loading the app and building
 * it become two tasks, between which a tap or a scroll is answered.
 */
export const init: ClientInit = () =>
	new Promise((resolve) => {
		requestAnimationFrame(() => setTimeout(resolve));
		setTimeout(resolve, LONGEST_MS);
	});
