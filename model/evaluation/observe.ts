import type { PixelImage } from '../../src/lib/domain/geometry';
import type { Inference } from '../../src/lib/domain/inference';
import { decide } from '../../src/lib/decision/decide';
import type { Engine } from '../../src/lib/inference/engine';
import type { Observation } from './observations';
import type { Specimen, Truth } from './test-set';

type Policy = Parameters<typeof decide>[1];

/** Judges one decoded specimen through the app's own path. */
export async function observe(engine: Engine, specimen: Specimen, image: PixelImage): Promise<Observation> {
	const inference = await engine.judge(image);
	return observationOf({ ...specimen, label: specimen.truth }, inference, engine.manifest);
}

/** One row of `observations.csv`, decided by the policy. */
export function observationOf(
	picture: Pick<Observation, 'file' | 'group' | 'source' | 'material' | 'scene'> & { label: string; fill?: string },
	inference: Inference,
	policy: Policy
): Observation {
	const { verdict, probabilities } = decide(inference, policy);
	const [z_open, z_closed, z_none] = inference.logits ?? [NaN, NaN, NaN];
	const [s_visible, s_hidden, s_none] = inference.sceneLogits;
	const { file, label, group, source, material, scene, fill = '' } = picture;
	return {
		...{ file, truth: label as Truth, group, source, material, scene, fill },
		verdict: verdict.kind,
		reason: verdict.kind === 'unsure' ? verdict.reason : '',
		confidence: verdict.confidence,
		...probabilities,
		...{ z_open, z_closed, z_none, s_visible, s_hidden, s_none },
		mouth_x: inference.mouth?.x ?? NaN,
		mouth_y: inference.mouth?.y ?? NaN,
		mouth_w: inference.mouth?.width ?? NaN,
		answerable: Number(isAnswerable(inference, policy)),
		modelVersion: inference.modelVersion
	};
}

/** Whether only the confidence is asked: without thresholds the answer would be open or closed, neither scene nor rival in the way. */
function isAnswerable(inference: Inference, { decision, ...policy }: Policy): boolean {
	const thresholds = { ...decision.thresholds, open: 0, closed: 0 };
	const { kind } = decide(inference, { ...policy, decision: { ...decision, thresholds, minMargin: 0 } }).verdict;
	return kind === 'open' || kind === 'closed';
}
