import { describe, expect, it } from 'vitest';
import type { Logits, SceneLogits } from '../domain/inference';
import type { Candidate } from './candidates';
import { lookAt } from './look';
import type { SampledPicture } from './sampled-picture';

const SIDE = 100;
const picture = {
	width: SIDE,
	height: SIDE,
	luma: async (crops: readonly unknown[]) => crops.map((_, i) => new Float32Array([i]))
} as unknown as SampledPicture;

const NO_MOUTH: Logits = [0, 0, 3];
const OPEN: Logits = [3, 0, 0];
const MAYBE_A_BOTTLE: SceneLogits = [1, 2, 0];
const NO_BOTTLE: SceneLogits = [0, 0, 2];

/** Candidates at 10, 20, ... pixels, the hottest first, of which the judge says `said` in this order. */
function look(said: readonly Logits[], scene: SceneLogits, allMouths = false) {
	const at = (x: number) => said[x / 10 - 1]!;
	const all: Candidate[] = said.map((_, i) => ({ x: 10 * (i + 1), y: 50, width: 5, heat: 0.9 - i / 10 }));
	const rounds: number[][] = [];
	return lookAt(
		picture,
		{
			find: async (_picture, _whole, _region, limit) => ({
				proposals: all.slice(0, limit),
				rest: all.slice(limit),
				scene
			}),
			findMore: async (_picture, _whole, _proposals, candidates) =>
				candidates.map((candidate) => ({ ...candidate, closeScene: [9, 0, 0] as const }))
		},
		{
			crop: ({ x, y, width }) => ({ cx: x, cy: y, side: width, angle: 0 }),
			judge: async (_picture, proposals) => {
				rounds.push(proposals.map(({ x }) => x));
				const order = [...proposals].sort((a, b) => at(a.x)[2] - at(b.x)[2]);
				const judged = order.map(({ x, heat }) => ({
					mouth: { x: x / SIDE, y: 0.5, width: 0.05 },
					heat,
					logits: at(x)
				}));
				return { judged, best: order[0] ?? null, evidence: null };
			}
		},
		{ allMouths }
	).then((seen) => ({ ...seen, rounds }));
}

describe('looking at a picture', () => {
	it('stops at the two hottest places where one of them is a mouth', async () => {
		const { rounds, judged } = await look([NO_MOUTH, OPEN, OPEN], MAYBE_A_BOTTLE);
		expect(rounds).toEqual([[10, 20]]);
		expect(judged[0]!.mouth.x).toBe(0.2);
	});

	it('looks at the next two where neither is a mouth and a bottle may be there, and takes the mouth that it finds', async () => {
		const { rounds, judged, best, scene, luma } = await look(
			[NO_MOUTH, NO_MOUTH, NO_MOUTH, OPEN, OPEN],
			MAYBE_A_BOTTLE
		);
		expect(rounds).toEqual([
			[10, 20],
			[30, 40]
		]);
		expect(judged.map(({ mouth }) => mouth.x)[0]).toBe(0.4);
		expect(judged).toHaveLength(4);
		expect(best).toMatchObject({ x: 40 });
		expect(scene).toEqual([5, 1, 0]);
		expect([...luma]).toEqual([1]);
	});

	it('stays with the first where the second finds no mouth either', async () => {
		const { judged, best, scene } = await look([[0, 0, 2], NO_MOUTH, NO_MOUTH, NO_MOUTH], MAYBE_A_BOTTLE);
		expect(judged).toHaveLength(4);
		expect([judged[0]!.mouth.x, best!.x]).toEqual([0.1, 10]);
		expect(scene).toEqual(MAYBE_A_BOTTLE);
	});

	it.each([
		['the scene says that there is no bottle', [NO_MOUTH, NO_MOUTH, OPEN], NO_BOTTLE, false],
		['there is no other place', [NO_MOUTH, NO_MOUTH], MAYBE_A_BOTTLE, false],
		['every mouth was asked for', [NO_MOUTH, NO_MOUTH, NO_MOUTH], MAYBE_A_BOTTLE, true]
	] as const)('looks once where %s', async (_, said, scene, allMouths) => {
		expect((await look(said, scene, allMouths)).rounds).toHaveLength(1);
	});

	it('says what the scene is where nothing looks like a mouth, with the luma of the whole picture', async () => {
		const { judged, best, scene, luma } = await look([], NO_BOTTLE);
		expect([judged, best, scene, [...luma]]).toEqual([[], null, NO_BOTTLE, [0]]);
	});
});
