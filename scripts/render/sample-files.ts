import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { samplePlans } from './samples';
import type { Studio } from './studio';
import { mouthInPicture, mouthTruth } from './truth';

/** An entry of `samples.json`, which the demo and the start screen read. */
export interface SampleEntry {
	name: string;
	file: string;
	/** What it truly is; `unclear`: a bottle whose mouth cannot be seen. */
	label: 'open' | 'closed' | 'none' | 'unclear';
	group: 'plain' | 'fool';
	width: number;
	height: number;
	/** Fractions of the picture; null where no mouth is in the picture. */
	mouth: { x: number; y: number; width: number } | null;
}

const round = (value: number) => Number(value.toFixed(4));

/** The entries in the gallery's order, from the plans alone. */
export function sampleEntries(): SampleEntry[] {
	return samplePlans().map(({ name, group, scene }) => {
		const mouth = scene.bottles[0] ? mouthTruth(scene, scene.bottles[0]) : null;
		const seen = mouth && mouthInPicture(mouth, scene);
		return {
			name,
			file: `${name}.jpg`,
			label: scene.label,
			group,
			width: scene.width,
			height: scene.height,
			mouth: seen ? { x: round(mouth.x), y: round(mouth.y), width: round(mouth.width) } : null
		};
	});
}

/** Renders the gallery (or the named pictures of it) and writes `samples.json`. */
export async function renderSamples(
	studio: Studio,
	out: string,
	only: readonly string[] | null,
	tick: () => void
): Promise<void> {
	await mkdir(out, { recursive: true });
	for (const { name, scene } of samplePlans()) {
		if (only && !only.includes(name)) continue;
		const picture = await sharp(await studio.render(scene, 'image/png'))
			.jpeg({ quality: 84, mozjpeg: true })
			.toBuffer();
		if (picture.length > 45_000) throw new Error(`${name}.jpg has ${picture.length} bytes; the gallery allows 45,000`);
		await writeFile(join(out, `${name}.jpg`), picture);
		tick();
	}
	const listing = join(out, 'samples.json');
	const text = `${JSON.stringify(sampleEntries(), null, '\t')}\n`;
	if ((await readFile(listing, 'utf8').catch(() => '')) !== text) await writeFile(listing, text);
}
