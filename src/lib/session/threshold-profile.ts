import type { ModelManifest } from '../domain/model-manifest';
import { applyOperatingPoint } from '../teach-in/fit';
import type { ThresholdProfile } from './settings-schema';

/** Which manifests were made by a teach-in: the id travels to the record with the manifest that judged. */
const taughtBy = new WeakMap<ModelManifest, string>();

/**
 * The model's manifest with the operating point as this device is set: the one place where a setting meets the
 * decision. By hand only closed is moved, since only a closed said of an open bottle lets one pass.
 *
 * [Note: teach-in and updates] A teach-in holds for the model that it was fitted on. Under any other one the model's
 * own operating point is in force until it is taught again.
 */
export function withThresholdProfile(manifest: ModelManifest, profile: ThresholdProfile): ModelManifest {
	if (profile.kind === 'custom') {
		const thresholds = { ...manifest.decision.thresholds, closed: profile.closedFrom };
		return { ...manifest, decision: { ...manifest.decision, thresholds } };
	}
	if (profile.kind === 'model' || profile.modelVersion !== manifest.version) return manifest;
	const { teachInId, temperature, open, closed } = profile;
	const taught = applyOperatingPoint(manifest, { temperature, thresholds: { open, closed } });
	taughtBy.set(taught, teachInId);
	return taught;
}

/** The teach-in by which a manifest was made; null for the model's own and for thresholds set by hand. */
export const teachInOf = (manifest: ModelManifest): string | null => taughtBy.get(manifest) ?? null;
