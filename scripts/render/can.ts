import * as THREE from 'three';
import { brands, canvasOf, emblem, textureOf } from './artwork';
import type { Prop } from './description';
import { type Random, seeded } from './random';

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

const hsl = (random: Random, light: readonly [number, number]) =>
	`hsl(${random.integer(0, 359)},${random.integer(45, 95)}%,${random.range(...light)}%)`;

/** What is printed all around: a ground, stripes or shapes, the brand upright or along the can, small print. */
function print(can: Can, around: number, random: Random): THREE.CanvasTexture {
	const [canvas, pen] = canvasOf(Math.round(384 * around), 384);
	const { width, height } = canvas;
	const ground = random.pick([can.label.paper, hsl(random, [25, 55]), hsl(random, [25, 55]), '#101114', '#b9bdc2']);
	const ink = random.pick(['#ffffff', '#f4e3a1', can.label.ink, '#111111', hsl(random, [70, 92])]);
	pen.fillStyle = ground;
	pen.fillRect(0, 0, width, height);
	pen.fillStyle = hsl(random, [20, 70]);
	const pattern = random.integer(0, 3);
	for (let mark = 0; mark < 16; mark++) {
		if (pattern === 0) pen.fillRect(0, height * random(), width, height * random.range(0.01, 0.12));
		if (pattern === 1) pen.fillRect(width * random(), 0, width * random.range(0.005, 0.03), height);
		if (pattern === 2) {
			pen.beginPath();
			pen.arc(width * random(), height * random(), height * random.range(0.02, 0.2), 0, 7);
			pen.fill();
		}
		if (mark === 3 && pattern < 2) break;
	}
	pen.textAlign = 'center';
	pen.textBaseline = 'middle';
	const along = random.chance(0.4);
	for (const side of [0.25, 0.75]) {
		pen.save();
		pen.translate(width * side, height * 0.5);
		if (along) pen.rotate(-Math.PI / 2);
		pen.fillStyle = pen.strokeStyle = ink;
		const room = along ? height * 0.9 : width * 0.42;
		const name = random.pick(brands);
		pen.font = `bold ${random.chance(0.5) ? 'italic ' : ''}${Math.min(height * 0.3, (room * 1.6) / name.length)}px "DejaVu Sans", Arial, sans-serif`;
		pen.fillText(name, 0, 0);
		emblem(pen, 0, -height * 0.3, height * 0.08, random.integer(0, 3), name[0]!);
		pen.restore();
	}
	pen.fillStyle = ink;
	for (let line = 0; line < 18; line++)
		pen.fillRect(width * 0.46, height * (0.25 + line * 0.025), width * random.range(0.04, 0.08), 3);
	return textureOf(canvas);
}

/** Drops of water on the wall, as heights. */
function drops(random: Random): THREE.CanvasTexture {
	const [canvas, pen] = canvasOf(512, 256);
	pen.fillStyle = '#000';
	pen.fillRect(0, 0, 512, 256);
	for (let drop = 0; drop < 420; drop++) {
		const [x, y, size] = [random() * 512, random() * 256, random.range(1, 5)];
		const shade = pen.createRadialGradient(x, y, 0, x, y, size);
		shade.addColorStop(0, '#fff');
		shade.addColorStop(1, 'rgba(255,255,255,0)');
		pen.fillStyle = shade;
		pen.fillRect(x - size, y - size, 2 * size, 2 * size);
	}
	return new THREE.CanvasTexture(canvas);
}

/** The lid's heights from above: countersink, the groove of the tear panel, the tab's bed, letters. */
function lidHeights(random: Random): THREE.CanvasTexture {
	const [canvas, pen] = canvasOf(256, 256);
	pen.fillStyle = '#888';
	pen.fillRect(0, 0, 256, 256);
	const ring = (radius: number, width: number, shade: string) => {
		pen.strokeStyle = shade;
		pen.lineWidth = width;
		pen.beginPath();
		pen.arc(128, 128, radius, 0, 7);
		pen.stroke();
	};
	ring(120, 14, '#222');
	ring(106, 4, '#ccc');
	pen.strokeStyle = '#333';
	pen.lineWidth = 4;
	pen.beginPath();
	pen.ellipse(128, 172, 44, 38, 0, 0, 7);
	pen.stroke();
	pen.fillStyle = '#555';
	pen.beginPath();
	pen.ellipse(128, 96, 40, 52, 0, 0, 7);
	pen.fill();
	pen.fillStyle = '#ddd';
	pen.font = '14px "DejaVu Sans", Arial, sans-serif';
	pen.textAlign = 'center';
	if (random.chance(0.6)) pen.fillText('RECICLE', 128, 36);
	return new THREE.CanvasTexture(canvas);
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
		color: random.pick(['#c9ccd0', '#c9ccd0', '#c9ccd0', '#c8a45a', '#1d1e20', hsl(random, [30, 50])]),
		metalness: 0.95,
		roughness: random.range(0.2, 0.45),
		side: THREE.DoubleSide
	});
	const bare = metal.clone();
	bare.color.set('#c9ccd0');
	const wet = random.chance(0.3);
	const paint = new THREE.MeshPhysicalMaterial({
		map: print(can, (2 * Math.PI * radius) / height, random),
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
				? new THREE.MeshStandardMaterial({ color: hsl(random, [30, 55]), metalness: 0.7, roughness: 0.3 })
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
