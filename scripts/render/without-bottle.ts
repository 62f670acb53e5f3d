import { besides, clutter, drinkingGlass, looseCaps, personBehind, wallColours } from './clutter';
import type { SceneDescription } from './description';
import { capColours, handDescription, labelDescription, personDescription } from './palette';
import type { Random } from './random';
import type { Recipe } from './recipes';

/** A scene of what is no bottle. */
export function withoutBottle(scene: SceneDescription, recipe: Recipe, random: Random): SceneDescription {
	scene.camera = {
		...scene.camera,
		anchor: [0, random.range(2, 6), 0],
		span: random.range(14, 40),
		elevation: random.range(6, 60),
		azimuth: random.range(-30, 30),
		anchorAt: [random.range(0.3, 0.7), random.range(0.35, 0.65)]
	};
	if (recipe === 'caps-only') {
		scene.props.push(...looseCaps(random, random.integer(1, 9), 0, 9));
		scene.camera.span = random.range(9, 30);
		scene.camera.elevation = random.range(15, 80);
		scene.camera.anchor = [0, 0, 0];
	} else if (recipe === 'caps-far') {
		scene.props.push(...looseCaps(random, random.integer(1, 3), 0, 9));
		scene.camera.span = random.range(26, 64);
		scene.camera.elevation = random.range(8, 70);
		scene.camera.anchor = [0, 0, 0];
	} else if (recipe === 'can') {
		const pose = random.pick([undefined, undefined, 'lying', 'tilted'] as const);
		for (let index = pose === 'tilted' ? 1 : random.pick([1, 1, 1, 2, 3]); index > 0; index--)
			scene.props.push({
				kind: 'can',
				at: index === 1 ? [random.range(-3, 3), 0, random.range(-2, 2)] : besides(random, 7, 11),
				label: labelDescription(random),
				slim: random.chance(0.4),
				opened: random.chance(0.5),
				...(pose && { pose }),
				seed: random.integer(0, 1e6)
			});
		// The lid is what looks like a mouth: seen from the side and from above, near and far.
		scene.camera.anchor = [0, pose === 'lying' ? 3 : 9, 0];
		scene.camera.span = random.range(11, 34);
		scene.camera.elevation = random.range(-4, 88);
		if (pose === 'tilted' && random.chance(0.6)) scene.table = null;
	} else if (recipe === 'cup') {
		for (let index = random.integer(1, 2); index > 0; index--)
			scene.props.push({
				kind: 'cup',
				at: besides(random, 0, 9),
				colour: random.pick([...wallColours, ...capColours]),
				paper: random.chance(0.4),
				seed: random.integer(0, 1e6)
			});
	} else if (recipe === 'glass') {
		scene.props.push(drinkingGlass(random, [random.range(-5, -1), 0, 0]));
		if (random.chance(0.5)) scene.props.push(drinkingGlass(random, [random.range(7, 10), 0, random.range(-6, 2)]));
	} else if (recipe === 'person') {
		const chin = random.range(30, 60);
		for (let index = random.pick([1, 1, 1, 2]); index > 0; index--)
			scene.props.push(
				personDescription(random, [index === 1 ? 0 : random.pick([-45, 45]), chin, random.range(-12, 0)])
			);
		scene.camera.anchor = [0, chin + random.range(-14, 14), 0];
		scene.camera.span = Math.exp(random.range(Math.log(22), Math.log(130)));
		scene.camera.elevation = random.range(-25, 40);
		if (random.chance(0.8)) scene.table = null;
	} else if (recipe === 'hand' || recipe === 'hand-object') {
		scene.hand = handDescription(random, null);
		scene.hand.height = 12;
		scene.camera = { ...scene.camera, anchor: [0, 12, 0], span: random.range(16, 36), elevation: random.range(-5, 65) };
		if (recipe === 'hand-object') {
			scene.hand.radius = 3.3;
			scene.props.push({
				kind: 'can',
				at: [0, 6, 0],
				label: labelDescription(random),
				slim: false,
				opened: random.chance(0.5),
				seed: random.integer(0, 1e6)
			});
		} else scene.hand.radius = random.range(0.3, 1.5);
	}
	if (recipe === 'empty' || random.chance(0.4)) scene.props.push(...clutter(random, random.integer(1, 4), 9, 18));
	if (recipe === 'hand-object' && random.chance(0.4)) scene.props.push(personBehind(random, 12, scene.camera.span));
	return scene;
}
