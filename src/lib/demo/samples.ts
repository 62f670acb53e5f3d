import * as v from 'valibot';
import stored from '../../../static/samples/samples.json';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** An entry of `static/samples/samples.json`, which the renderer writes together with the pictures. */
export const sampleSchema = v.object({
	/** Names the picture and its words. */
	name: v.string(),
	file: v.string(),
	/** What the picture truly shows; `unclear`: a bottle whose mouth cannot be seen. */
	label: v.picklist(['open', 'closed', 'none', 'unclear']),
	/** `fool`: something about it misleads. */
	group: v.picklist(['plain', 'fool']),
	/** Pixels. */
	width: v.number(),
	height: v.number(),
	/** Fractions of the picture; null where no mouth is in it. */
	mouth: v.nullable(v.object({ x: share, y: share, width: share }))
});
export type Sample = v.InferOutput<typeof sampleSchema>;

/** The gallery, as the renderer listed it: part of the bundle, so that it stands on the page at once. */
export const SAMPLES: readonly Sample[] = v.parse(v.array(sampleSchema), stored);

/** How a verdict compares with what the picture truly shows. */
export type Outcome = 'right' | 'careful' | 'wrong';

/** `careful`: it did not commit itself where it could have. A missing mouth is rightly called unsure. */
export function outcome(label: Sample['label'], said: 'open' | 'closed' | 'unsure' | 'no-bottle'): Outcome {
	if (label === 'unclear') return said === 'unsure' ? 'right' : 'wrong';
	if (said === (label === 'none' ? 'no-bottle' : label)) return 'right';
	return said === 'unsure' ? 'careful' : 'wrong';
}
