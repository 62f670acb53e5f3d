import type { ModelStamp } from '../domain/record';
import type { EngineStatus, InferenceClient } from '../inference/bridge';
import { modelStamp } from '../records/record-check';
import { sharedEngine } from './engine.svelte';
import { settings } from './settings.svelte';
import type { ThresholdProfile } from './settings-schema';
import { withThresholdProfile } from './threshold-profile';

interface Parts {
	/** Status reactive. */
	readonly engine: { readonly status: EngineStatus; readonly client: Pick<InferenceClient, 'manifest'> };
	/** Reactive. */
	readonly profile: () => ThresholdProfile;
}

/**
 * The stamp that a check would carry now; null while no engine is ready, and for the moment of hashing. What was proven
 * before holds only for the same stamp. Call where a component is made.
 */
export function modelInForce(
	{ engine, profile }: Parts = { engine: sharedEngine(), profile: () => settings.current.thresholdProfile }
): { readonly stamp: ModelStamp | null } {
	// The client's manifest is not reactive; it is there before the status says `ready`.
	const shipped = $derived(engine.status.state === 'ready' ? engine.client.manifest : null);
	const manifest = $derived(shipped && withThresholdProfile(shipped, profile()));
	const backend = $derived(engine.status.backend);
	let hashed = $state.raw<{ manifest: typeof manifest; stamp: ModelStamp } | null>(null);

	$effect(() => {
		const judging = manifest;
		if (!judging || !backend) return;
		let stale = false;
		void modelStamp(judging, backend).then((stamp) => {
			if (!stale) hashed = { manifest: judging, stamp };
		});
		return () => (stale = true);
	});
	return {
		/** Never of a model, thresholds or backend that have been changed meanwhile. */
		get stamp() {
			return hashed && hashed.manifest === manifest && hashed.stamp.backend === backend ? hashed.stamp : null;
		}
	};
}
