import type { ChallengeEnvironment } from '../challenge/challenge-session.svelte';
import { decide } from '../decision/decide';
import { modelStamp } from '../records/record-check';
import { recordChallenge } from '../records/record-challenge';
import { recordDecided } from '../records/record-decided';
import { recordStore } from '../records/store';
import { sharedEngine } from './engine.svelte';
import { lateNote } from './kept-challenge-tries';
import { originOf } from './record-origin';
import { settings } from './settings.svelte';
import { withThresholdProfile } from './threshold-profile';

/** A challenge test judges with the very engine, model and thresholds that inspection uses. */
export function challengeEnvironment(): ChallengeEnvironment {
	const { client } = sharedEngine();
	const manifest = async () => withThresholdProfile(await client.start(), settings.current.thresholdProfile);
	return {
		async judge(picture) {
			const policy = await manifest();
			const inference = await client.judge(picture);
			const model = await modelStamp(policy, inference.backend);
			return { judgement: decide(inference, policy), inference, model };
		},
		async model() {
			return modelStamp(await manifest(), client.status.backend ?? 'wasm');
		},
		record(input) {
			const test = { ...input, origin: originOf(settings.current) };
			return test.outcome === 'abandoned' ? recordChallenge(test) : recordDecided(test, recordStore(), { lateNote });
		},
		monotonicMs: () => performance.now()
	};
}
