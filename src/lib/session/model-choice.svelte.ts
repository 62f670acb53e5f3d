import { openShelf, type ShelfState } from '../inference/model-shelf';
import { modelBase } from './model-base';

/** Which of the models kept on this device serves, and the way back to the one before. */
export class ModelChoice {
	#state = $state.raw<ShelfState | null>(null);
	readonly #shelf = openShelf(modelBase());

	/** The model that one may go back to; null where none is kept, or it is in use already. */
	readonly previous = $derived.by(() => (this.#state && !this.#state.held ? this.#state.previous : null));
	/** The model that someone went back to; null where the newest serves. */
	readonly held = $derived.by(() => this.#state?.held ?? null);

	/** Reads the shelf anew. */
	async refresh(): Promise<void> {
		this.#state = (await this.#shelf?.state()) ?? null;
	}

	/**
	 * Goes back to a kept model, or with null to the newest. The page has to be loaded anew: what is on the screen was
	 * judged by the model before.
	 */
	async use(version: string | null): Promise<void> {
		await this.#shelf?.hold(version);
		await this.refresh();
	}
}
