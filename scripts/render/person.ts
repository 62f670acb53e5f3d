import * as THREE from 'three';
import type { Prop } from './description';
import { blend, capsuleDistance, type Capsule } from './flesh';
import { seeded, type Random } from './random';
import { surfaceNets } from './surface-nets';

type Person = Extract<Prop, { kind: 'person' }>;
type Distance = (x: number, y: number, z: number) => number;

const bone = (a: readonly number[], b: readonly number[], ra: number, rb: number): Capsule => ({
	a: new THREE.Vector3(...a),
	b: new THREE.Vector3(...b),
	ra,
	rb
});

/** Centimetres from the chin at the origin; the face looks along +z. */
const head = [
	bone([0, 14, -2], [0, 13, 1], 8, 7.6),
	bone([0, 12, 1.5], [0, 3.4, 4.2], 6.6, 3.6),
	bone([-3.2, 7, 2], [3.2, 7, 2], 4.2, 4.2)
];
const neck = [bone([0, 5, -1.5], [0, -9, -3], 5.4, 6.2)];
const features = [
	bone([0, 11.2, 8], [0, 8.2, 9.4], 0.7, 1.25),
	bone([-7.6, 11, -0.5], [-7.8, 8.6, 0], 1.5, 0.9),
	bone([7.6, 11, -0.5], [7.8, 8.6, 0], 1.5, 0.9)
];
const eyes = [-3.1, 3.1].map((x) => new THREE.Vector3(x, 11.4, 7.5));

function union(capsules: readonly Capsule[], x: number, y: number, z: number, softness: number): number {
	let nearest = 1e3;
	for (const capsule of capsules) nearest = blend(nearest, capsuleDistance(capsule, x, y, z), softness);
	return nearest;
}

const skull: Distance = (x, y, z) => union(head, x, y, z, 3);

const skin: Distance = (x, y, z) => {
	let flesh = blend(skull(x, y, z), union(neck, x, y, z, 1), 2);
	for (const eye of eyes) flesh = Math.max(flesh, 1.5 - Math.hypot(x - eye.x, y - eye.y, z - eye.z - 1.4));
	return blend(flesh, union(features, x, y, z, 0.3), 1);
};

/** Hair around the skull: above the forehead, and down the sides and the back as far as it is `long`. */
function hairOf(random: Random, long: number): Distance {
	const thick = random.range(0.5, 1.8);
	const forehead = random.range(13.5, 16.5);
	const waves = random.range(0, 0.45);
	return (x, y, z) => {
		const shell = skull(x, y, z) - thick - waves * Math.sin(x * 1.3) * Math.sin(y * 1.1 + z);
		const hanging = union([bone([0, 12, -3], [0, -long, -4], 9, 8)], x, y, z, 1);
		const face = (forehead - y) * 0.7 + (z - 1) * 0.6;
		return Math.max(long > 0 ? blend(shell, hanging, 3) : shell, face, long > 0 ? -100 : 4 - y);
	};
}

/** What workers of a hall wear: half a dome over the skull, with a brim around it or over the eyes. */
function headwear(kind: NonNullable<Person['headwear']>, random: Random): THREE.Group {
	const group = new THREE.Group();
	const colour =
		kind === 'hairnet'
			? random.pick(['#f3f5f6', '#9fc4e4'])
			: random.pick([
					'#f4f4f0',
					'#f2c11d',
					'#d8442f',
					'#2456a6',
					'#1c1d20',
					'#2f7d4b',
					`hsl(${random.range(0, 360)},50%,45%)`
				]);
	const material = new THREE.MeshPhysicalMaterial({
		color: colour,
		roughness: kind === 'hard-hat' ? 0.3 : 0.9,
		clearcoat: kind === 'hard-hat' ? 0.6 : 0,
		side: THREE.DoubleSide
	});
	const dome = new THREE.Mesh(new THREE.SphereGeometry(1, 40, 20, 0, Math.PI * 2, 0, Math.PI * 0.52), material);
	dome.scale.set(kind === 'hard-hat' ? 10.4 : 9, kind === 'hard-hat' ? 11 : 9.4, kind === 'hard-hat' ? 12.4 : 11);
	dome.position.set(0, 14.2, -1);
	group.add(dome);
	if (kind !== 'hairnet') {
		const brim = new THREE.Mesh(new THREE.CylinderGeometry(7.4, 7.8, 0.5, 40), material);
		brim.position.set(0, 14.2, kind === 'cap' ? 7 : 5);
		brim.rotation.x = 0.16;
		group.add(brim);
	}
	return group;
}

function torso(random: Random): THREE.Mesh {
	const wide = random.range(17, 22);
	const bones = [
		bone([-wide, -17, -4], [wide, -17, -4], 6.5, 6.5),
		bone([-wide * 0.6, -24, -3], [wide * 0.6, -24, -3], 11, 11),
		bone([0, -24, -3], [0, -60, -3], wide * 0.75, wide * 0.7),
		bone([-wide, -18, -4], [-wide - 4, -50, 0], 6, 5),
		bone([wide, -18, -4], [wide + 4, -50, 0], 6, 5)
	];
	const shape = surfaceNets(
		(x, y, z) => Math.max(union(bones, x, y, z, 5), -55 - y),
		new THREE.Vector3(-36, -58, -26),
		new THREE.Vector3(36, -4, 22),
		1.8
	);
	const colour = random.pick([
		'#f1f1ee',
		'#1d2533',
		'#2d5f9e',
		'#e07a1f',
		`hsl(${random.range(0, 360)},${random.range(5, 60)}%,${random.range(15, 70)}%)`
	]);
	return new THREE.Mesh(shape, new THREE.MeshStandardMaterial({ color: colour, roughness: 0.95 }));
}

/** A person to the waist: what a tablet sees beside and behind bottles, and whose head is round, upright and on a neck. */
export function person(person: Person): THREE.Group {
	const random = seeded(person.seed);
	const group = new THREE.Group();
	const flesh = new THREE.MeshPhysicalMaterial({ color: person.skin, roughness: random.range(0.45, 0.75), sheen: 0.3 });
	const box = [new THREE.Vector3(-11, -13, -15), new THREE.Vector3(11, 25, 13)] as const;
	group.add(new THREE.Mesh(surfaceNets(skin, ...box, 0.7), flesh), torso(random));
	const dark = new THREE.MeshStandardMaterial({ color: person.hair, roughness: 0.8 });
	const bald = random.chance(0.12);
	const hair = hairOf(random, random.chance(0.35) ? random.range(2, 14) : 0);
	if (!bald) {
		const around = [new THREE.Vector3(-16, -26, -18), new THREE.Vector3(16, 28, 12)] as const;
		group.add(new THREE.Mesh(surfaceNets(hair, ...around, 0.9), dark));
	}
	for (const eye of eyes) {
		const white = new THREE.Mesh(
			new THREE.SphereGeometry(1.25, 20, 16),
			new THREE.MeshPhysicalMaterial({ color: '#f2efe9', roughness: 0.2 })
		);
		white.position.copy(eye).add(new THREE.Vector3(0, 0, -0.1));
		const pupil = new THREE.Mesh(
			new THREE.SphereGeometry(0.7, 16, 12),
			new THREE.MeshStandardMaterial({ color: '#1d130d' })
		);
		pupil.position.copy(white.position).add(new THREE.Vector3(0, 0, 0.75));
		const brow = new THREE.Mesh(new THREE.CapsuleGeometry(0.35, 2.6, 4, 8), dark);
		brow.rotation.z = Math.PI / 2 + Math.sign(eye.x) * 0.12;
		brow.position.copy(eye).add(new THREE.Vector3(0, 2.1, 1));
		group.add(white, pupil, brow);
	}
	const lips = new THREE.Mesh(
		new THREE.SphereGeometry(1, 24, 12),
		new THREE.MeshStandardMaterial({
			color: new THREE.Color(person.skin).lerp(new THREE.Color('#a03038'), 0.45),
			roughness: 0.5
		})
	);
	lips.scale.set(random.range(2, 2.8), random.range(0.4, 0.9), 0.8);
	lips.position.set(0, 4.9, 7.6);
	group.add(lips);
	if (random.chance(0.2)) {
		const beard = surfaceNets(
			(x, y, z) =>
				Math.max(skull(x, y, z) - 0.5, y - 6 + Math.max(0, 5 - z) * -0.6, 1.4 - Math.hypot(x * 0.6, y - 4.9)),
			...box,
			0.8
		);
		group.add(new THREE.Mesh(beard, dark));
	}
	if (person.headwear) group.add(headwear(person.headwear, random));
	group.rotation.y = person.turn;
	return group;
}
