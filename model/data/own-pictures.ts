import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { decodeBytes } from '../../src/lib/capture/decode-node';
import type { Engine } from '../../src/lib/inference/engine';
import { expandImagePaths } from '../../scripts/lib/image-paths';
import type { MarkedPicture } from '../samplers/judge-sampler';

/**
 * Reads `folder`/open and `folder`/closed and lets the engine find the mouths. Files that cannot be read, and
 * pictures in which no mouth is found, are named and left out.
 */
export async function collectOwnPictures(folder: string, engine: Engine): Promise<MarkedPicture[]> {
	const files: { path: string; label: 'open' | 'closed' }[] = [];
	for (const label of ['open', 'closed'] as const)
		for (const path of await expandImagePaths([join(folder, label)])) files.push({ path, label });
	const bar = new SingleBar(
		{ format: 'finding mouths {bar} {value}/{total} {eta_formatted} left' },
		Presets.shades_classic
	);
	bar.start(files.length, 0);
	const pictures: MarkedPicture[] = [];
	const left: string[] = [];
	for (const { path, label } of files) {
		const picture = await ownPicture(folder, path, label, engine).catch(() => null);
		if (picture) pictures.push(picture);
		else left.push(path);
		bar.increment();
	}
	bar.stop();
	if (left.length > 0) console.log(`left out, unreadable or without a mouth: ${left.join(', ')}`);
	return pictures;
}

async function ownPicture(
	folder: string,
	path: string,
	label: 'open' | 'closed',
	engine: Engine
): Promise<MarkedPicture | null> {
	const bytes = readFileSync(path);
	const image = await decodeBytes(bytes);
	const { mouth } = await engine.judge(image);
	if (!mouth) return null;
	const file = relative(folder, path);
	const { width, height } = image;
	return {
		file,
		origin: 'own',
		label,
		source: 'own pictures',
		group: dirname(file) === label ? file : dirname(file),
		licence: 'own',
		material: 'unknown',
		scene: 'unknown',
		fold: -1,
		mouth: { x: mouth.x * width, y: mouth.y * height, width: mouth.width * width },
		width,
		height,
		offset: 0,
		sha256: createHash('sha256').update(bytes).digest('hex'),
		image
	};
}

/**
 * Holds back the last groups of each label in the order of their names. [Note: Not at random] Frames of one clip are
 * neighbours by name and look alike; drawn at random they would sit on both sides, and the number would lie.
 *
 * @param share share of each label's pictures held back, at least one group
 */
export function splitByOrder(pictures: readonly MarkedPicture[], share: number) {
	const heldBack = new Set<MarkedPicture>();
	for (const label of ['open', 'closed']) {
		const own = pictures.filter((picture) => picture.label === label);
		const groups = [...new Set(own.map(({ group }) => group))].toSorted();
		let wanted = Math.max(1, Math.floor(own.length * share));
		while (wanted > 0 && groups.length > 1) {
			const group = groups.pop();
			const members = own.filter((picture) => picture.group === group);
			for (const picture of members) heldBack.add(picture);
			wanted -= members.length;
		}
	}
	return { training: pictures.filter((picture) => !heldBack.has(picture)), heldBack: [...heldBack] };
}
