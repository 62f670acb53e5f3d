import { ChallengeReadiness } from '../challenge/readiness.svelte';
import type { ChallengeState } from '../domain/record';
import { modelInForce } from './model-in-force.svelte';
import { settings } from './settings.svelte';

/**
 * Whether the tool that would judge now is proven for the line and shift that are set. Call where a component is made:
 * it follows every challenge test for as long as that component is there.
 */
export function challengeInForce() {
	const readiness = new ChallengeReadiness();
	const inForce = modelInForce();
	$effect(() => readiness.follow());
	const station = $derived({ line: settings.current.line, shift: settings.current.shift });
	return {
		readiness,
		get station() {
			return station;
		},
		/** Null while it is not known, as before the model is loaded. */
		get state(): ChallengeState | null {
			return readiness.known ? readiness.stateFor(station, inForce.stamp) : null;
		}
	};
}
