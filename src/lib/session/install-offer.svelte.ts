import * as v from 'valibot';
import { Persisted, type KeyValueStore } from './persisted.svelte';

/** What Chromium hands over where it would install the app; no other browser has it. */
export interface InstallPrompt extends Event {
	prompt(): Promise<void>;
	readonly userChoice: Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

declare global {
	interface Navigator {
		/** Safari on iOS and iPadOS only: whether the page runs as an installed app. */
		readonly standalone?: boolean;
	}
}

/** `prompt`: one tap installs. `share-sheet`: iOS and iPadOS, where only a person can, by the share button. */
export type InstallWay = 'prompt' | 'share-sheet';

/** So many verdicts on this device say that somebody works with it. */
export const EARNED_AFTER_CHECKS = 5;
/** Who said "not now" is asked again no sooner, milliseconds. */
export const ASK_AGAIN_MS = 90 * 24 * 3600_000;

const memorySchema = v.object({
	/** Verdicts seen, counted no further than needed. */
	checks: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
	/** Wall time of the last "not now", milliseconds; null where it was never said. */
	dismissedAtMs: v.fallback(v.nullable(v.number()), null)
});

/** The part of the window that is used; tests pass their own. */
export type InstallWindow = Pick<Window, 'addEventListener' | 'removeEventListener' | 'matchMedia'> & {
	readonly navigator: { readonly standalone?: boolean };
};

/**
 * Offers to install the app at the moment when it has proved useful: after a few verdicts, between inspections, never
 * again for a season once refused, and never inside the installed app.
 */
export class InstallOffer {
	readonly #memory: Persisted<v.InferOutput<typeof memorySchema>>;
	#prompt = $state.raw<InstallPrompt | null>(null);
	#byShareSheet = $state(false);
	#installed = $state(false);
	#nowMs = $state(0);

	/** How the app can be installed here; null where it cannot, or is already. */
	readonly way: InstallWay | null = $derived(
		this.#installed ? null : this.#prompt ? 'prompt' : this.#byShareSheet ? 'share-sheet' : null
	);

	constructor(
		store?: KeyValueStore | null,
		readonly clock: () => number = Date.now
	) {
		this.#memory = new Persisted('inspector.install', memorySchema, store);
		this.#nowMs = clock();
	}

	/** True where the offer may stand on the screen. */
	get due(): boolean {
		const { checks, dismissedAtMs } = this.#memory.current;
		const rested = dismissedAtMs === null || this.#nowMs - dismissedAtMs > ASK_AGAIN_MS;
		return this.way !== null && checks >= EARNED_AFTER_CHECKS && rested;
	}

	/** Listens for the browser's readiness to install until the returned function is called. */
	follow(window: InstallWindow): () => void {
		this.#installed = window.matchMedia('(display-mode: standalone)').matches || window.navigator.standalone === true;
		// Only Safari on iOS and iPadOS has the property at all.
		this.#byShareSheet = window.navigator.standalone === false;
		const ready = (event: Event) => {
			// The browser's own banner would come at the first visit, before anybody knows what this is.
			event.preventDefault();
			this.#prompt = event as InstallPrompt;
		};
		const done = () => (this.#installed = true);
		window.addEventListener('beforeinstallprompt', ready);
		window.addEventListener('appinstalled', done);
		return () => {
			window.removeEventListener('beforeinstallprompt', ready);
			window.removeEventListener('appinstalled', done);
		};
	}

	/** One more verdict was given on this device. */
	noteCheck(): void {
		const { checks } = this.#memory.current;
		if (checks < EARNED_AFTER_CHECKS) this.#memory.update({ checks: checks + 1 });
	}

	/** Opens the browser's question; a refusal there counts as {@link dismiss}. */
	async install(): Promise<void> {
		const prompt = this.#prompt;
		if (!prompt) return;
		// A prompt can be shown once only.
		this.#prompt = null;
		await prompt.prompt();
		if ((await prompt.userChoice).outcome === 'dismissed') this.dismiss();
	}

	/** "Not now." */
	dismiss(): void {
		this.#nowMs = this.clock();
		this.#memory.update({ dismissedAtMs: this.#nowMs });
	}
}

/** The one offer of this visit. */
export const installOffer = new InstallOffer();
