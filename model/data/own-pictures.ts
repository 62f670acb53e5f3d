import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Presets, SingleBar } from 'cli-progress';
import sharp from 'sharp';
import { decodeBytes } from '../../src/lib/capture/decode-node';
import type { PixelImage } from '../../src/lib/domain/geometry';
import { InspectorError } from '../../src/lib/domain/errors';
import type { Engine } from '../../src/lib/inference/engine';
import type { RgbaImage } from '../../src/lib/preprocess/sample-region';
import type { MarkedPicture } from '../samplers/judge-sampler';
import { labelledFiles, type LabelledFile } from './labelled-folder';

const LABELS = ['open', 'closed'] as const;
type OwnFile = LabelledFile<(typeof LABELS)[number]>;

/** Longest side of a picture that is kept, as `prepare.ts` keeps those that the shipped networks were trained on. */
const SIDE = 640;

/** Pictures of each label that are needed, and how many of them on either side of the split. */
const LEAST = 20;
const LEAST_A_SIDE = 5;

/**
 * Reads `folder`/open and `folder`/closed and lets the engine find the mouths.
 * @returns the pictures, and a line about each that is left out: unreadable, or without a mouth
 */
export async function collectOwnPictures(
	folder: string,
	engine: Engine
): Promise<{ pictures: MarkedPicture[]; leftOut: string[] }> {
	const files = await labelledFiles(folder, LABELS);
	const bar = new SingleBar(
		{ format: 'finding mouths {bar} {value}/{total} {eta_formatted} left' },
		Presets.shades_classic
	);
	bar.start(files.length, 0);
	const pictures: MarkedPicture[] = [];
	const leftOut: string[] = [];
	for (const file of files) {
		const picture = await ownPicture(file, engine).catch((fault: unknown) => fault as Error);
		if ('image' in picture) pictures.push(picture);
		else
			leftOut.push(`${file.file}: ${picture instanceof InspectorError ? `${picture.code}: ` : ''}${picture.message}`);
		bar.increment();
	}
	bar.stop();
	return { pictures, leftOut };
}

async function ownPicture({ path, file, label, group }: OwnFile, engine: Engine): Promise<MarkedPicture> {
	const bytes = await readFile(path);
	const decoded = await decodeBytes(bytes);
	const { mouth } = await engine.judge(decoded);
	if (!mouth) throw new Error('no mouth is found in it');
	const image = await shrunk(decoded);
	const { width, height } = image;
	return {
		file,
		origin: 'own',
		label,
		source: 'own pictures',
		group,
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

/** All pictures are held in memory at once: a hundred photographs of a telephone as they are would take 5 GB. */
async function shrunk({ data, width, height }: PixelImage): Promise<RgbaImage> {
	const resized = await sharp(data, { raw: { width, height, channels: 4 } })
		.resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
		.raw()
		.toBuffer({ resolveWithObject: true });
	return { data: resized.data, width: resized.info.width, height: resized.info.height };
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

/**
 * What the pictures lack, in a sentence; null where they suffice. Both labels have to be held back: on closed bottles
 * alone a model that calls everything closed would be right.
 */
export function shortage(training: readonly MarkedPicture[], heldBack: readonly MarkedPicture[]): string | null {
	for (const label of LABELS) {
		const count = (among: readonly MarkedPicture[]) => among.filter((picture) => picture.label === label).length;
		const [trained, held] = [count(training), count(heldBack)];
		if (trained + held < LEAST) return `${trained + held} ${label} pictures with a mouth found; ${LEAST} are needed.`;
		if (Math.min(trained, held) < LEAST_A_SIDE)
			return `${trained} ${label} pictures would be trained on and ${held} held back; ${LEAST_A_SIDE} of each are needed: give each bottle a folder of its own, of about as many pictures.`;
	}
	return null;
}
