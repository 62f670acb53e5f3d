import type { PixelImage } from '../../src/lib/domain/geometry';
import type { Inference } from '../../src/lib/domain/inference';
import type { Judgement } from '../../src/lib/domain/verdict';
import { decide } from '../../src/lib/decision/decide';
import type { Engine } from '../../src/lib/inference/engine';
import type { Observation } from './observations';
import type { Specimen, Truth } from './test-set';

/** Judges one decoded specimen through the app's own path. */
export async function observe(engine: Engine, specimen: Specimen, image: PixelImage): Promise<Observation> {
	const inference = await engine.judge(image);
	return observationOf({ ...specimen, label: specimen.truth }, inference, decide(inference, engine.manifest));
}

/** One row of `observations.csv`. */
export function observationOf(
	picture: { file: string; label: string; group: string; source: string; material: string; scene: string },
	inference: Inference,
	{ verdict, probabilities }: Judgement
): Observation {
	const [z_open, z_closed, z_none] = inference.logits ?? [NaN, NaN, NaN];
	const [s_visible, s_hidden, s_none] = inference.sceneLogits;
	const { file, label, group, source, material, scene } = picture;
	return {
		...{ file, truth: label as Truth, group, source, material, scene },
		verdict: verdict.kind,
		reason: verdict.kind === 'unsure' ? verdict.reason : '',
		confidence: verdict.confidence,
		...probabilities,
		...{ z_open, z_closed, z_none, s_visible, s_hidden, s_none },
		mouth_x: inference.mouth?.x ?? NaN,
		mouth_y: inference.mouth?.y ?? NaN,
		mouth_w: inference.mouth?.width ?? NaN,
		modelVersion: inference.modelVersion
	};
}
