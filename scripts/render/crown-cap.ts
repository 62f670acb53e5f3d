import * as THREE from 'three';
import { capTop } from './artwork';
import type { CapDescription } from './description';
import { seeded } from './random';

/** Flutes of a crown cork (DIN 6099). */
const flutes = 21;

/** Radius and height along the cap from its centre outwards, and how deep the flutes are there. */
const section: readonly (readonly [radius: number, height: number, flute: number])[] = [
	[0, 0.075, 0],
	[0.5, 0.072, 0],
	[0.95, 0.062, 0],
	[1.16, 0.045, 0],
	[1.28, 0.005, 0.01],
	[1.37, -0.07, 0.12],
	[1.42, -0.17, 0.4],
	[1.47, -0.29, 0.75],
	[1.53, -0.41, 1],
	[1.58, -0.5, 1],
	[1.6, -0.555, 0.95],
	[1.55, -0.55, 0.9],
	[1.45, -0.4, 0.8]
];

/** Geometry of a crown cap, its origin at the centre of the lip that it closes. UV: the top seen from above. */
export function crownCapGeometry(): THREE.BufferGeometry {
	const around = flutes * 10;
	const positions: number[] = [];
	const uvs: number[] = [];
	const indices: number[] = [];
	for (let ring = 0; ring < section.length; ring++) {
		const [radius, height, depth] = section[ring]!;
		for (let step = 0; step <= around; step++) {
			const angle = (step / around) * Math.PI * 2;
			const wave = Math.cos(angle * flutes);
			// Crimps are narrow valleys between broad ridges, and they pull the edge up a little.
			const ridge = Math.sign(wave) * Math.pow(Math.abs(wave), 0.7);
			const r = radius + depth * 0.075 * (ridge - 0.25);
			positions.push(Math.cos(angle) * r, height - depth * 0.025 * ridge, Math.sin(angle) * r);
			uvs.push(0.5 + (Math.cos(angle) * radius) / 3.3, 0.5 - (Math.sin(angle) * radius) / 3.3);
			if (ring > 0 && step > 0) {
				const row = around + 1;
				const d = ring * row + step;
				const c = d - 1;
				const b = d - row;
				const a = b - 1;
				indices.push(a, b, d, a, d, c);
			}
		}
	}
	const geometry = new THREE.BufferGeometry();
	geometry.setAttribute('position', new THREE.Float32BufferAttribute(positions, 3));
	geometry.setAttribute('uv', new THREE.Float32BufferAttribute(uvs, 2));
	geometry.setIndex(indices);
	geometry.computeVertexNormals();
	return geometry;
}

/** A painted crown cap; on a bottle its origin is the centre of the lip. */
export function crownCap(cap: CapDescription): THREE.Mesh {
	const material = new THREE.MeshPhysicalMaterial({
		map: capTop(cap, seeded(cap.seed)),
		metalness: cap.metal,
		roughness: cap.roughness,
		clearcoat: 0.5,
		clearcoatRoughness: 0.25,
		side: THREE.DoubleSide
	});
	const mesh = new THREE.Mesh(crownCapGeometry(), material);
	mesh.castShadow = mesh.receiveShadow = true;
	return mesh;
}

/** A twist-off cap: a plain cylinder with fine vertical grooves and a band below. */
export function screwCap(cap: CapDescription, radius = 1.5, height = 1.5): THREE.Mesh {
	const around = 160;
	const points: THREE.Vector2[] = [
		[0, 0.1],
		[radius - 0.2, 0.1],
		[radius, -0.05],
		[radius, -height * 0.75],
		[radius - 0.04, -height * 0.77],
		[radius, -height * 0.8],
		[radius, -height],
		[radius - 0.1, -height]
	].map(([x, y]) => new THREE.Vector2(x, y));
	const geometry = new THREE.LatheGeometry(points, around);
	const position = geometry.getAttribute('position');
	for (let index = 0; index < position.count; index++) {
		const y = position.getY(index);
		if (y > -0.1 || y < -height * 0.76) continue;
		const factor = 1 + 0.02 * Math.sign(Math.sin(Math.atan2(position.getZ(index), position.getX(index)) * 40));
		position.setX(index, position.getX(index) * factor);
		position.setZ(index, position.getZ(index) * factor);
	}
	geometry.computeVertexNormals();
	const material = new THREE.MeshStandardMaterial({
		color: cap.colour,
		metalness: cap.metal * 0.6,
		roughness: cap.roughness,
		side: THREE.DoubleSide
	});
	const mesh = new THREE.Mesh(geometry, material);
	mesh.castShadow = mesh.receiveShadow = true;
	return mesh;
}
