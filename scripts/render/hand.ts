import * as THREE from 'three';
import { canvasOf, textureOf } from './artwork';
import type { HandDescription } from './description';
import { blend, capsuleDistance, type Capsule } from './flesh';
import { seeded } from './random';
import { surfaceNets } from './surface-nets';

/** The bones of a hand that grips an upright cylinder: palm at one side, fingers around the far side, thumb in front. */
function grip(hand: HandDescription): { fingers: Capsule[]; palm: Capsule[] } {
	const random = seeded(hand.seed);
	const { side, radius, height } = hand;
	const on = (angle: number, y: number, out: number) => {
		const turned = angle * side + hand.turn;
		return new THREE.Vector3(Math.cos(turned) * side * (radius + out), y, Math.sin(turned) * side * (radius + out));
	};
	const fingers: Capsule[] = [];
	// Angles run from the palm (0, at the side) around the back; fingertips come out on the other side.
	for (let finger = 0; finger < 4; finger++) {
		const y = height + (1.5 - finger) * 1.75 + random.range(-0.12, 0.12);
		const r = [0.82, 0.86, 0.82, 0.7][finger]!;
		const reach = [3.5, 3.75, 3.6, 3.2][finger]! * Math.min(1, 3.4 / (radius + 1)) + random.range(-0.1, 0.15);
		const steps = 5;
		for (let step = 0; step < steps; step++) {
			const from = -0.15 - (reach * step) / steps;
			const to = -0.15 - (reach * (step + 1)) / steps;
			const droop = -0.12 * step;
			fingers.push({
				a: on(from, y + droop, r * 0.95),
				b: on(to, y + droop - 0.12, r * 0.9),
				ra: r * (1 - step * 0.03),
				rb: r * (0.97 - step * 0.03)
			});
		}
	}
	const thumbBase = on(0.35, height - 0.8, 1.3);
	const thumb: Record<HandDescription['thumb'], [THREE.Vector3, THREE.Vector3]> = {
		round: [on(1.05, height + 0.6, 1), on(1.9, height + 1.5, 0.85)],
		up: [on(0.75, height + 2.6, 0.9), on(0.85, height + 5.2, 0.8)],
		over: [on(0.6, height + 2.8, 1.1), new THREE.Vector3(0, height + 5.4, 0)]
	};
	const [knuckle, tip] = thumb[hand.thumb];
	fingers.push({ a: thumbBase, b: knuckle, ra: 1.15, rb: 0.95 }, { a: knuckle, b: tip, ra: 0.95, rb: 0.78 });
	const wrist = on(0.35, height - 6.5, 4.2).add(new THREE.Vector3(side * 3, 0, 2.5));
	const elbow = wrist.clone().add(new THREE.Vector3(side * 10, -15, 9));
	const palm: Capsule[] = [
		{ a: on(-0.1, height + 2.4, 1.3), b: on(0.05, height - 2.8, 1.5), ra: 1.25, rb: 1.4 },
		{ a: on(0.35, height + 0.8, 1.6), b: on(0.4, height - 3.4, 2), ra: 1.2, rb: 1.5 },
		{ a: on(0.1, height - 2.5, 2), b: wrist, ra: 1.7, rb: 2.2 },
		{ a: wrist, b: elbow, ra: 2.3, rb: 3.2 }
	];
	return { fingers, palm };
}

function skinTexture(hand: HandDescription): THREE.CanvasTexture {
	const random = seeded(hand.seed + 5);
	const [canvas, pen] = canvasOf(256, 256);
	pen.fillStyle = hand.skin;
	pen.fillRect(0, 0, 256, 256);
	for (let spot = 0; spot < 900; spot++) {
		pen.fillStyle = hand.glove
			? `rgba(255,255,255,${random() * 0.05})`
			: `rgba(${random.chance(0.5) ? '190,60,40' : '255,220,190'},${random() * 0.07})`;
		pen.beginPath();
		pen.arc(random() * 256, random() * 256, random.range(1, 12), 0, 7);
		pen.fill();
	}
	const texture = textureOf(canvas);
	texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
	return texture;
}

/** A hand as one smooth skin, in the space of the bottle that it holds (y up along the bottle). */
export function handMesh(hand: HandDescription): THREE.Mesh {
	const { fingers, palm } = grip(hand);
	const all = [...fingers, ...palm];
	const low = new THREE.Vector3(Infinity, Infinity, Infinity);
	const high = low.clone().negate();
	for (const point of all.flatMap(({ a, b }) => [a, b])) {
		low.min(point);
		high.max(point);
	}
	low.subScalar(3.6);
	high.addScalar(3.6);
	const distance = (x: number, y: number, z: number) => {
		let flesh = 1e3;
		for (const capsule of palm) flesh = blend(flesh, capsuleDistance(capsule, x, y, z), 1.2);
		let nearest = 1e3;
		for (const capsule of fingers) nearest = blend(nearest, capsuleDistance(capsule, x, y, z), 0.22);
		return Math.max(blend(flesh, nearest, 0.7), radiusGap(hand, x, y, z));
	};
	const geometry = surfaceNets(distance, low, high, 0.4);
	const position = geometry.getAttribute('position');
	const uv = new Float32Array(position.count * 2);
	for (let index = 0; index < position.count; index++) {
		uv[index * 2] = (position.getX(index) + position.getZ(index) * 0.7) / 9;
		uv[index * 2 + 1] = position.getY(index) / 9;
	}
	geometry.setAttribute('uv', new THREE.BufferAttribute(uv, 2));
	const material = new THREE.MeshPhysicalMaterial({
		map: skinTexture(hand),
		roughness: hand.glove ? 0.45 : 0.62,
		sheen: hand.glove ? 0 : 0.5,
		sheenColor: new THREE.Color(0.9, 0.35, 0.25),
		sheenRoughness: 0.5
	});
	const mesh = new THREE.Mesh(geometry, material);
	mesh.castShadow = mesh.receiveShadow = true;
	return mesh;
}

/** Keeps flesh out of what is gripped. */
function radiusGap(hand: HandDescription, x: number, y: number, z: number): number {
	if (hand.thumb === 'over' && y > hand.height + 3.5) return -1;
	return hand.radius - 0.08 - Math.hypot(x, z);
}
