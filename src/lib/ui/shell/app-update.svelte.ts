import { Workbox } from 'workbox-window';

/** The part of workbox-window's Workbox that is used; tests pass their own. */
export type Registration = Pick<Workbox, 'register' | 'addEventListener' | 'messageSkipWaiting' | 'update'>;

/**
 * Keeps the app on the device and knows when a new version waits.
 *
 * [Note: registered under the base] vite-plugin-pwa's own helper registers `./sw.js` beside the page on which the
 * visit began, which is right on the first page only; here the address is the app's base, whatever page it is.
 */
export class AppUpdate {
	/** A new version is installed and waits; nothing changes until {@link apply}. */
	waiting = $state(false);
	#takeOver = (): void => {};
	#ask = (): Promise<void> => Promise.resolve();

	/**
	 * @param base path of the app without a final slash
	 * @param reload called once the new version has taken over
	 */
	async register(
		base: string,
		reload: () => void,
		open = (url: string, scope: string): Registration => new Workbox(url, { scope })
	): Promise<void> {
		const worker = open(`${base}/sw.js`, `${base}/`);
		let asked = false;
		const tookOver = () => {
			if (asked) reload();
			asked = false;
		};
		worker.addEventListener('waiting', () => (this.waiting = true));
		// A page that began before there was any service worker is under the control of none: it hears of `activated` only.
		worker.addEventListener('controlling', tookOver);
		worker.addEventListener('activated', tookOver);
		this.#takeOver = () => {
			asked = true;
			worker.messageSkipWaiting();
		};
		// Without a service worker (private windows, plain HTTP) the app works, only not offline.
		await worker.register().then(
			() => (this.#ask = () => worker.update().catch(() => {})),
			() => {}
		);
	}

	/**
	 * Asks whether there is a new version. A browser asks by itself only when a page loads, and a tablet at a line may
	 * not load one for weeks. Never rejects: without a network nobody knows.
	 */
	look(): Promise<void> {
		return this.#ask();
	}

	/** Lets the waiting version take over; the page then reloads. */
	apply(): void {
		this.#takeOver();
	}

	/** Leaves the new version waiting until the next visit. */
	dismiss(): void {
		this.waiting = false;
	}
}
