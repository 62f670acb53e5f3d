import { brands } from './artwork';
import type { BottleDescription, CapDescription, HandDescription, LabelDescription, Prop } from './description';
import type { GlassTint, Liquid } from './glass';
import { bottleProfile, bottleStyles, radiusAt } from './profile';
import type { Random } from './random';

export const capColours = [
	'#c8a13a',
	'#d9d9d6',
	'#b01f24',
	'#1d2f6f',
	'#0f6b3a',
	'#111317',
	'#f2efe6',
	'#e0731d',
	'#6d3fa0',
	'#3aa0c8',
	'#7a4a21',
	'#f0c419',
	'#8c8f93',
	'#e37fa5',
	'#5b1420',
	'#96b73a'
];
const papers = [
	'#f4efe2',
	'#ffffff',
	'#1f4e79',
	'#b3272d',
	'#f2c230',
	'#11221a',
	'#27623b',
	'#d86a1e',
	'#e9e1cf',
	'#1a1a1d'
];
const inks = ['#12233d', '#7d1620', '#1c1c1c', '#f6f1e4', '#0e4a2c', '#d9b13b'];

/** Colour close to what a piece of glass of this tint looks like: for caps that hide against it. */
export const tintColours: Record<GlassTint, string> = {
	amber: '#6b3411',
	brown: '#3a1d0b',
	dark: '#1c0e06',
	green: '#1f6b2c',
	emerald: '#0e4a2e',
	clear: '#cfd6d4',
	blue: '#1d3f8a'
};

export function capDescription(random: Random, colour = random.pick(capColours)): CapDescription {
	return {
		kind: 'crown',
		colour,
		skirt: random.chance(0.6) ? colour : random.pick(['#c9a44a', '#d4d4d2', '#b9bcc0', random.pick(capColours)]),
		print: random.chance(0.75) ? random.pick(['#ffffff', '#111111', '#c8a13a', '#b01f24', '#1d2f6f']) : null,
		metal: random.pick([0.15, 0.35, 0.75, 0.9]),
		roughness: random.range(0.22, 0.5),
		seed: random.integer(0, 1e6)
	};
}

export function labelDescription(random: Random): LabelDescription {
	const paper = random.pick(papers);
	return {
		brand: random.pick(brands),
		paper,
		ink: random.pick(inks.filter((ink) => ink !== paper)),
		accent: random.pick(inks),
		angle: random.range(1.7, 4.2),
		neck: random.chance(0.45),
		seed: random.integer(0, 1e6)
	};
}

const tints: readonly GlassTint[] = [
	'amber',
	'amber',
	'brown',
	'green',
	'green',
	'clear',
	'clear',
	'clear',
	'emerald',
	'blue'
];

export interface BottleWish {
	open: boolean;
	/** null draws the fill at random. */
	fill?: 'full' | 'part' | 'empty' | null;
	tint?: GlassTint;
	capColour?: string;
}

/** A bottle whose fill says nothing about its cap. */
export function bottleDescription(random: Random, wish: BottleWish): BottleDescription {
	const fillKind = wish.fill ?? random.pick(['full', 'full', 'part', 'empty', 'empty'] as const);
	const fill = fillKind === 'full' ? random.range(0.76, 0.88) : fillKind === 'part' ? random.range(0.08, 0.7) : 0;
	const cap = wish.open ? null : capDescription(random, wish.capColour);
	return {
		style: random.pick(bottleStyles),
		tint: wish.tint ?? random.pick(tints),
		liquid: random.pick(['lager', 'lager', 'pale', 'ale', 'stout', 'water'] as Liquid[]),
		fill,
		foam: fill > 0 && random.chance(0.4) ? random.range(0.1, 0.9) : 0,
		twistOff: random.chance(0.3),
		stretch: random.range(0.95, 1.05),
		cap: cap && random.chance(0.06) ? { ...cap, kind: 'screw' } : cap,
		label: random.chance(0.85) ? labelDescription(random) : null,
		roll: 0,
		pitch: 0,
		yaw: random.range(-60, 60),
		at: [0, 0, 0],
		waviness: random.range(0.01, 0.05)
	};
}

const skins = ['#e3b48f', '#c98e66', '#a06a45', '#7b4a2d', '#4f2e1c', '#e8c0a0'];
const hairs = ['#15110e', '#2b1c12', '#4a2f1b', '#7a5230', '#c39a5b', '#9a9a98', '#6d2e1a'];
const gloves = ['#2b5fa8', '#e9e9e4', '#1b1c1f', '#3b8f4f', '#d9822b'];

/** Somebody whose chin is `at` there, in a hall's headwear or none; now and then of stone or plastic, as statues and dolls are. */
export function personDescription(
	random: Random,
	at: readonly [number, number, number]
): Extract<Prop, { kind: 'person' }> {
	const lifeless = random.chance(0.1);
	return {
		kind: 'person',
		at,
		turn: random.chance(0.6) ? random.range(-0.6, 0.6) : random.range(-Math.PI, Math.PI),
		skin: lifeless ? random.pick(['#c9c6bd', '#8c877c', '#f0d9c4', '#6b5a3e']) : random.pick(skins),
		hair: lifeless ? '#a39d90' : random.pick(hairs),
		headwear: random.chance(0.45) ? random.pick(['hard-hat', 'cap', 'hairnet'] as const) : null,
		seed: random.integer(0, 1e6)
	};
}

/** A hand around a bottle's body or lower neck; `height` is a fraction of the bottle's. */
export function handDescription(
	random: Random,
	bottle: BottleDescription | null,
	height = random.range(0.22, 0.55)
): HandDescription {
	const glove = random.chance(0.3);
	const profile = bottle && bottleProfile(bottle.style, bottle.twistOff, bottle.stretch);
	const y = profile ? height * profile.height : 0;
	return {
		height: y,
		radius: profile
			? Math.max(...[-2, 0, 2].map((step) => radiusAt(profile.outer.slice(4), y + step)))
			: random.range(0.6, 3.4),
		side: random.chance(0.5) ? 1 : -1,
		turn: random.range(-0.5, 0.5),
		skin: glove ? random.pick(gloves) : random.pick(skins),
		glove,
		thumb: random.chance(0.7) ? 'round' : 'up',
		seed: random.integer(0, 1e6)
	};
}
