import type { BottleDescription, CapDescription } from './description';
import type { GlassTint } from './glass';
import { capColours, capDescription, labelDescription } from './palette';
import { threadedStyles } from './profile';
import type { Random } from './random';

const golds = ['#c8a13a', '#d8b75a', '#b98d2c', '#d4d4d2', '#e6e4de', '#b9bcc0', '#a3242a', '#1b1c1f', '#17352a'];

/** A bottle of another kind than beer's: PET or spirits, its threaded finish bare or under a cap. */
export function threadedBottle(random: Random, bottle: BottleDescription, open: boolean): BottleDescription {
	const style = random.pick(threadedStyles);
	const pet = style === 'water' || style === 'soda' || style === 'flask';
	const tints: GlassTint[] = pet
		? ['clear', 'clear', 'clear', 'green', 'blue']
		: ['clear', 'clear', 'green', 'brown', 'amber'];
	const plain = capDescription(
		random,
		random.pick(['#ffffff', '#1f4e9c', '#1f6fd0', '#d8232a', '#2f8f3a', '#f2c230', ...capColours])
	);
	const cap: CapDescription = pet
		? { ...plain, kind: 'screw', metal: 0, roughness: random.range(0.35, 0.6), reach: random.range(1.1, 1.9) }
		: { ...plain, kind: 'roll-on', metal: random.pick([0.3, 0.7, 0.9]), reach: random.range(1.7, 4.6) };
	return {
		...bottle,
		style,
		tint: random.pick(tints),
		liquid: random.pick(['water', 'water', 'pale', 'lager', 'stout', 'ale']),
		waviness: pet ? random.range(0.05, 0.3) : bottle.waviness,
		cap: open ? null : cap
	};
}

/** A beer bottle dressed with foil, a swing top or a cork; an open one keeps what is left of it. */
export function dressedBottle(random: Random, bottle: BottleDescription, open: boolean): BottleDescription {
	const kind = random.pick(['foil', 'foil', 'swing', 'cork'] as const);
	const plain = capDescription(random, random.pick(golds));
	const dressed = { ...bottle, twistOff: false, label: bottle.label ?? labelDescription(random) };
	const reach = random.range(2.2, 6.5);
	const closures: Record<typeof kind, CapDescription> = {
		foil: { ...plain, kind, metal: random.range(0.6, 0.95), roughness: random.range(0.2, 0.45), reach },
		swing: {
			...plain,
			kind,
			colour: random.pick(['#f4f2ec', '#e9e4d8', '#23252a', '#c43a2e']),
			skirt: random.pick(['#b5432f', '#d0552e', '#2b2b2b'])
		},
		cork: { ...plain, kind, colour: random.pick(['#c79a63', '#b9874f', '#d6ae78']) }
	};
	if (!open) return { ...dressed, cap: closures[kind] };
	if (kind === 'swing') return { ...dressed, cap: null, hanging: closures.swing };
	const { colour, metal, seed } = closures.foil;
	return {
		...dressed,
		cap: null,
		foil: { from: random.range(1.3, 3), to: 3.2 + random.range(0, 3.5), colour, metal, seed }
	};
}
