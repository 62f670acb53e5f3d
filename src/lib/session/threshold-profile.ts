import type { ModelManifest } from '../domain/model-manifest';
import type { ThresholdProfile } from './settings-schema';

/**
 * The model's manifest with the threshold for closed as this device is set: the one place where a setting meets
 * the decision. Only closed is moved, since only a closed said of an open bottle lets one pass.
 */
export function withThresholdProfile(manifest: ModelManifest, profile: ThresholdProfile): ModelManifest {
	if (profile.kind === 'model') return manifest;
	const thresholds = { ...manifest.decision.thresholds, closed: profile.closedFrom };
	return { ...manifest, decision: { ...manifest.decision, thresholds } };
}
