import type { Inference } from '../domain/inference';
import type { CountedKind } from '../domain/live';
import type { ModelManifest } from '../domain/model-manifest';
import type { Judgement } from '../domain/verdict';
import type { BottleLedger } from './bottle-ledger.svelte';
import type { FrameKeeper } from './frame-keeper';
import type { Exhibit } from './live-eye';

/** One bottle judged before the camera, as it goes into the records. */
export interface LiveCheck {
	readonly judgement: Judgement;
	readonly inference: Inference;
	/** With the decision policy that was in force. */
	readonly manifest: ModelManifest;
	readonly source: 'camera' | 'counting';
	/** Label of the lens. */
	readonly lens: string;
	readonly framesJudged: number;
	readonly picture: Blob | null;
	readonly thumbnail: Blob | null;
}

/** How a bottle comes into the counts: by the counting mode or by the inspector's hand, and seen through which lens. */
export type Circumstances = Pick<LiveCheck, 'manifest' | 'source' | 'lens'>;

/**
 * Notes a bottle at once; its kept pictures are encoded and its record is stored while the next bottle comes.
 * @param onCheck stores the check; resolves with its record's id
 */
export function countBottle(
	{ inference, judgement, frames }: Exhibit,
	kind: CountedKind,
	circumstances: Circumstances,
	ledger: BottleLedger,
	keeper: Pick<FrameKeeper, 'picture' | 'thumbnail'>,
	onCheck: (check: LiveCheck) => Promise<string>
): void {
	const asCounted = judgement.verdict.kind === kind ? judgement : unsureOf(judgement);
	// Both encode what is kept at this moment: they must begin before the next frame comes.
	const thumbnail = inference.mouth ? keeper.thumbnail(inference.mouth) : Promise.resolve(null);
	const picture = keeper.picture();
	const record = async () =>
		onCheck({
			...circumstances,
			judgement: asCounted,
			inference,
			framesJudged: frames,
			picture: await picture,
			thumbnail: await thumbnail
		});
	void ledger.add({ kind, confidence: asCounted.verdict.confidence, thumbnail, record }, performance.now());
}

/** A bottle that left after its lock was given up counts as unsure, with what was last known of it. */
function unsureOf({ probabilities, mouth }: Judgement): Judgement {
	const confidence = Math.max(probabilities.open, probabilities.closed);
	return { verdict: { kind: 'unsure', reason: 'unstable', confidence }, probabilities, mouth };
}
