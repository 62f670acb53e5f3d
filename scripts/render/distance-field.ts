import type { Profile, ProfilePoint } from './profile';

/** A sampled half-plane field: `columns` along the radius, `rows` along the height. */
export interface DistanceField {
	columns: number;
	rows: number;
	/** Radius and height of the last sample; the first lies at radius 0 and height `lowest`. */
	maxRadius: number;
	lowest: number;
	highest: number;
	/** Pairs (distance to the glass, distance to the cavity), centimetres, negative inside. */
	values: Float32Array;
}

function segmentDistance(r: number, y: number, a: ProfilePoint, b: ProfilePoint): number {
	const dr = b[0] - a[0];
	const dy = b[1] - a[1];
	const along = Math.max(0, Math.min(1, ((r - a[0]) * dr + (y - a[1]) * dy) / (dr * dr + dy * dy || 1)));
	const er = r - a[0] - along * dr;
	const ey = y - a[1] - along * dy;
	return Math.sqrt(er * er + ey * ey);
}

/** Signed distance to the polygon that the line closes over the axis; the axis itself is no border. */
function signedDistance(r: number, y: number, line: readonly ProfilePoint[]): number {
	let nearest = Infinity;
	let inside = false;
	for (let index = 0; index < line.length; index++) {
		const a = line[index]!;
		const b = line[(index + 1) % line.length]!;
		const onAxis = a[0] <= 0.011 && b[0] <= 0.011;
		if (!onAxis) nearest = Math.min(nearest, segmentDistance(r, y, a, b));
		if (a[1] > y !== b[1] > y && r < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
	}
	return inside ? -nearest : nearest;
}

/**
 * Samples the distance to the glass wall and to the cavity, for ray marching in the shader.
 * Sphere tracing: J. C. Hart, "Sphere tracing" (1996).
 */
export function distanceField(profile: Profile, columns = 96, rows = 768): DistanceField {
	const margin = 0.25;
	const maxRadius = profile.radius + margin;
	const lowest = -margin;
	const highest = profile.height + margin;
	const glass = [...profile.outer, ...[...profile.inner].reverse()];
	const cavity = [...profile.inner, [0.01, profile.height] as const];
	const values = new Float32Array(columns * rows * 2);
	for (let row = 0; row < rows; row++) {
		const y = lowest + ((highest - lowest) * row) / (rows - 1);
		for (let column = 0; column < columns; column++) {
			const r = Math.max(0.012, (maxRadius * column) / (columns - 1));
			const at = (row * columns + column) * 2;
			values[at] = signedDistance(r, y, glass);
			values[at + 1] = signedDistance(r, y, cavity);
		}
	}
	return { columns, rows, maxRadius, lowest, highest, values };
}
