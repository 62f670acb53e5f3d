import { contains, isSamePlace, type Mouth, type Region } from '../domain/geometry';
import type { Inference } from '../domain/inference';

/**
 * Points an inference at the mouth that the inspector means: the best candidate inside the guide frame, or,
 * while a bottle is being followed, the candidate nearest to where it was, so that a neighbour whose mouth
 * happens to show more clearly for one frame does not take its place.
 *
 * @param followed where the bottle in view was last; null where none is followed
 * @param reach how far it may have moved, in its own widths
 */
export function focusOn(inference: Inference, guide: Region, followed: Mouth | null, reach: number): Inference {
	const inside = inference.candidates.filter(({ mouth }) => contains(guide, mouth));
	const distance = (mouth: Mouth) => Math.hypot(mouth.x - followed!.x, mouth.y - followed!.y);
	const near = followed
		? inside
				.filter(({ mouth }) => distance(mouth) <= reach * followed.width)
				.sort((a, b) => distance(a.mouth) - distance(b.mouth))[0]
		: undefined;
	const chosen = near ?? inside[0];
	if (!chosen) return { ...inference, mouth: null, logits: null, evidence: null };
	const same = isSamePlace(inference.mouth, chosen.mouth);
	return { ...inference, mouth: chosen.mouth, logits: chosen.logits, evidence: same ? inference.evidence : null };
}
