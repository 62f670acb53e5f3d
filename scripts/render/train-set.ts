import { mkdir, appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SceneDescription } from './description';
import { seeded } from './random';
import { describe, type Recipe } from './recipes';
import type { Studio } from './studio';
import { mouthTruth } from './truth';

/** How often each recipe is drawn: most often what photographs lack, above all pictures without a bottle. */
const shares: Record<Recipe, number> = {
	open: 6,
	closed: 6,
	'open-full': 8,
	'closed-empty': 8,
	'open-cap-beside': 4,
	'closed-hidden-cap': 5,
	'closed-glass-cap': 5,
	'open-others-behind': 3,
	'closed-others-behind': 3,
	'open-glass': 6,
	'closed-glass': 6,
	'open-thumb': 4,
	'open-above': 6,
	'closed-above': 6,
	'open-lying': 6,
	'closed-lying': 6,
	'open-threaded': 5,
	'closed-threaded': 6,
	'open-dressed': 4,
	'closed-dressed': 6,
	'open-silhouette': 4,
	'closed-silhouette': 4,
	'open-edge': 5,
	'closed-edge': 5,
	'open-person': 4,
	'closed-person': 4,
	'cut-off': 8,
	'caps-only': 8,
	'caps-far': 5,
	can: 7,
	cup: 6,
	glass: 6,
	hand: 4,
	'hand-object': 4,
	person: 6,
	empty: 6,
	belt: 3
};

/** The recipe of a picture, chosen by its seed; of `only` where given. */
export function recipeOf(seed: number, only: readonly string[] | null = null): Recipe {
	const chosen = Object.entries(shares).filter(([recipe]) => !only || only.includes(recipe));
	if (chosen.length === 0) throw new Error(`no such recipe: ${only!.join(', ')}`);
	const total = chosen.reduce((sum, [, share]) => sum + share, 0);
	let at = seeded(seed)() * total;
	for (const [recipe, share] of chosen) if ((at -= share) < 0) return recipe as Recipe;
	return chosen[0]![0] as Recipe;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** A line of `manifest.csv`: file, label, seed, params. The mouth is given where a bottle is in the scene, in the frame or not. */
export function manifestLine(file: string, scene: SceneDescription): string {
	const [bottle] = scene.bottles;
	const mouth = bottle && mouthTruth(scene, bottle);
	const params = {
		recipe: scene.recipe,
		scene: scene.setting,
		elev: scene.camera.elevation,
		hand: scene.hand !== null,
		...(bottle && {
			style: bottle.style,
			glass: bottle.tint,
			fill: bottle.fill,
			froth: bottle.foam > 0,
			twist: bottle.twistOff,
			cap: bottle.cap?.kind ?? null
		}),
		neighbours: Math.max(0, scene.bottles.length - 1),
		...(mouth && {
			mouth_xy: [mouth.x, mouth.y].map((v) => Number(v.toFixed(4))),
			mouth_w: Number(mouth.width.toFixed(4))
		})
	};
	return [file, scene.label, scene.seed, quoted(JSON.stringify(params))].join(',');
}

/**
 * Renders `count` pictures below `out`, a folder a label, and appends to `out/manifest.csv` after each, so that
 * what exists can be used while the rest is drawn.
 */
export async function renderTrainSet(
	studio: Studio,
	out: string,
	{ count, firstSeed, only }: { count: number; firstSeed: number; only: readonly string[] | null },
	tick: () => void
): Promise<void> {
	for (const label of ['open', 'closed', 'none', 'unclear']) await mkdir(join(out, label), { recursive: true });
	const manifest = join(out, 'manifest.csv');
	await writeFile(manifest, 'file,label,seed,params\n', { flag: 'wx' }).catch((fault: NodeJS.ErrnoException) => {
		if (fault.code !== 'EEXIST') throw fault;
	});
	for (let seed = firstSeed; seed < firstSeed + count; seed++) {
		const scene = describe(recipeOf(seed, only), seed);
		const file = `${scene.label}/r${seed}.jpg`;
		await writeFile(join(out, file), await studio.render(scene));
		await appendFile(manifest, `${manifestLine(file, scene)}\n`);
		tick();
	}
}
