import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { BottleDescription, CapDescription, SceneDescription } from './description';
import { describe } from './recipes';
import type { Studio } from './studio';
import { mouthTruth } from './truth';

/** A bottle cut out of the conveyor's picture. */
export interface SpriteEntry {
	file: string;
	open: boolean;
	/** Pixels of the sprite, and where its left top corner lies when the bottle stands in the frame's middle. */
	width: number;
	height: number;
	left: number;
	top: number;
	/** Mouth in the frame's pixels when the bottle stands in the middle. */
	mouth: { x: number; y: number; width: number };
}

/** `conveyor.json`: everything that the demo's belt is drawn from. */
export interface ConveyorEntry {
	width: number;
	height: number;
	backdrop: string;
	sprites: SpriteEntry[];
}

export const conveyorFrame = { width: 640, height: 480 } as const;

const caps: CapDescription = {
	kind: 'crown',
	colour: '#c8a13a',
	skirt: '#c8a13a',
	print: '#7d1620',
	metal: 0.35,
	roughness: 0.3,
	seed: 11
};

/** The bottles of the line: one brand, five crowned in different turns, three without a crown. */
const line: readonly { open: boolean; change: Partial<BottleDescription> }[] = [
	{ open: false, change: { yaw: 0, fill: 0.85 } },
	{ open: false, change: { yaw: 16, fill: 0.84 } },
	{ open: false, change: { yaw: -20, fill: 0.86 } },
	{ open: false, change: { yaw: 34, fill: 0.83 } },
	{ open: true, change: { yaw: 6, fill: 0.85 } },
	{ open: true, change: { yaw: -14, fill: 0.84, foam: 0.4 } },
	{ open: true, change: { yaw: 26, fill: 0.5 } }
];
export const spriteCount = line.length + 1;

function conveyorScene(): SceneDescription {
	const scene = describe('belt', 12);
	const bottle: BottleDescription = {
		...scene.bottles[0]!,
		style: 'longneck',
		tint: 'amber',
		liquid: 'lager',
		foam: 0,
		twistOff: false,
		stretch: 1,
		waviness: 0.015,
		roll: 0,
		pitch: 0,
		at: [0, 0, 0],
		label: {
			brand: 'Vale Verde',
			paper: '#f4efe2',
			ink: '#0e4a2c',
			accent: '#c8a13a',
			angle: 3.4,
			neck: false,
			seed: 5
		}
	};
	return {
		...scene,
		...conveyorFrame,
		seed: 5,
		setting: 'hall',
		belt: true,
		bottles: [bottle],
		props: [],
		hand: null,
		table: { surface: 'steel', colour: '#9aa0a4', seed: 2, depth: 20 },
		light: { key: 1.5, fill: 1.05, warmth: 0, direction: [-0.6, 1, 0.8], flash: false },
		lens: { exposure: 1, blur: 0, motion: [0, 0], noise: 0, vignette: 0, balance: [1, 1], quality: 0.9, depth: 7 },
		camera: { anchor: [0, 15, 0], anchorAt: [0.5, 0.5], span: 31, elevation: 5, azimuth: 0, fov: 20 }
	};
}

/** Renders the empty belt and each bottle on it, cuts the bottles out and writes `conveyor.json`. */
export async function renderSprites(studio: Studio, out: string, tick: () => void): Promise<void> {
	await mkdir(out, { recursive: true });
	const scene = conveyorScene();
	const { width, height } = conveyorFrame;
	const empty = await studio.render({ ...scene, bottles: [] }, 'image/png');
	await writeFile(join(out, 'belt.jpg'), await sharp(empty).jpeg({ quality: 82, mozjpeg: true }).toBuffer());
	tick();
	const sprites: SpriteEntry[] = [];
	for (const [index, { open, change }] of line.entries()) {
		const bottle = { ...scene.bottles[0]!, ...change, cap: open ? null : { ...caps, seed: 11 + index * 1.7 } };
		const one: SceneDescription = { ...scene, bottles: [bottle], label: open ? 'open' : 'closed' };
		const alpha = await sharp(await studio.silhouette(one))
			.extractChannel(0)
			.raw()
			.toBuffer({ resolveWithObject: true });
		const box = boundingBox(alpha.data, alpha.info.width, alpha.info.height);
		const colour = await sharp(await studio.render(one, 'image/png'))
			.removeAlpha()
			.raw()
			.toBuffer();
		const cut = await sharp(colour, { raw: { width, height, channels: 3 } })
			.joinChannel(alpha.data, { raw: { width, height, channels: 1 } })
			.png()
			.toBuffer();
		const file = `bottle-${index + 1}.webp`;
		await writeFile(
			join(out, file),
			await sharp(cut).extract(box).webp({ quality: 84, alphaQuality: 90, effort: 6 }).toBuffer()
		);
		const mouth = mouthTruth(one, bottle);
		sprites.push({
			file,
			open,
			...box,
			mouth: {
				x: Math.round(mouth.x * width * 10) / 10,
				y: Math.round(mouth.y * height * 10) / 10,
				width: Math.round(mouth.width * width * 10) / 10
			}
		});
		tick();
	}
	const entry: ConveyorEntry = { width, height, backdrop: 'belt.jpg', sprites };
	await writeFile(join(out, 'conveyor.json'), `${JSON.stringify(entry, null, '\t')}\n`);
}

/** The smallest rectangle that holds every pixel that is not black. */
function boundingBox(pixels: Uint8Array, width: number, height: number) {
	let [left, right, top, bottom] = [width, 0, height, 0];
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			if (pixels[y * width + x]! < 8) continue;
			left = Math.min(left, x);
			right = Math.max(right, x);
			top = Math.min(top, y);
			bottom = Math.max(bottom, y);
		}
	return { left, top, width: right - left + 1, height: bottom - top + 1 };
}
