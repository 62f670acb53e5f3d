import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SceneDescription } from './description';
import { describe, type Recipe } from './recipes';
import type { Studio } from './studio';
import { mouthInPicture, mouthTruth } from './truth';

/** What `tests/fixtures/scenes/truth.json` says of one picture. */
export interface FixtureTruth {
	file: string;
	recipe: Recipe;
	seed: number;
	label: SceneDescription['label'];
	width: number;
	height: number;
	mouth: { x: number; y: number; width: number } | null;
}

const plan: readonly (readonly [Recipe, number])[] = [
	['open', 34],
	['closed', 38],
	['open-full', 61],
	['closed-empty', 61],
	['cut-off', 79],
	['caps-only', 36],
	['can', 39],
	['empty', 35]
];
export const fixtureCount = plan.length;

/** The truth of every fixture, from descriptions alone: what the stored file must equal. */
export function fixtureTruths(): FixtureTruth[] {
	return plan.map(([recipe, seed]) => {
		const scene = describe(recipe, seed);
		const mouth = scene.bottles[0] ? mouthTruth(scene, scene.bottles[0]) : null;
		const round = (value: number) => Number(value.toFixed(4));
		return {
			file: `${recipe}-${seed}.jpg`,
			recipe,
			seed,
			label: scene.label,
			width: scene.width,
			height: scene.height,
			mouth:
				mouth && mouthInPicture(mouth, scene)
					? { x: round(mouth.x), y: round(mouth.y), width: round(mouth.width) }
					: null
		};
	});
}

/** Renders the pictures that tests may use in a bare clone. */
export async function renderFixtures(studio: Studio, out: string, tick: () => void): Promise<void> {
	await mkdir(out, { recursive: true });
	for (const { file, recipe, seed } of fixtureTruths()) {
		await writeFile(join(out, file), await studio.render(describe(recipe, seed), 'image/jpeg', 0.85));
		tick();
	}
	await writeFile(join(out, 'truth.json'), `${JSON.stringify(fixtureTruths(), null, '\t')}\n`);
}
