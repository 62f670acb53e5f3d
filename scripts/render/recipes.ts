import { aimAtMouth, beforeLightBox, lay, lift, moveToEdge, others, row } from './arrangements';
import type { LensDescription, LightDescription, SceneDescription, SceneLabel, Setting } from './description';
import { bottleDescription, capDescription, handDescription, tintColours } from './palette';
import { dressedBottle, threadedBottle } from './other-closures';
import { clutter, drinkingGlass, looseCaps, personBehind, wallColours } from './clutter';
import { withoutBottle } from './without-bottle';
import { seeded, type Random } from './random';
import { surfaces } from './surfaces';
import { mouthHeight, mouthInPicture, mouthTruth } from './truth';

/** What a picture is meant to show; each exists because something about it fools a classifier. */
export const recipes = {
	open: 'an open bottle, any fill',
	closed: 'a closed bottle, any fill',
	'open-full': 'open and full to the neck',
	'closed-empty': 'closed and empty',
	'open-cap-beside': 'open, its cap lying on the table',
	'closed-hidden-cap': "closed, the cap in the background's colour",
	'closed-glass-cap': "closed, the cap in the glass's colour",
	'open-others-behind': 'open, closed ones behind',
	'closed-others-behind': 'closed, open ones behind',
	'open-glass': 'open beside a poured glass, often with the cap',
	'closed-glass': 'closed beside a poured glass',
	'open-thumb': 'open, a thumb beside the mouth',
	'open-above': 'open, seen from above, down to straight into the mouth',
	'closed-above': 'closed, seen from above, down to straight onto the cap',
	'open-lying': 'open and empty, lying on its side',
	'closed-lying': 'closed, lying on its side',
	'open-threaded': 'an open bottle of PET or for spirits, its thread bare, often tilted in a hand',
	'closed-threaded': 'such a bottle under a screw or a roll-on cap',
	'open-dressed': 'open, with what is left of a foil, or its swing stopper hanging',
	'closed-dressed': 'closed by foil over the crown, a swing top or a cork',
	'open-silhouette': 'open, dark before a light box',
	'closed-silhouette': 'closed, dark before a light box',
	'open-edge': "open, its mouth at the picture's edge, which may cut its rim",
	'closed-edge': "closed, its cap at the picture's edge, which may cut its rim",
	'open-person': 'an open bottle in a hand, somebody behind it',
	'closed-person': 'a closed bottle in a hand, somebody behind it',
	'cut-off': 'the frame cuts the mouth off',
	'caps-only': 'loose caps on a table',
	'caps-far': 'few loose caps, small in the picture',
	can: 'cans',
	cup: 'cups and mugs',
	glass: 'drinking glasses and jars',
	hand: 'an empty hand',
	'hand-object': 'a hand around something else',
	person: 'people without a bottle, near and far',
	empty: 'a table or a belt with clutter',
	belt: 'one bottle on a conveyor'
} as const;
export type Recipe = keyof typeof recipes;

const settings: readonly Setting[] = ['hall', 'room', 'night', 'plain', 'backlit', 'outdoor', 'bar'];

function lightFor(setting: Setting, random: Random): LightDescription {
	const base = {
		hall: [1.6, 1],
		room: [1.4, 0.8],
		night: [0.45, 0.3],
		plain: [1.6, 1.1],
		backlit: [0.5, 0.55],
		outdoor: [2.6, 1.1],
		bar: [1.4, 0.75]
	}[setting];
	return {
		key: base[0]! * random.range(0.6, 1.4),
		fill: base[1]! * random.range(0.7, 1.3),
		warmth:
			setting === 'bar'
				? random.range(0.3, 0.8)
				: setting === 'night'
					? random.range(-0.3, 0.6)
					: random.range(-0.2, 0.3),
		direction: [random.range(-1, 1), random.range(0.5, 1.4), random.range(-0.2, 1)],
		flash: random.chance(setting === 'night' ? 0.35 : 0.06)
	};
}

function lensFor(setting: Setting, random: Random): LensDescription {
	const dim = setting === 'night' || setting === 'bar';
	return {
		exposure: random.range(0.75, 1.25) * (setting === 'night' ? 2 : setting === 'bar' ? 1.4 : 1),
		blur: random.chance(0.6) ? 0 : random.range(0, 0.004),
		motion: random.chance(0.85) ? [0, 0] : [random.range(-0.02, 0.02), random.range(-0.008, 0.008)],
		noise: dim ? random.range(0.015, 0.06) : random.range(0.003, 0.02),
		vignette: random.range(0, 0.5),
		balance: [random.range(0.9, 1.1), random.range(0.9, 1.1)],
		quality: random.range(0.55, 0.92),
		depth: setting === 'outdoor' ? random.pick([5, 9, 16]) : random.pick([0, 1.5, 3, 6, 12])
	};
}

function blank(seed: number, recipe: Recipe, label: SceneLabel, random: Random, setting: Setting): SceneDescription {
	const [width, height] = random.pick([
		[320, 400],
		[300, 400],
		[288, 512],
		[400, 400],
		[400, 300],
		[270, 480]
	] as const);
	return {
		seed,
		label,
		recipe,
		width,
		height,
		setting,
		camera: { anchorAt: [0.5, 0.5], anchor: [0, 10, 0], span: 20, elevation: 8, azimuth: 0, fov: random.range(24, 52) },
		light: lightFor(setting, random),
		lens: lensFor(setting, random),
		bottles: [],
		hand: null,
		props: [],
		table: {
			surface: random.pick(surfaces),
			colour: random.pick(wallColours),
			seed: random.integer(0, 1e6),
			depth: random.range(14, 60)
		},
		belt: setting === 'hall',
		wall: random.pick(wallColours)
	};
}

/** FNV-1a over the recipe's name and the seed, so that neighbouring seeds share nothing. */
function mixed(recipe: Recipe, seed: number): number {
	let hash = 0x811c9dc5;
	for (const letter of `${recipe}#${seed}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
	return hash >>> 0;
}

/** The description of one picture: a pure function of recipe and seed. */
export function describe(recipe: Recipe, seed: number): SceneDescription {
	const random = seeded(mixed(recipe, seed));
	const setting = recipe === 'belt' ? 'hall' : random.pick(settings);
	const open = recipe.startsWith('open') || ((recipe === 'belt' || recipe === 'cut-off') && random.chance(0.5));
	const bottled = open || recipe.startsWith('closed') || recipe === 'belt' || recipe === 'cut-off';
	const scene = blank(
		seed,
		recipe,
		recipe === 'cut-off' ? 'unclear' : !bottled ? 'none' : open ? 'open' : 'closed',
		random,
		setting
	);
	if (!bottled) return withoutBottle(scene, recipe, random);
	const fill = recipe === 'open-full' ? 'full' : ['closed-empty', 'open-lying'].includes(recipe) ? 'empty' : null;
	let bottle = bottleDescription(random, { open, fill });
	if (recipe.endsWith('threaded')) bottle = threadedBottle(random, bottle, open);
	if (recipe.endsWith('dressed')) bottle = dressedBottle(random, bottle, open);
	scene.bottles = [bottle];
	if (recipe === 'closed-hidden-cap') {
		bottle.cap = { ...capDescription(random, scene.wall), skirt: scene.wall, print: null };
		scene.wall = bottle.cap.colour;
	}
	if (recipe === 'closed-glass-cap') {
		const colour = tintColours[bottle.tint];
		bottle.cap = { ...capDescription(random, colour), skirt: colour, print: null };
	}
	const before = recipe.endsWith('person');
	const held = before || (!/beside|behind|belt|above|lying|silhouette|-glass$/.test(recipe) && random.chance(0.4));
	if (held) lift(scene, random);
	if (held && recipe.endsWith('threaded') && random.chance(0.5)) bottle.roll = random.range(-85, 85);
	if (recipe.endsWith('lying')) lay(bottle);
	aimAtMouth(scene, random);
	if (/above|lying/.test(recipe)) {
		scene.camera.elevation = random.range(recipe.endsWith('above') ? 40 : 10, 89);
		scene.camera.azimuth = random.range(-180, 180);
		scene.camera.anchorAt = [random.range(0.3, 0.7), random.range(0.3, 0.7)];
	}
	if (recipe.endsWith('silhouette')) beforeLightBox(scene, random);
	if (recipe === 'open-cap-beside') {
		scene.props.push(...looseCaps(random, random.integer(1, 3), 4.6, 7));
		scene.camera.elevation = random.range(18, 50);
		scene.camera.span = random.range(20, 34);
	}
	if (recipe.endsWith('others-behind')) others(scene, random, random.integer(2, 6), () => !open);
	if (recipe.endsWith('-glass')) {
		const side = random.range(7, 11) * (random.chance(0.5) ? 1 : -1);
		scene.props.push(drinkingGlass(random, [side, 0, random.range(-5, 4)]));
		if (open && random.chance(0.5)) scene.props.push(...looseCaps(random, 1, 4.6, 8));
		scene.camera.elevation = random.range(4, 42);
		scene.camera.span = random.range(20, 44);
	}
	if (recipe === 'open-thumb') {
		scene.hand = { ...handDescription(random, bottle, 0.7), thumb: 'up' };
		scene.hand.height = mouthHeight(bottle) - random.range(5.6, 7.2);
	}
	if (recipe === 'belt') row(scene, random, () => random.chance(0.4));
	if (before) scene.props.push(personBehind(random, scene.camera.anchor[1], scene.camera.span));
	if (!held && random.chance(0.5))
		scene.props.push(
			...clutter(random, random.integer(1, 3), 9, 18).map((prop) => ({
				...prop,
				at: [prop.at[0], 0, -Math.abs(prop.at[2]) - 6] as const
			}))
		);
	const atEdge = recipe.endsWith('-edge');
	if (atEdge) moveToEdge(scene, random);
	if (recipe === 'cut-off') {
		const side = random.integer(0, 3);
		scene.camera.anchorAt =
			side < 3
				? [random.range(0.25, 0.75), random.range(-0.3, -0.02)]
				: [random.pick([-0.08, 1.08]), random.range(0.2, 0.4)];
	}
	if (scene.label !== 'unclear' && !atEdge && !mouthInPicture(mouthTruth(scene, bottle), scene))
		return describe(recipe, seed + 1_000_003);
	return { ...scene, seed };
}
