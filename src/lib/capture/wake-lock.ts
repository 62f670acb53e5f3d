/**
 * Keeps the screen on while inspecting. The system drops the lock whenever the page is hidden, so it is asked
 * for again each time the page comes back; where it is missing or refused the app works all the same.
 */
export class WakeLock {
	#sentinel: WakeLockSentinel | null = null;
	#wanted = false;
	readonly #onVisible = () => {
		if (document.visibilityState === 'visible') void this.#ask();
	};

	hold(): void {
		if (this.#wanted || !('wakeLock' in navigator)) return;
		this.#wanted = true;
		document.addEventListener('visibilitychange', this.#onVisible);
		void this.#ask();
	}

	release(): void {
		this.#wanted = false;
		document.removeEventListener('visibilitychange', this.#onVisible);
		void this.#sentinel?.release();
		this.#sentinel = null;
	}

	async #ask(): Promise<void> {
		if (!this.#wanted || document.visibilityState !== 'visible') return;
		if (this.#sentinel && !this.#sentinel.released) return;
		try {
			const sentinel = await navigator.wakeLock.request('screen');
			if (this.#wanted) this.#sentinel = sentinel;
			else void sentinel.release();
		} catch {
			// Low battery or policy: the screen may sleep, and the page resumes when it wakes.
		}
	}
}
