import { base } from '$app/paths';
import { InferenceClient, type EngineStatus } from '../inference/bridge';

/** The one inference worker of this page, with its status as a rune. */
class SharedEngine {
	readonly client = new InferenceClient({ modelBase: new URL(`${base}/model/`, location.href).href });
	status = $state.raw<EngineStatus>(this.client.status);

	constructor() {
		this.client.onStatus((status) => (this.status = status));
	}
}

let shared: SharedEngine | null = null;

/** The page's engine, made on first use; nothing is loaded before `client.start()`. */
export function sharedEngine(): SharedEngine {
	return (shared ??= new SharedEngine());
}
