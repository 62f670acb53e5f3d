import { Workbox } from 'workbox-window';

/** The part of workbox-window's Workbox that is used; tests pass their own. */
export type Registration = Pick<Workbox, 'register' | 'addEventListener' | 'messageSkipWaiting'>;

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
		worker.addEventListener('waiting', () => (this.waiting = true));
		worker.addEventListener('controlling', ({ isUpdate }) => {
			if (asked && isUpdate) reload();
		});
		this.#takeOver = () => {
			asked = true;
			worker.messageSkipWaiting();
		};
		// Without a service worker (private windows, plain HTTP) the app works, only not offline.
		await worker.register().catch(() => {});
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
