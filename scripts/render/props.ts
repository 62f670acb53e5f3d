import * as THREE from 'three';
import { labelArt } from './artwork';
import { can } from './can';
import { crownCap } from './crown-cap';
import type { LabelDescription, Prop, SceneDescription } from './description';
import { glassTints, GlassVessel, liquids } from './glass';
import { glassProfile } from './glass-profile';
import { person } from './person';
import { type Profile, radiusAt } from './profile';
import { seeded } from './random';
import { surfaceTexture } from './surfaces';

function shaded<T extends THREE.Object3D>(object: T): T {
	object.traverse((part) => (part.castShadow = part.receiveShadow = true));
	return object;
}

const lathe = (points: readonly (readonly [number, number])[], around = 64) =>
	new THREE.LatheGeometry(
		points.map(([x, y]) => new THREE.Vector2(x, y)),
		around
	);

/** Paper around a vessel's wall between two heights, following its profile. */
export function wrappedLabel(profile: Profile, band: readonly [number, number], label: LabelDescription): THREE.Mesh {
	const rows = 14;
	const halfAngle = label.angle / 2;
	const points = Array.from({ length: rows + 1 }, (_, row) => {
		const y = band[0] + ((band[1] - band[0]) * row) / rows;
		return new THREE.Vector2(radiusAt(profile.outer.slice(3), y) + 0.015, y);
	});
	const geometry = new THREE.LatheGeometry(points, 48, -halfAngle, label.angle);
	const middle = points[rows >> 1]!.x;
	const art = labelArt(label, (label.angle * middle) / (band[1] - band[0]), seeded(label.seed));
	return new THREE.Mesh(geometry, new THREE.MeshStandardMaterial({ map: art, roughness: 0.7, side: THREE.FrontSide }));
}

function cup(prop: Extract<Prop, { kind: 'cup' }>): THREE.Group {
	const random = seeded(prop.seed);
	const group = new THREE.Group();
	const material = new THREE.MeshPhysicalMaterial({
		color: prop.colour,
		roughness: prop.paper ? 0.85 : 0.3,
		clearcoat: prop.paper ? 0 : 0.7,
		side: THREE.DoubleSide
	});
	const [low, high, tall] = prop.paper ? [2.7, 4, 11] : [3.8, 4, 9];
	group.add(
		new THREE.Mesh(
			lathe([
				[0, 0.2],
				[low - 0.2, 0],
				[low, 0.2],
				[high, tall - 0.2],
				[high + 0.08, tall],
				[high - 0.25, tall - 0.05],
				[low - 0.25, 1],
				[0, 1]
			]),
			material
		)
	);
	const drink = new THREE.Mesh(
		new THREE.CircleGeometry(high - 0.35, 40),
		new THREE.MeshStandardMaterial({ color: random.pick(['#2a140a', '#6d3d1f', '#b7843f', '#f1e8da']), roughness: 0.2 })
	);
	drink.rotation.x = -Math.PI / 2;
	drink.position.y = tall * 0.86;
	group.add(drink);
	if (!prop.paper) {
		const ear = new THREE.Mesh(new THREE.TorusGeometry(2.2, 0.45, 12, 32), material);
		ear.position.set(4.2, tall * 0.5, 0);
		group.add(ear);
	} else if (random.chance(0.5)) {
		const lid = new THREE.MeshStandardMaterial({ color: random.pick(['#f4f4f2', '#1c1c1c']), roughness: 0.4 });
		group.add(
			new THREE.Mesh(
				lathe([
					[high + 0.2, tall - 0.4],
					[high + 0.2, tall + 0.1],
					[high - 0.4, tall + 0.9],
					[high - 0.7, tall + 0.6],
					[0, tall + 0.6]
				]),
				lid
			)
		);
	}
	group.rotation.y = random() * 6;
	return group;
}

/** One thing on the table; glasses go to the vessels, since they are drawn after everything opaque. */
export function placeProp(prop: Prop, scene: SceneDescription, group: THREE.Group, vessels: GlassVessel[]): void {
	const put = (object: THREE.Object3D) => {
		object.position.add(new THREE.Vector3(...prop.at));
		group.add(shaded(object));
	};
	if (prop.kind === 'loose-cap') {
		const cap = crownCap(prop.cap);
		cap.position.y = prop.flipped ? 0.08 : 0.58;
		if (prop.flipped) cap.rotation.x = Math.PI;
		put(cap);
	} else if (prop.kind === 'can') put(can(prop));
	else if (prop.kind === 'cup') put(cup(prop));
	else if (prop.kind === 'person') put(person(prop));
	else if (prop.kind === 'box') {
		const material = new THREE.MeshStandardMaterial({
			map: surfaceTexture(prop.surface, seeded(prop.seed), prop.colour),
			roughness: 0.75
		});
		const box = new THREE.Mesh(new THREE.BoxGeometry(...(prop.size as [number, number, number])), material);
		box.rotation.y = prop.turn;
		box.position.y = prop.size[1] / 2;
		put(box);
	} else if (prop.kind === 'fruit') {
		const fruit = new THREE.Mesh(
			new THREE.SphereGeometry(prop.radius, 32, 24),
			new THREE.MeshPhysicalMaterial({ color: prop.colour, roughness: 0.4, clearcoat: 0.3 })
		);
		fruit.scale.y = 0.86;
		fruit.position.y = prop.radius * 0.86;
		put(fruit);
	} else if (prop.kind === 'phone') {
		const phone = new THREE.Mesh(
			new THREE.BoxGeometry(7, 0.8, 15),
			new THREE.MeshPhysicalMaterial({ color: '#0b0c0e', roughness: 0.15, clearcoat: 1 })
		);
		phone.rotation.y = prop.turn;
		phone.position.y = 0.4;
		put(phone);
	} else {
		const profile = glassProfile(prop.style);
		const vessel = new GlassVessel(profile, {
			glass: glassTints.clear,
			liquid: liquids[prop.liquid],
			fill: prop.fill * profile.height,
			foam: prop.fill ? Math.min(prop.foam, profile.height * (0.97 - prop.fill)) : 0,
			capped: false,
			label: null,
			waviness: 0.02
		});
		vessel.mesh.position.set(...(prop.at as [number, number, number]));
		vessels.push(vessel);
		if (!prop.lid) return;
		const lid = new THREE.Mesh(
			new THREE.CylinderGeometry(profile.lipRadius + 0.25, profile.lipRadius + 0.25, 1.4, 60),
			new THREE.MeshStandardMaterial({ color: prop.lid, metalness: 0.4, roughness: 0.4 })
		);
		lid.position.y = profile.height - 0.4;
		put(lid);
	}
}

/** The table or the conveyor that things stand on. */
export function ground(scene: SceneDescription): THREE.Group {
	const group = new THREE.Group();
	if (!scene.table) return group;
	const random = seeded(scene.table.seed);
	const { surface, colour, depth } = scene.table;
	const texture = surfaceTexture(scene.belt ? 'steel' : surface, random, colour);
	texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
	texture.repeat.set(scene.belt ? 60 : 2, scene.belt ? 1 : 2);
	if (scene.belt) texture.rotation = Math.PI / 2;
	const deep = scene.belt ? 8.6 : depth + 60;
	const top = new THREE.Mesh(
		new THREE.BoxGeometry(320, 3, deep),
		new THREE.MeshStandardMaterial({
			map: texture,
			roughness: scene.belt ? 0.4 : random.range(0.3, 0.9),
			metalness: scene.belt ? 0.6 : 0
		})
	);
	top.position.set(0, -1.5, scene.belt ? 0 : 60 - deep / 2);
	top.receiveShadow = true;
	group.add(top);
	if (!scene.belt) return group;
	const steel = new THREE.MeshStandardMaterial({ color: '#aeb4b8', metalness: 0.85, roughness: 0.35 });
	for (const side of [-1, 1]) {
		const skirt = new THREE.Mesh(new THREE.BoxGeometry(320, 7, 0.6), steel);
		skirt.position.set(0, -3.2, side * 4.9);
		const rail = new THREE.Mesh(new THREE.CylinderGeometry(0.45, 0.45, 320, 16), steel);
		rail.rotation.z = Math.PI / 2;
		rail.position.set(0, 6.5, side * 4.5);
		group.add(shaded(skirt), shaded(rail));
	}
	return group;
}
