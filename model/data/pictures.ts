import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RgbaImage } from '../../src/lib/preprocess/sample-region';
import { readJson } from '../read-json';
import { otherMouths, type OtherMouth } from './other-mouths';

/** One picture as `prepare.ts` indexes it; places and widths are pixels of the cached picture. */
export const pictureSchema = v.object({
	file: v.string(),
	origin: v.picklist(['real', 'synthetic', 'own']),
	label: v.picklist(['open', 'closed', 'none', 'unclear', 'disputed']),
	/** Repository, or the renderer: folds and balancing go by it. */
	source: v.string(),
	/** Frames of one clip, bottle or batch share a group. */
	group: v.string(),
	licence: v.string(),
	material: v.string(),
	scene: v.string(),
	fold: v.number(),
	mouth: v.nullable(v.object({ x: v.number(), y: v.number(), width: v.number() })),
	width: v.number(),
	height: v.number(),
	/** First byte of the picture's RGBA values in `pictures.rgba`. */
	offset: v.number(),
	sha256: v.string()
});

export const pictureIndexSchema = v.object({ created: v.string(), pictures: v.array(pictureSchema) });

export type PictureRecord = v.InferOutput<typeof pictureSchema>;
/** A place of the size of a mouth; pixels of the cached picture. */
export interface Place {
	readonly x: number;
	readonly y: number;
	readonly width: number;
}

export type Picture = PictureRecord & {
	image: RgbaImage;
	/** Places that a locator took for a mouth and that are none. */
	decoys?: readonly Place[];
	/** Mouths of other bottles. */
	others?: readonly OtherMouth[];
};

export const INDEX_FILE = 'index.json';
/** What `mine.ts` writes, by the picture's file. */
export const DECOYS_FILE = 'decoys.json';
export const PIXELS_FILE = 'pictures.rgba';

/** Reads the index that `prepare.ts` wrote. */
export function readIndex(cache: string): PictureRecord[] {
	const file = join(cache, INDEX_FILE);
	if (!existsSync(file)) throw new Error(`${file} is missing: run \`npx tsx model/prepare.ts\` first.`);
	return readJson(file, pictureIndexSchema).pictures;
}

/** Decoded pixels of the given pictures, all held in memory, with the decoys and other mouths found in them. */
export function loadPictures(cache: string, records: readonly PictureRecord[]): Picture[] {
	const found = join(cache, DECOYS_FILE);
	const decoys = existsSync(found) ? (JSON.parse(readFileSync(found, 'utf8')) as Record<string, Place[]>) : {};
	const pixels = openSync(join(cache, PIXELS_FILE), 'r');
	try {
		return records.map((record) => {
			const data = new Uint8Array(record.width * record.height * 4);
			// Short pixels would be trained on as black pictures.
			if (readSync(pixels, data, 0, data.length, record.offset) < data.length)
				throw new Error(
					`${PIXELS_FILE} in ${cache} ends before ${record.file}: run \`npx tsx model/prepare.ts\` again.`
				);
			return {
				...record,
				decoys: decoys[record.file] ?? [],
				others: otherMouths(record.file, record.width, record.height),
				image: { data, width: record.width, height: record.height }
			};
		});
	} finally {
		closeSync(pixels);
	}
}
