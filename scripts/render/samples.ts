import type { CapDescription, LabelDescription, SceneDescription } from './description';
import { describe, type Recipe } from './recipes';
import { bottleMatrix, mouthHeight } from './truth';
import { Vector3 } from 'three';

/** One picture of the gallery. `name` is its file and part of its message keys. */
export interface SamplePlan {
	name: string;
	group: 'plain' | 'fool';
	scene: SceneDescription;
}

const brand = (name: string, paper: string, ink: string, accent: string, seed: number): LabelDescription => ({
	brand: name,
	paper,
	ink,
	accent,
	angle: 3,
	neck: false,
	seed
});
const cap = (colour: string, skirt = colour, print: string | null = '#ffffff'): CapDescription => ({
	kind: 'crown',
	colour,
	skirt,
	print,
	metal: 0.25,
	roughness: 0.32,
	seed: 4
});

const serra = brand('Serra Azul', '#f4efe2', '#12233d', '#c8a13a', 3);
const farol = brand('Farol 27', '#b3272d', '#f6f1e4', '#d9b13b', 8);
const lua = brand('Lua Cheia', '#11221a', '#f6f1e4', '#d9b13b', 12);
const capim = brand('Capim', '#f2c230', '#1c1c1c', '#0e4a2c', 21);

interface Arrangement {
	setting: SceneDescription['setting'];
	bottle?: Partial<SceneDescription['bottles'][number]>;
	camera?: Partial<SceneDescription['camera']>;
	/** Mouth's width as a fraction of the picture's. */
	share?: number;
	mouthAt?: readonly [number, number];
	change?: (scene: SceneDescription) => void;
}

/** A recipe's scene under calm light, composed for looking at. */
function arrange(
	name: string,
	group: SamplePlan['group'],
	recipe: Recipe,
	seed: number,
	wish: Arrangement
): SamplePlan {
	const scene = describe(recipe, seed);
	Object.assign(scene, { width: 480, height: 600, setting: wish.setting, belt: wish.setting === 'hall' });
	scene.table ??= { surface: 'wood', colour: '#8a6a4a', seed: 3, depth: 40 };
	scene.light = {
		key: 1.5,
		fill: wish.setting === 'night' ? 0.5 : 1,
		warmth: 0.1,
		direction: [-0.7, 1, 0.6],
		flash: false
	};
	scene.lens = {
		...scene.lens,
		exposure: wish.setting === 'night' ? 2 : 1,
		blur: 0,
		motion: [0, 0],
		noise: wish.setting === 'night' ? 0.03 : 0.008,
		vignette: 0.2,
		balance: [1, 1],
		depth: 5
	};
	scene.camera = { ...scene.camera, fov: 34, elevation: 9, azimuth: 0, ...wish.camera };
	const bottle = scene.bottles[0];
	if (bottle) {
		const held = bottle.at[1] > 0;
		Object.assign(bottle, {
			tint: 'amber',
			foam: 0,
			waviness: 0.02,
			twistOff: false,
			yaw: 8,
			...(held ? { roll: 7, pitch: 3 } : {}),
			...wish.bottle
		});
		const anchor = new Vector3(0, mouthHeight(bottle), 0).applyMatrix4(bottleMatrix(bottle));
		scene.camera.anchor = [anchor.x, anchor.y, anchor.z];
		scene.camera.span = (bottle.cap ? 3.2 : 2.66) / (wish.share ?? 0.16);
		scene.camera.anchorAt = wish.mouthAt ?? [0.5, 0.24];
	}
	wish.change?.(scene);
	// The recipe drew a label for the cap that it drew; the arrangement may have put another one on.
	if (bottle && scene.label !== 'unclear') scene.label = bottle.cap ? 'closed' : 'open';
	return { name, group, scene };
}

const noProps = (scene: SceneDescription) => (scene.props = []);

/** The gallery of the demo: four plain cases, then what fools a classifier. */
export function samplePlans(): SamplePlan[] {
	return [
		arrange('open-green', 'plain', 'open', 5, {
			setting: 'room',
			bottle: {
				style: 'longneck',
				tint: 'green',
				fill: 0.42,
				liquid: 'lager',
				label: serra,
				at: [0, 0, 0],
				roll: 0,
				pitch: 0
			},
			change: (scene) => ((scene.hand = null), noProps(scene))
		}),
		arrange('closed-amber', 'plain', 'closed', 9, {
			setting: 'room',
			bottle: {
				style: 'longneck',
				tint: 'amber',
				fill: 0.82,
				liquid: 'lager',
				label: farol,
				cap: cap('#c8a13a', '#c8a13a', '#b01f24'),
				at: [0, 0, 0],
				roll: 0,
				pitch: 0
			},
			change: (scene) => ((scene.hand = null), noProps(scene))
		}),
		arrange('belt', 'plain', 'belt', 4, {
			setting: 'hall',
			share: 0.15,
			bottle: { style: 'longneck', tint: 'brown', fill: 0.84, label: capim, cap: cap('#d9d9d6', '#d9d9d6', '#1d2f6f') }
		}),
		arrange('night', 'plain', 'closed', 14, {
			setting: 'night',
			bottle: {
				style: 'slim',
				tint: 'clear',
				fill: 0.8,
				liquid: 'lager',
				label: serra,
				cap: cap('#1d2f6f', '#d9d9d6'),
				at: [0, 0, 0],
				roll: 0,
				pitch: 0
			},
			change: (scene) => ((scene.hand = null), noProps(scene))
		}),
		arrange('open-full', 'fool', 'open-full', 3, {
			setting: 'plain',
			bottle: {
				style: 'slim',
				tint: 'clear',
				fill: 0.86,
				liquid: 'lager',
				label: serra,
				at: [0, 0, 0],
				roll: 0,
				pitch: 0
			},
			change: (scene) => ((scene.hand = null), noProps(scene), (scene.wall = '#b9c7cf'))
		}),
		arrange('closed-empty', 'fool', 'closed-empty', 6, {
			setting: 'room',
			bottle: {
				style: 'slim',
				tint: 'clear',
				fill: 0,
				label: capim,
				cap: cap('#f0c419', '#f0c419', '#111111'),
				at: [0, 0, 0],
				roll: 0,
				pitch: 0
			},
			change: (scene) => ((scene.hand = null), noProps(scene))
		}),
		arrange('cap-beside', 'fool', 'open-cap-beside', 8, {
			setting: 'plain',
			share: 0.11,
			camera: { elevation: 22 },
			bottle: { style: 'stubby', tint: 'amber', fill: 0.8, liquid: 'ale', label: lua },
			change: (scene) => {
				scene.wall = '#efeae0';
				scene.props = [{ kind: 'loose-cap', at: [4.9, 0, 3.2], flipped: false, cap: cap('#b01f24', '#b01f24') }];
			}
		}),
		arrange('hidden-cap', 'fool', 'closed-hidden-cap', 2, {
			setting: 'plain',
			bottle: {
				style: 'longneck',
				tint: 'green',
				fill: 0.3,
				liquid: 'pale',
				label: farol,
				cap: cap('#a3342c', '#a3342c', null),
				at: [0, 0, 0],
				roll: 0,
				pitch: 0
			},
			change: (scene) => ((scene.hand = null), noProps(scene), (scene.wall = '#a3342c'))
		}),
		arrange('thumb', 'fool', 'open-thumb', 6, {
			setting: 'room',
			share: 0.14,
			bottle: { style: 'longneck', tint: 'amber', fill: 0, label: serra },
			change: noProps
		}),
		arrange('others-behind', 'fool', 'open-others-behind', 4, {
			setting: 'room',
			share: 0.14,
			bottle: { style: 'belgian', tint: 'amber', fill: 0.7, liquid: 'ale', label: lua },
			change: noProps
		}),
		arrange('can', 'fool', 'can', 2, {
			setting: 'room',
			camera: { anchor: [0, 7, 0], span: 24, elevation: 18 },
			change: (scene) =>
				(scene.props = [{ kind: 'can', at: [0, 0, 0], label: { ...capim }, slim: false, opened: true, seed: 4 }])
		}),
		arrange('caps-only', 'fool', 'caps-only', 7, {
			setting: 'room',
			camera: { anchor: [0, 0, 0], span: 17, elevation: 38 },
			change: (scene) => {
				const spots = [
					[-3.4, 0, 0.6],
					[0.9, 0, -1.6],
					[3.9, 0, 1.8],
					[-0.4, 0, 3.1]
				] as const;
				const paint = ['#b01f24', '#1d2f6f', '#c8a13a', '#0f6b3a'];
				scene.props = spots.map((at, index) => ({
					kind: 'loose-cap',
					at,
					flipped: index === 2,
					cap: { ...cap(paint[index]!), seed: index }
				}));
			}
		}),
		arrange('cut-off', 'fool', 'cut-off', 3, {
			setting: 'room',
			mouthAt: [0.5, -0.08],
			bottle: {
				style: 'longneck',
				tint: 'green',
				fill: 0.5,
				liquid: 'pale',
				label: farol,
				cap: cap('#c8a13a'),
				at: [0, 0, 0],
				roll: 0,
				pitch: 0
			},
			change: (scene) => ((scene.hand = null), noProps(scene))
		})
	];
}
