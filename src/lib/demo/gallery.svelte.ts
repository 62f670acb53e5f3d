import { decodeFile } from '../capture/decode-browser';
import { decide } from '../decision/decide';
import { errorCode, type ErrorCode } from '../domain/errors';
import type { Inference } from '../domain/inference';
import type { Judgement } from '../domain/verdict';
import type { InferenceClient } from '../inference/bridge';
import { outcome, SAMPLES, type Outcome, type Sample } from './samples';

/** A picture of the gallery on its way through the pipeline. */
export interface Exhibit {
	readonly sample: Sample;
	readonly judged: { readonly inference: Inference; readonly judgement: Judgement; readonly outcome: Outcome } | null;
	readonly fault: ErrorCode | null;
}

/** The pictures as they hang there at first. */
export const notJudged = (samples: readonly Sample[]): readonly Exhibit[] =>
	samples.map((sample) => ({ sample, judged: null, fault: null }));

type Client = Pick<InferenceClient, 'start' | 'judge'>;

/** The sample pictures, judged one after the other on the visitor's device, each with its evidence. */
export class Gallery {
	exhibits = $state.raw<readonly Exhibit[]>(notJudged(SAMPLES));
	/** Why nothing can be judged at all. */
	fault = $state<ErrorCode | null>(null);

	/** @param folder URL of the samples, with a final slash */
	constructor(
		readonly folder: string,
		readonly client: Client
	) {}

	/** Judges the pictures in order, until done or aborted. */
	async open(signal: AbortSignal): Promise<void> {
		try {
			const manifest = await this.client.start();
			for (const { sample } of this.exhibits) {
				if (signal.aborted) return;
				try {
					const response = await fetch(this.folder + sample.file, { signal });
					const picture = await decodeFile(await response.blob(), signal);
					const inference = await this.client.judge(picture, { evidence: true, signal });
					const judgement = decide(inference, manifest);
					const judged = { inference, judgement, outcome: outcome(sample.label, judgement.verdict.kind) };
					this.#replace({ sample, judged, fault: null });
				} catch (thrown) {
					if (!signal.aborted) this.#replace({ sample, judged: null, fault: errorCode(thrown) });
				}
			}
		} catch (thrown) {
			if (!signal.aborted) this.fault = errorCode(thrown);
		}
	}

	#replace(exhibit: Exhibit): void {
		this.exhibits = this.exhibits.map((old) => (old.sample.name === exhibit.sample.name ? exhibit : old));
	}
}
