import { InferenceClient } from '../inference/bridge';
import { activity } from './activity.svelte';
import { keepChoice, keptChoice, measuredBackends, needsMeasuring, type BackendChoice } from './backend-choice';
import { hasHardwareWebgpu } from './gpu';
import { hasHardwareGpu } from './gpu-in-worker';
import { measureBackends, measuringFrame } from './measure-backends';
import { modelBase } from './model-base';

/** idle -> measuring -> done | failed; from these two back to measuring. */
export type SurveyState = 'idle' | 'measuring' | 'done' | 'failed';

const FRAMES = 20;
/** After the engine is ready, before the device measures by itself; then again wherever it was busy. */
const QUIET_MS = 20_000;

const store = () => {
	try {
		return globalThis.localStorage ?? null;
	} catch {
		return null;
	}
};

/** What this device measures of its backends, with its state as runes. The page has one: {@link backendSurvey}. */
class BackendSurvey {
	state = $state<SurveyState>('idle');
	/** Share done, 0..1. */
	progress = $state(0);
	/** The kept figures; null until the device has measured under this version of app and browser. */
	choice = $state.raw<BackendChoice | null>(
		keptChoice(store(), { appVersion: __APP_VERSION__, userAgent: navigator.userAgent })
	);
	#abort: AbortController | null = null;

	/** Measures all backends and keeps the figures; they take effect at the next start. Calls while it runs do nothing. */
	async run(frames = FRAMES): Promise<void> {
		if (this.state === 'measuring') return;
		this.state = 'measuring';
		this.progress = 0;
		this.#abort = new AbortController();
		const end = activity.begin();
		let modelVersion = '';
		try {
			const figures = await measureBackends({
				backends: measuredBackends(await hasHardwareWebgpu()),
				textures: await hasHardwareGpu(),
				clientFor: (backend, textures) => {
					const client = new InferenceClient({
						modelBase: modelBase(),
						backends: [backend],
						textures: () => textures
					});
					client.onStatus((status) => (modelVersion = status.modelVersion ?? modelVersion));
					return client;
				},
				frameFor: measuringFrame,
				frames,
				onProgress: (share) => (this.progress = share),
				signal: this.#abort.signal
			});
			if (figures.length === 0) throw new Error('no backend ran');
			this.choice = {
				appVersion: __APP_VERSION__,
				modelVersion,
				userAgent: navigator.userAgent,
				measuredAtMs: Date.now(),
				figures
			};
			keepChoice(store(), this.choice);
			this.state = 'done';
		} catch {
			this.state = this.#abort.signal.aborted ? 'idle' : 'failed';
		} finally {
			end();
		}
	}

	/** Ends a run early; its figures are dropped. */
	cancel(): void {
		this.#abort?.abort();
	}

	/** Measures once nothing else goes on, where this device has no figures for `modelVersion` yet. */
	runWhenQuiet(modelVersion: string): void {
		if (!needsMeasuring(this.choice, modelVersion)) return;
		setTimeout(() => {
			const quiet = !activity.busy && document.visibilityState === 'visible';
			if (quiet && this.state === 'idle') void this.run();
			else if (this.state === 'idle') this.runWhenQuiet(modelVersion);
		}, QUIET_MS);
	}
}

let survey: BackendSurvey | null = null;

/** This page's survey, made on first use. */
export const backendSurvey = (): BackendSurvey => (survey ??= new BackendSurvey());
