import { Vector3 } from 'three';
import type { SceneDescription } from './description';
import { bottleDescription, capDescription, handDescription } from './palette';
import { bottleProfile } from './profile';
import type { Random } from './random';
import { bottleMatrix, mouthHalves, mouthHeight, mouthTruth } from './truth';

/** Points the camera at the first bottle's mouth. */
export function aimAtMouth(
	scene: SceneDescription,
	random: Random,
	share = Math.exp(random.range(Math.log(0.07), Math.log(0.34)))
) {
	const bottle = scene.bottles[0]!;
	const anchor = new Vector3(0, mouthHeight(bottle), 0).applyMatrix4(bottleMatrix(bottle));
	const side = share * 0.8;
	scene.camera = {
		...scene.camera,
		anchor: [anchor.x, anchor.y, anchor.z],
		span: 3 / share,
		anchorAt: [random.range(0.2 + side / 2, 0.8 - side / 2), random.range(0.12 + side * 0.4, 0.42)],
		elevation: random.chance(0.75) ? random.range(-8, 24) : random.range(24, 62),
		azimuth: random.range(-25, 25)
	};
	if (scene.camera.elevation < 3 && scene.table && share < 0.2) scene.camera.elevation = random.range(3, 20);
}

/** Puts a hand around the bottle and both in the air. */
export function lift(scene: SceneDescription, random: Random) {
	const bottle = scene.bottles[0]!;
	bottle.at = [random.range(-3, 3), random.range(6, 16), random.range(4, 14)];
	bottle.roll = random.chance(0.9) ? random.range(-22, 22) : random.range(-80, 80);
	bottle.pitch = random.range(-12, 22);
	scene.hand = handDescription(random, bottle);
	if (random.chance(0.4)) scene.table = null;
}

/** All light from behind: the wall stays bright, the room is dark, and the camera looks level. */
export function beforeLightBox(scene: SceneDescription, random: Random) {
	scene.setting = 'backlit';
	scene.light = { ...scene.light, key: random.range(0.02, 0.3), fill: random.range(0.1, 0.3), flash: false };
	scene.lens = { ...scene.lens, exposure: random.range(0.7, 1.3) };
	scene.camera.elevation = random.range(-4, 9);
	scene.camera.azimuth = random.range(-8, 8);
	if (random.chance(0.5)) scene.table = null;
	scene.bottles[0]!.tint = random.pick(['dark', 'dark', 'brown', 'amber', 'green', 'emerald', 'clear']);
}

/** Moves the mouth to an edge of the picture, most often the upper one: its middle stays in, its rim may not. */
export function moveToEdge(scene: SceneDescription, random: Random) {
	const [halfX, halfY] = mouthHalves(mouthTruth(scene, scene.bottles[0]!), scene);
	const inset = random.range(0.45, 1.5);
	const [x, y] = scene.camera.anchorAt;
	scene.camera.anchorAt = random.chance(0.75)
		? [x, inset * halfY]
		: [random.chance(0.5) ? inset * halfX : 1 - inset * halfX, y];
}

/** Lays the bottle on its side, its mouth to the right of the origin. */
export function lay(bottle: SceneDescription['bottles'][number]) {
	const { outer } = bottleProfile(bottle.style, bottle.twistOff, bottle.stretch);
	bottle.roll = 90;
	bottle.at = [-10, Math.max(...outer.map(([radius]) => radius)), 0];
}

/** Stands `count` other bottles behind; `open` says which of them are. */
export function others(scene: SceneDescription, random: Random, count: number, open: (index: number) => boolean) {
	for (let index = 0; index < count; index++) {
		const bottle = bottleDescription(random, { open: open(index) });
		const x = random.range(6.6, 9) * (index % 2 ? 1 : -1) * (1 + Math.floor(index / 2));
		scene.bottles.push({ ...bottle, at: [x + random.range(-0.8, 0.8), 0, random.range(-26, -9)] });
	}
}

/** Two bottles of the same kind on either side, as on a belt; `open` says which of them are. */
export function row(scene: SceneDescription, random: Random, open: (index: number) => boolean) {
	const first = scene.bottles[0]!;
	[-2, -1, 1, 2].forEach((slot, index) => {
		const isOpen = open(index);
		const cap = isOpen ? null : (first.cap ?? capDescription(random));
		scene.bottles.push({ ...first, cap, yaw: random.range(-180, 180), at: [slot * random.range(7.6, 8.2), 0, 0] });
	});
}
