import { WHOLE_PICTURE, type Region } from '../domain/geometry';
import type { SceneLogits } from '../domain/inference';
import { letterbox } from '../preprocess/letterbox';
import { MOST_MOUTHS, type Found, type MouthFinder, type Proposal } from './find-mouths';
import { mouthness, type JudgedMouths, type MouthJudge } from './judge-mouths';
import type { SampledPicture } from './sampled-picture';

export interface LookOptions {
	/** Only mouths whose centre lies in this region of interest are judged; the whole picture where absent. */
	readonly region?: Region;
	/** Judge every visible mouth (at most {@link MOST_MOUTHS}) instead of the best few. */
	readonly allMouths?: boolean;
	/** Also return the evidence map of the chosen mouth. */
	readonly evidence?: boolean;
}

type Finder = Pick<MouthFinder, 'find' | 'findMore'>;
type Judge = Pick<MouthJudge, 'crop' | 'judge'>;

/** What the judge said of some proposals, with the luma of the crop around the likeliest (of the picture without any). */
type Look = JudgedMouths & { readonly luma: Float32Array };

/** Without `allMouths`, the judge looks at this many of the locator's best proposals. */
const PROPOSALS = 2;
/** And at so many more where none of these is a mouth. */
const SECOND_LOOK = 2;

/**
 * Two glances: the locator proposes mouths on the letterboxed picture (and again, closer, where they are small), the judge
 * looks at crops around them taken from the native pixels. Where it finds no mouth there, both look once more at the next
 * proposals.
 */
export async function lookAt(
	picture: SampledPicture,
	finder: Finder,
	judge: Judge,
	{ region = WHOLE_PICTURE, allMouths = false, evidence = false }: LookOptions
): Promise<Look & { readonly scene: SceneLogits }> {
	const whole = letterbox(picture.width, picture.height);
	const found = await finder.find(picture, whole, region, allMouths ? MOST_MOUTHS : PROPOSALS);
	const look = async (proposals: readonly Proposal[]): Promise<Look> => {
		const foci = proposals.length > 0 ? proposals.map((proposal) => judge.crop(proposal)) : [whole];
		const [lumas, judged] = await Promise.all([picture.luma(foci), judge.judge(picture, proposals, evidence)]);
		return { ...judged, luma: lumas[judged.best ? proposals.indexOf(judged.best) : 0]! };
	};
	let seen = await look(found.proposals);
	if (mayHaveMissed(seen, found)) {
		const more = await finder.findMore(picture, whole, found.proposals, found.rest.slice(0, SECOND_LOOK));
		if (more.length > 0) seen = together(seen, await look(more));
	}
	return { ...seen, scene: sceneOf(seen, found) };
}

/**
 * [Note: a second look] Where the judge finds no mouth at the hottest places although the scene may hold a bottle, the
 * mouth may be at a cooler one. It costs nothing elsewhere: of held-out photographs one in twelve is looked at again, and
 * more of them get a right answer (`model/LOG.md`).
 */
function mayHaveMissed(look: Look, found: Found): boolean {
	if (!look.best || found.rest.length === 0) return false;
	const [open, closed, none] = look.judged[0]!.logits;
	const [visible, hidden, noBottle] = sceneOf(look, found);
	return none >= Math.max(open, closed) && noBottle < Math.max(visible, hidden);
}

/** Both looks as one, the likeliest mouth of either first. */
function together(first: Look, second: Look): Look {
	const judged = [...first.judged, ...second.judged].sort((a, b) => mouthness(b) - mouthness(a));
	return { ...(judged[0] === first.judged[0] ? first : second), judged };
}

/**
 * [Note: the scene is judged twice] A bottle that fills little of the picture leaves the first glance in doubt whether its
 * mouth is to be seen; the closer glance at the chosen mouth is free, since it is made to place the mouth anyway.
 */
function sceneOf({ best }: Look, { scene }: Found): SceneLogits {
	const close = best?.closeScene;
	if (!close) return scene;
	return [(scene[0] + close[0]) / 2, (scene[1] + close[1]) / 2, (scene[2] + close[2]) / 2];
}
