import type { Prop } from './description';
import { capColours, capDescription, labelDescription, personDescription } from './palette';
import type { Random } from './random';
import { surfaces } from './surfaces';

export const wallColours = [
	'#d8d2c4',
	'#8a97a6',
	'#efeae0',
	'#a3342c',
	'#27405e',
	'#55704f',
	'#3a3a3f',
	'#c7a26b',
	'#f7f7f5',
	'#7d5a46',
	'#b9c7cf'
];

/** A spot on the table that keeps clear of the bottle at the origin. */
export function besides(random: Random, near = 5, far = 13): readonly [number, number, number] {
	const angle = random() * Math.PI * 2;
	const reach = random.range(near, far);
	return [Math.cos(angle) * reach, 0, Math.sin(angle) * reach * 0.7];
}

export function looseCaps(random: Random, count: number, near: number, far: number): Prop[] {
	return Array.from({ length: count }, () => ({
		kind: 'loose-cap' as const,
		at: besides(random, near, far),
		flipped: random.chance(0.4),
		cap: capDescription(random)
	}));
}

export function drinkingGlass(random: Random, at: readonly [number, number, number]): Prop {
	const style = random.pick(['pint', 'tumbler', 'goblet', 'jar'] as const);
	return {
		kind: 'glass',
		at,
		style,
		liquid: random.pick(['lager', 'ale', 'stout', 'water', 'pale'] as const),
		fill: random.chance(0.75) ? random.range(0.3, 0.85) : 0,
		foam: random.chance(0.6) ? random.range(0.3, 2) : 0,
		lid: style === 'jar' && random.chance(0.7) ? random.pick(capColours) : null
	};
}

export function clutter(random: Random, count: number, near: number, far: number): Prop[] {
	return Array.from({ length: count }, (): Prop => {
		const at = besides(random, near, far);
		const seed = random.integer(0, 1e6);
		const kind = random.pick(['box', 'box', 'fruit', 'phone', 'cup', 'can', 'glass'] as const);
		if (kind === 'fruit')
			return {
				kind,
				at,
				colour: random.pick(['#7dae2c', '#d8b02a', '#c4402a', '#e2832b']),
				radius: random.range(2, 4),
				seed
			};
		if (kind === 'phone') return { kind, at, turn: random() * 6 };
		if (kind === 'cup') return { kind, at, colour: random.pick(wallColours), paper: random.chance(0.4), seed };
		if (kind === 'can')
			return { kind, at, label: labelDescription(random), slim: random.chance(0.3), opened: random.chance(0.5), seed };
		if (kind === 'glass') return drinkingGlass(random, at);
		return {
			kind,
			at,
			size: [random.range(3, 12), random.range(1, 14), random.range(3, 12)],
			colour: random.pick([...wallColours, ...capColours]),
			turn: random() * 3,
			surface: random.pick(surfaces),
			seed
		};
	});
}

/** Who holds what is before the camera, at `height` centimetres in a picture `span` wide: the head or what is below it shows. */
export function personBehind(random: Random, height: number, span: number): Prop {
	const aside = 8 + span * 0.35;
	return personDescription(random, [
		random.range(-aside, aside),
		height + random.range(-20, 4),
		random.range(-48, -20)
	]);
}
