import { InferenceClient, type EngineStatus } from '../inference/bridge';
import { startOrder, wantsTextures } from './backend-choice';
import { backendSurvey } from './backend-survey.svelte';
import { hasHardwareGpu } from './gpu-in-worker';
import { modelBase } from './model-base';

/** The one inference worker of this page, with its status as a rune. */
class SharedEngine {
	readonly client = new InferenceClient({
		modelBase: modelBase(),
		backends: () => startOrder(backendSurvey().choice, hasHardwareGpu),
		textures: () => wantsTextures(backendSurvey().choice)
	});
	status = $state.raw<EngineStatus>(this.client.status);

	constructor() {
		this.client.onStatus((status) => (this.status = status));
		const stop = this.client.onStatus(({ state, modelVersion }) => {
			if (state !== 'ready' || !modelVersion) return;
			stop();
			backendSurvey().runWhenQuiet(modelVersion);
		});
	}
}

let shared: SharedEngine | null = null;

/** The page's engine, made on first use; nothing is loaded before `client.start()`. */
export function sharedEngine(): SharedEngine {
	return (shared ??= new SharedEngine());
}
