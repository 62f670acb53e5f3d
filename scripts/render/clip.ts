import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { passing, passingMouth, type BeltPlan, type Conveyor } from '../../src/lib/demo/conveyor';
import type { Studio } from './studio';

/** What `truth.json` says of the film. */
export interface ClipTruth {
	width: number;
	height: number;
	framesPerSecond: number;
	frames: number;
	/** In the order in which they pass the middle. */
	bottles: { open: boolean; middleAtSecond: number }[];
	/** Mouth of the bottle nearest to the middle in every frame, null where none is near. */
	mouths: ({ bottle: number; x: number; y: number; width: number } | null)[];
}

const openings = [false, true, false, false, true, true];
const framesPerSecond = 10;
const speed = 300;
const pitch = 460;
const limit = 1_300_000;

/** The film's belt: bottles far apart, the first and last second empty, so that the loop joins. */
export function clipPlan(conveyor: Conveyor): BeltPlan {
	const shelf = (open: boolean) => conveyor.sprites.filter((sprite) => sprite.open === open);
	return {
		pitch,
		speed,
		spriteOf: (number) => {
			const open = openings[number] ?? false;
			return shelf(open)[number % shelf(open).length]!;
		}
	};
}

/** The film's truth, from the belt's arithmetic alone. */
export function clipTruth(conveyor: Conveyor): ClipTruth {
	const plan = clipPlan(conveyor);
	const seconds = (conveyor.width + (openings.length - 1) * pitch + 300) / speed;
	const frames = Math.ceil(seconds * framesPerSecond);
	const round = (value: number) => Number(value.toFixed(4));
	return {
		width: conveyor.width,
		height: conveyor.height,
		framesPerSecond,
		frames,
		bottles: openings.map((open, number) => ({
			open,
			middleAtSecond: round((conveyor.width / 2 + number * pitch) / speed)
		})),
		mouths: Array.from({ length: frames }, (_, frame) => {
			const near = passing(plan, conveyor.width, frame / framesPerSecond)
				.filter(({ number, offset }) => number < openings.length && Math.abs(offset) < conveyor.width * 0.4)
				.sort((a, b) => Math.abs(a.offset) - Math.abs(b.offset))[0];
			if (!near) return null;
			const mouth = passingMouth(near, conveyor);
			return { bottle: near.number, x: round(mouth.x), y: round(mouth.y), width: round(mouth.width) };
		})
	};
}

/** Composes the film from the conveyor's sprites (render those first) and packs it as motion JPEG with ffmpeg. */
export async function renderClip(_studio: Studio, out: string, tick: () => void): Promise<void> {
	const shelf = 'static/samples/conveyor';
	const conveyor = JSON.parse(await readFile(join(shelf, 'conveyor.json'), 'utf8')) as Conveyor;
	const truth = clipTruth(conveyor);
	const frames = join(out, 'frames');
	await mkdir(frames, { recursive: true });
	for (let frame = 0; frame < truth.frames; frame++) {
		const bottles = passing(clipPlan(conveyor), conveyor.width, frame / framesPerSecond).filter(
			({ number }) => number < openings.length
		);
		const layers = await Promise.all(
			bottles.map(({ sprite, offset }) =>
				cropped(join(shelf, sprite.file), sprite.left + Math.round(offset), sprite.top, conveyor.width)
			)
		);
		const picture = sharp(join(shelf, conveyor.backdrop)).composite(layers.filter((layer) => layer !== null));
		await picture.jpeg({ quality: 92 }).toFile(join(frames, `${String(frame).padStart(4, '0')}.jpg`));
	}
	const film = join(out, 'conveyor.mjpeg');
	const pack = [
		'-framerate',
		String(framesPerSecond),
		'-i',
		join(frames, '%04d.jpg'),
		'-vf',
		'format=yuvj420p',
		'-q:v',
		'7',
		'-f',
		'mjpeg',
		film
	];
	execFileSync('ffmpeg', ['-y', '-loglevel', 'error', ...pack]);
	await rm(frames, { recursive: true });
	const { size } = await stat(film);
	if (size > limit) throw new Error(`the film has ${size} bytes; a fixture may have ${limit}`);
	await writeFile(join(out, 'truth.json'), `${JSON.stringify(truth, null, '\t')}\n`);
	tick();
}

/** The part of a sprite that lies in the frame, ready for sharp's composite; null where none does. */
async function cropped(file: string, left: number, top: number, frameWidth: number) {
	const { width, height } = await sharp(file).metadata();
	const from = Math.max(0, -left);
	const to = Math.min(width, frameWidth - left);
	if (to <= from) return null;
	const input = await sharp(file)
		.extract({ left: from, top: 0, width: to - from, height })
		.png()
		.toBuffer();
	return { input, left: left + from, top };
}
