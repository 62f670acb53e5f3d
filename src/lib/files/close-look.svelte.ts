import { decodeFile } from '$lib/capture/decode-browser';
import { errorCode, type ErrorCode } from '$lib/domain/errors';
import type { Evidence } from '$lib/domain/inference';
import type { InferenceClient } from '$lib/inference/bridge';

/** What the detail of one file needs beyond its verdict: its pixels and, when asked for, the evidence. */
export class CloseLook {
	/** Upright; null until decoded and after {@link close}. */
	picture = $state.raw<ImageBitmap | null>(null);
	evidence = $state.raw<Evidence | null>(null);
	fault = $state<ErrorCode | null>(null);
	readonly #abort = new AbortController();
	readonly #file: Blob;

	constructor(file: Blob) {
		this.#file = file;
		void this.#decode();
	}

	/** Judges the picture once more, this time with the evidence map, which lists do not keep. */
	async askWhy(client: Pick<InferenceClient, 'judge' | 'start' | 'status'>): Promise<void> {
		const { signal } = this.#abort;
		try {
			if (client.status.state !== 'ready') await client.start();
			const again = await decodeFile(this.#file, signal);
			const { evidence } = await client.judge(again, { evidence: true, signal });
			if (!signal.aborted) this.evidence = evidence;
		} catch (thrown) {
			if (!signal.aborted) this.fault = errorCode(thrown);
		}
	}

	close(): void {
		this.#abort.abort();
		this.picture?.close();
		this.picture = null;
	}

	async #decode(): Promise<void> {
		try {
			const picture = await decodeFile(this.#file, this.#abort.signal);
			if (this.#abort.signal.aborted) picture.close();
			else this.picture = picture;
		} catch (thrown) {
			if (!this.#abort.signal.aborted) this.fault = errorCode(thrown);
		}
	}
}
