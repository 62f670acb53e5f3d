import * as THREE from 'three';
import { canPrint, drops, lidHeights, strongColour } from './can-artwork';
import type { Prop } from './description';
import { seeded } from './random';

type Can = Extract<Prop, { kind: 'can' }>;

/** Centimetres: the body's radius, the lid's and the height of common sizes (ISO 90-2 ends 200 and 202). */
const sizes = {
	slim: [
		{ radius: 2.65, lid: 2.3, height: 14.5 },
		{ radius: 2.65, lid: 2.3, height: 10.4 }
	],
	standard: [
		{ radius: 3.3, lid: 2.6, height: 12.2 },
		{ radius: 3.3, lid: 2.6, height: 16.8 },
		{ radius: 3.3, lid: 2.6, height: 11.5 }
	]
} as const;

/** A lathe whose texture is laid along the profile's length, not from point to point. */
function turned(points: readonly (readonly [number, number])[], rows: number): THREE.LatheGeometry {
	const path = new THREE.CurvePath<THREE.Vector2>();
	for (let index = 1; index < points.length; index++)
		path.add(new THREE.LineCurve(new THREE.Vector2(...points[index - 1]!), new THREE.Vector2(...points[index]!)));
	return new THREE.LatheGeometry(path.getSpacedPoints(rows), 64);
}

/** The ring to pull, lying on the lid or bent up, with the hole for a finger. */
function pullTab(metal: THREE.Material, raised: number): THREE.Group {
	const shape = new THREE.Shape().absellipse(0, 0, 0.78, 1.25, 0, Math.PI * 2, false, 0);
	shape.holes.push(new THREE.Path().absellipse(0, 0.45, 0.45, 0.55, 0, Math.PI * 2, true, 0));
	const ring = new THREE.Mesh(
		new THREE.ExtrudeGeometry(shape, { depth: 0.08, bevelSize: 0.06, bevelThickness: 0.06, bevelSegments: 2 }),
		metal
	);
	ring.rotation.x = -Math.PI / 2 + raised;
	ring.position.z = -1.05;
	const rivet = new THREE.Mesh(new THREE.CylinderGeometry(0.28, 0.32, 0.22, 24), metal);
	const group = new THREE.Group();
	group.add(ring, rivet);
	return group;
}

/**
 * A beverage can, sealed or drunk from: what people hold up to the camera that is no bottle, and whose lid is round
 * and bright as a crown cap is.
 */
export function can(can: Can): THREE.Group {
	const random = seeded(can.seed);
	const { radius, lid, height } = random.pick<{ radius: number; lid: number; height: number }>(
		sizes[can.slim ? 'slim' : 'standard']
	);
	const metal = new THREE.MeshStandardMaterial({
		color: random.pick(['#c9ccd0', '#c9ccd0', '#c9ccd0', '#c8a45a', '#1d1e20', strongColour(random, [30, 50])]),
		metalness: 0.95,
		roughness: random.range(0.2, 0.45),
		side: THREE.DoubleSide
	});
	const bare = metal.clone();
	bare.color.set('#c9ccd0');
	const wet = random.chance(0.3);
	const paint = new THREE.MeshPhysicalMaterial({
		map: canPrint(can.label, (2 * Math.PI * radius) / height, random),
		metalness: random.pick([0.1, 0.5, 0.8]),
		roughness: random.range(0.2, 0.6),
		clearcoat: 0.4,
		...(wet && { bumpMap: drops(random), bumpScale: 3 })
	});
	const top = height - 0.25;
	const wall: [number, number][] = [
		[radius - 0.45, 0.5],
		[radius, 1.2],
		[radius, height - 1.9],
		[lid + 0.08, top - 0.3]
	];
	const bottom: [number, number][] = [
		[0, 1],
		[radius * 0.5, 0.7],
		[radius - 0.85, 0.1],
		[radius - 0.7, 0],
		[radius - 0.45, 0.5]
	];
	const curl: [number, number][] = [
		[lid + 0.08, top - 0.3],
		[lid + 0.12, top],
		[lid + 0.04, height],
		[lid - 0.08, height - 0.02],
		[lid - 0.16, height - 0.6]
	];
	const panel = new THREE.MeshStandardMaterial({
		color: metal.color,
		metalness: 0.95,
		roughness: metal.roughness,
		bumpMap: lidHeights(random),
		bumpScale: 4
	});
	const plate = new THREE.Mesh(new THREE.CircleGeometry(lid - 0.14, 48), panel);
	plate.rotation.x = -Math.PI / 2;
	plate.position.y = height - 0.5;
	const parts = new THREE.Group();
	parts.add(
		new THREE.Mesh(turned(wall, 40), paint),
		new THREE.Mesh(turned(bottom, 24), bare),
		new THREE.Mesh(turned(curl, 24), metal),
		plate
	);
	if (!can.opened || random.chance(0.85)) {
		const tab = pullTab(
			random.chance(0.2)
				? new THREE.MeshStandardMaterial({ color: strongColour(random, [30, 55]), metalness: 0.7, roughness: 0.3 })
				: metal,
			can.opened && random.chance(0.4) ? random.range(0.4, 1.4) : 0.04
		);
		tab.position.set(0, height - 0.4, 0.1);
		parts.add(tab);
	}
	if (can.opened) {
		const hole = new THREE.Mesh(new THREE.CircleGeometry(1, 32), new THREE.MeshBasicMaterial({ color: '#050505' }));
		hole.rotation.x = -Math.PI / 2;
		hole.scale.set(0.95, 0.85, 1);
		hole.position.set(0, height - 0.47, lid * 0.42);
		parts.add(hole);
	}
	parts.rotation.y = random() * Math.PI * 2;
	const posed = new THREE.Group();
	posed.add(parts);
	if (can.pose === 'lying') {
		posed.rotation.set(0, random() * Math.PI * 2, Math.PI / 2, 'YXZ');
		posed.position.y = radius;
	} else if (can.pose === 'tilted') {
		// In the air, as a hand or a product picture shows it: turned about the middle.
		posed.rotation.set(random.range(-1.2, 1.2), random() * Math.PI * 2, random.range(-1.2, 1.2), 'YXZ');
		posed.position
			.copy(new THREE.Vector3(0, -height / 2, 0).applyEuler(posed.rotation))
			.add(new THREE.Vector3(0, 10, 0));
	}
	return posed;
}
