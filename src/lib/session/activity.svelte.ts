import { untrack } from 'svelte';

/**
 * Whether work is going on that nothing may interrupt: a live inspection, a running batch, a challenge.
 * [Note: updates wait] The update prompt stays hidden while `busy` (vite-plugin-pwa#789: a model must never be
 * swapped in the middle of a shift).
 */
class Activity {
	#running = $state(0);

	get busy(): boolean {
		return this.#running > 0;
	}

	/**
	 * Marks the start of a piece of work; call what it returns at its end (more than once does no harm).
	 * Untracked, so that an effect may begin a piece of work without depending on how much else runs.
	 */
	begin(): () => void {
		untrack(() => (this.#running += 1));
		let ended = false;
		return () => {
			if (!ended) untrack(() => (this.#running -= 1));
			ended = true;
		};
	}
}

export const activity = new Activity();
