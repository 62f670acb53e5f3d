import * as THREE from 'three';
import { crownCap, screwCap } from './crown-cap';
import type { CapDescription, NeckFoil } from './description';
import { radiusAt, type Profile } from './profile';
import { seeded } from './random';

/** [Note: closures that are no crowns] measured on bottles left out, red roll-on caps were called open, gold foil too. */

const metalOf = (cap: Pick<CapDescription, 'colour' | 'metal' | 'roughness'>) =>
	new THREE.MeshPhysicalMaterial({
		color: cap.colour,
		metalness: cap.metal,
		roughness: cap.roughness,
		clearcoat: 0.3,
		side: THREE.DoubleSide
	});

const turned = (points: readonly (readonly [number, number])[], around = 120) =>
	new THREE.LatheGeometry(
		points.map(([radius, y]) => new THREE.Vector2(radius, y)),
		around
	);

/** Moves every point outwards by a factor of its angle and height. */
function roughen(geometry: THREE.BufferGeometry, factor: (angle: number, y: number) => number) {
	const position = geometry.getAttribute('position');
	for (let index = 0; index < position.count; index++) {
		const [x, y, z] = [position.getX(index), position.getY(index), position.getZ(index)];
		const k = factor(Math.atan2(z, x), y);
		position.setXYZ(index, x * k, y, z * k);
	}
	geometry.computeVertexNormals();
	return geometry;
}

/** An aluminium cap rolled onto a thread: knurled at the top, grooves where the thread was pressed in, a band below. */
function rollOn(cap: CapDescription, radius = 1.55): THREE.Object3D {
	const random = seeded(cap.seed);
	const reach = cap.reach ?? 3;
	const grooves = random.integer(0, 3);
	const points: [number, number][] = [
		[0, 0.1],
		[radius - 0.15, 0.1],
		[radius, -0.02]
	];
	for (let y = -0.05; y > -reach; y -= 0.05) {
		const pressed = y < -0.9 && y > -1.9 ? 0.06 * Math.max(0, Math.sin((y + 0.9) * Math.PI * grooves)) : 0;
		const bridge = Math.abs(y + Math.min(2.2, reach * 0.72)) < 0.06 ? 0.07 : 0;
		points.push([radius - pressed - bridge, y]);
	}
	points.push([radius - 0.1, -reach]);
	const knurl = random.range(0.5, 0.9);
	const body = new THREE.Mesh(
		roughen(turned(points, 200), (angle, y) =>
			y < -0.12 && y > -knurl ? 1 + 0.012 * Math.sign(Math.sin(angle * 50)) : 1
		),
		metalOf(cap)
	);
	const group = new THREE.Group().add(body);
	if (cap.skirt !== cap.colour) {
		const low = -Math.min(2.2, reach * 0.72);
		const band = [
			[radius + 0.01, low],
			[radius + 0.01, -reach]
		] as const;
		group.add(new THREE.Mesh(turned(band), metalOf({ ...cap, colour: cap.skirt })));
	}
	return group;
}

/** How thin metal lies in folds: a few of them, none straight. */
function crinkle(seed: number) {
	const random = seeded(seed);
	const waves = Array.from(
		{ length: 5 },
		() => [random.integer(3, 23), random() * 6, random.range(-2, 2), random.range(0.002, 0.01)] as const
	);
	return (angle: number, y: number) =>
		1 + waves.reduce((sum, [n, phase, slant, depth]) => sum + depth * Math.sin(n * angle + phase + slant * y), 0);
}

function sleeve(profile: Profile, from: number, to: number): [number, number][] {
	const points: [number, number][] = [];
	for (let below = from; below <= to; below += 0.1)
		points.push([
			Math.max(radiusAt(profile.outer.slice(4), profile.height - below), below < 1.9 ? 1.42 : 0) + 0.04,
			-below
		]);
	return points;
}

/** Foil over a crown and down the neck. */
function foil(cap: CapDescription, profile: Profile): THREE.Object3D {
	const points: [number, number][] = [
		[0, 0.12],
		[1.2, 0.11],
		[1.45, 0.03],
		[1.6, -0.35],
		[1.6, -0.55],
		[1.48, -0.8],
		...sleeve(profile, 1, cap.reach ?? 4)
	];
	return new THREE.Mesh(roughen(turned(points, 160), crinkle(cap.seed)), metalOf(cap));
}

/** What is left of a foil below the lip. */
export function neckFoil(left: NeckFoil, profile: Profile): THREE.Mesh {
	const geometry = roughen(turned(sleeve(profile, left.from, left.to), 160), crinkle(left.seed));
	return new THREE.Mesh(geometry, metalOf({ colour: left.colour, metal: left.metal, roughness: 0.3 }));
}

const wire = (points: readonly (readonly [number, number, number])[]) =>
	new THREE.Mesh(
		new THREE.TubeGeometry(new THREE.CatmullRomCurve3(points.map((point) => new THREE.Vector3(...point))), 40, 0.1, 8),
		new THREE.MeshStandardMaterial({ color: '#c9cbd0', metalness: 0.9, roughness: 0.3 })
	);

/** Stopper, rubber and bail of a swing top; its origin is the middle of the lip. */
function stopper(cap: CapDescription): THREE.Group {
	const plug = turned([
		[0, 0.95],
		[0.5, 0.93],
		[0.95, 0.75],
		[1.12, 0.4],
		[1.15, 0.1],
		[0.7, 0],
		[0.6, -0.5],
		[0, -0.5]
	]);
	const rubber = turned([
		[0.7, 0.16],
		[1.2, 0.14],
		[1.24, 0],
		[1.18, -0.1],
		[0.7, -0.1]
	]);
	const side = (x: number) =>
		wire([
			[x * 0.2, 0.98, 0],
			[x * 0.9, 0.95, 0],
			[x * 1.3, 0.5, 0],
			[x * 1.55, -0.9, 0.35],
			[x * 1.5, -2.4, 0.2]
		]);
	return new THREE.Group().add(
		new THREE.Mesh(
			plug,
			new THREE.MeshPhysicalMaterial({ color: cap.colour, roughness: 0.25, clearcoat: 0.6, side: THREE.DoubleSide })
		),
		new THREE.Mesh(
			rubber,
			new THREE.MeshStandardMaterial({ color: cap.skirt, roughness: 0.8, side: THREE.DoubleSide })
		),
		side(1),
		side(-1)
	);
}

const collar = () => {
	const ring = new THREE.Mesh(
		new THREE.TorusGeometry(1.5, 0.09, 8, 60),
		new THREE.MeshStandardMaterial({ color: '#c9cbd0', metalness: 0.9, roughness: 0.3 })
	);
	ring.rotation.x = Math.PI / 2;
	ring.position.y = -2.4;
	return ring;
};

/** A swing stopper that was opened and hangs at the neck. */
export function hangingStopper(cap: CapDescription): THREE.Object3D {
	const swung = stopper(cap);
	swung.position.y = 2.4;
	const hinge = new THREE.Group().add(swung);
	hinge.rotation.x = 1.9 + 0.9 * seeded(cap.seed)();
	hinge.position.y = -2.4;
	return new THREE.Group().add(hinge, collar());
}

/** A cork that stands out of the mouth, with the wire that holds it where it is a mushroom. */
function cork(cap: CapDescription): THREE.Object3D {
	const mushroom = cap.seed % 2 === 0;
	const points: [number, number][] = mushroom
		? [
				[0, 1.5],
				[0.8, 1.48],
				[1.25, 1.25],
				[1.3, 0.8],
				[1.1, 0.35],
				[0.98, 0],
				[0.8, -0.6],
				[0, -0.6]
			]
		: [
				[0, 1],
				[1.2, 0.98],
				[1.3, 0.85],
				[1.28, 0.06],
				[0.8, 0.03],
				[0.78, -0.6],
				[0, -0.6]
			];
	const folds = crinkle(cap.seed);
	const grain = (angle: number, y: number) => 1 + (folds(angle, y) - 1) * 0.3;
	const group = new THREE.Group().add(
		new THREE.Mesh(
			roughen(turned(points), grain),
			new THREE.MeshStandardMaterial({ color: cap.colour, roughness: 0.95, side: THREE.DoubleSide })
		)
	);
	if (!mushroom) return group;
	for (let arm = 0; arm < 4; arm++) {
		const strand = wire([
			[0, 1.58, 0],
			[0.9, 1.55, 0],
			[1.35, 1.1, 0],
			[1.35, 0.2, 0],
			[1.5, -0.7, 0],
			[1.45, -1.5, 0]
		]);
		strand.rotation.y = (arm * Math.PI) / 2;
		group.add(strand);
	}
	return group;
}

/** What closes a bottle; its origin is the middle of the lip. */
export function closure(cap: CapDescription, profile: Profile): THREE.Object3D {
	if (cap.kind === 'crown') return crownCap(cap);
	if (cap.kind === 'screw') return screwCap(cap, 1.5, cap.reach);
	if (cap.kind === 'roll-on') return rollOn(cap);
	if (cap.kind === 'foil') return foil(cap, profile);
	if (cap.kind === 'cork') return cork(cap);
	return new THREE.Group().add(stopper(cap), collar());
}
