import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import sharp from 'sharp';
import type { ClipTruth } from '../../../scripts/render/clip';
import { CLIP_FPS } from './bottle-clip';

const FOLDER = 'tests/fixtures/clip';

export const filmTruth = JSON.parse(readFileSync(`${FOLDER}/truth.json`, 'utf8')) as ClipTruth;

/** JPEG pictures of a motion JPEG file, which is nothing but one after another. */
function pictures(film: Buffer): Buffer[] {
	const starts: number[] = [];
	for (let at = film.indexOf('\xff\xd8\xff', 0, 'latin1'); at >= 0; at = film.indexOf('\xff\xd8\xff', at + 3, 'latin1'))
		starts.push(at);
	return starts.map((start, i) => film.subarray(start, starts[i + 1]));
}

/**
 * The picture as wide as a camera's, with wall above the mouths: Chromium's fake camera would cut a 4:3 film to 16:9
 * through the middle of them.
 */
function widened(picture: Buffer): Promise<Buffer> {
	const raised = sharp(picture).extend({ top: 120, extendWith: 'copy' }).toBuffer();
	return raised.then((whole) =>
		sharp(whole).extract({ left: 0, top: 40, width: 640, height: 360 }).jpeg({ quality: 92 }).toBuffer()
	);
}

/** The belt moves so many times slower than rendered: even at one frame in half a second a bottle is the same bottle. */
const SLOWER = 3;

/**
 * The rendered conveyor for a fake camera, which plays {@link CLIP_FPS} pictures a second; each bottle moves as a hand
 * would move it and rests in the middle, so that a slow processor sees it often enough.
 * @returns absolute path
 */
export async function heldFilm(file: string, restSeconds: number): Promise<string> {
	const film = pictures(readFileSync(`${FOLDER}/conveyor.mjpeg`));
	if (film.length !== filmTruth.frames) throw new Error(`${film.length} pictures, not ${filmTruth.frames}`);
	const repeat = (CLIP_FPS / filmTruth.framesPerSecond) * SLOWER;
	const middles = filmTruth.bottles.map(({ middleAtSecond }) => Math.round(middleAtSecond * filmTruth.framesPerSecond));
	const wide = await Promise.all(film.map(widened));
	const played = wide.flatMap((picture, i) =>
		Array<Buffer>(repeat + (middles.includes(i) ? restSeconds * CLIP_FPS : 0)).fill(picture)
	);
	const path = resolve(file);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, Buffer.concat(played));
	return path;
}
