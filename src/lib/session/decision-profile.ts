import type { DecisionPolicy, ModelManifest } from '../domain/model-manifest';
import type { ThresholdProfile } from './settings-schema';

/** The decision policy under the inspector's promise: only the threshold of `closed` is theirs to move. */
export function decisionUnder(profile: ThresholdProfile, decision: DecisionPolicy): DecisionPolicy {
	if (profile.kind === 'model') return decision;
	return { ...decision, thresholds: { ...decision.thresholds, closed: profile.closedFrom } };
}

/** The manifest as it is applied and recorded: the model's own with the decision policy that is in force. */
export function manifestUnder(profile: ThresholdProfile, manifest: ModelManifest): ModelManifest {
	return { ...manifest, decision: decisionUnder(profile, manifest.decision) };
}
