import type * as THREE from 'three';

/** A bone with flesh around it: thick `ra` at `a`, `rb` at `b`, centimetres. */
export interface Capsule {
	a: THREE.Vector3;
	b: THREE.Vector3;
	ra: number;
	rb: number;
}

/** Signed distance to a capsule, centimetres. */
export function capsuleDistance(capsule: Capsule, x: number, y: number, z: number): number {
	const { a, b } = capsule;
	const [dx, dy, dz] = [b.x - a.x, b.y - a.y, b.z - a.z];
	const t = ((x - a.x) * dx + (y - a.y) * dy + (z - a.z) * dz) / (dx * dx + dy * dy + dz * dz || 1);
	const c = Math.max(0, Math.min(1, t));
	const [ex, ey, ez] = [x - a.x - dx * c, y - a.y - dy * c, z - a.z - dz * c];
	// Math.hypot would be ten times slower, and this runs millions of times a hand.
	return Math.sqrt(ex * ex + ey * ey + ez * ez) - (capsule.ra + (capsule.rb - capsule.ra) * c);
}

/** Polynomial smooth minimum (I. Quilez): merges flesh into one skin. */
export function blend(a: number, b: number, k: number): number {
	const h = Math.max(k - Math.abs(a - b), 0) / k;
	return Math.min(a, b) - h * h * k * 0.25;
}
