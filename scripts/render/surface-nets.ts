import * as THREE from 'three';

/**
 * Mesh of the zero level of a signed distance function in a box, by naive surface nets
 * (S. Gibson, "Constrained elastic surface nets", 1998): one vertex a crossed cell, one quad a crossed edge.
 */
export function surfaceNets(
	distance: (x: number, y: number, z: number) => number,
	low: THREE.Vector3,
	high: THREE.Vector3,
	cell: number
): THREE.BufferGeometry {
	const size = new THREE.Vector3().subVectors(high, low).divideScalar(cell).ceil().addScalar(1);
	const [nx, ny, nz] = [size.x, size.y, size.z];
	const at = (i: number, j: number, k: number) => (k * ny + j) * nx + i;
	const field = new Float32Array(nx * ny * nz);
	for (let k = 0; k < nz; k++)
		for (let j = 0; j < ny; j++)
			for (let i = 0; i < nx; i++) field[at(i, j, k)] = distance(low.x + i * cell, low.y + j * cell, low.z + k * cell);
	const vertexOf = new Int32Array(nx * ny * nz).fill(-1);
	const positions: number[] = [];
	const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => [bit & 1, (bit >> 1) & 1, (bit >> 2) & 1] as const);
	for (let k = 0; k < nz - 1; k++)
		for (let j = 0; j < ny - 1; j++)
			for (let i = 0; i < nx - 1; i++) {
				const point = [0, 0, 0];
				let crossings = 0;
				for (let a = 0; a < 8; a++)
					for (const axis of [0, 1, 2]) {
						const b = a | (1 << axis);
						if (b === a) continue;
						const from = corners[a]!;
						const to = corners[b]!;
						const va = field[at(i + from[0], j + from[1], k + from[2])]!;
						const vb = field[at(i + to[0], j + to[1], k + to[2])]!;
						if (va < 0 === vb < 0) continue;
						const t = va / (va - vb);
						for (const d of [0, 1, 2]) point[d]! += from[d]! + (to[d]! - from[d]!) * t;
						crossings++;
					}
				if (!crossings) continue;
				vertexOf[at(i, j, k)] = positions.length / 3;
				positions.push(
					low.x + (i + point[0]! / crossings) * cell,
					low.y + (j + point[1]! / crossings) * cell,
					low.z + (k + point[2]! / crossings) * cell
				);
			}
	const indices: number[] = [];
	const quad = (a: number, b: number, c: number, d: number, flip: boolean) => {
		if (Math.min(a, b, c, d) < 0) return;
		if (flip) indices.push(a, c, b, a, d, c);
		else indices.push(a, b, c, a, c, d);
	};
	for (let k = 1; k < nz - 1; k++)
		for (let j = 1; j < ny - 1; j++)
			for (let i = 1; i < nx - 1; i++) {
				const inside = field[at(i, j, k)]! < 0;
				const cells = (du: readonly number[], dv: readonly number[]) =>
					[
						[0, 0],
						[1, 0],
						[1, 1],
						[0, 1]
					].map(
						([u, v]) =>
							vertexOf[at(i - du[0]! * u! - dv[0]! * v!, j - du[1]! * u! - dv[1]! * v!, k - du[2]! * u! - dv[2]! * v!)]!
					) as [number, number, number, number];
				if (inside !== field[at(i + 1, j, k)]! < 0) quad(...cells([0, 1, 0], [0, 0, 1]), !inside);
				if (inside !== field[at(i, j + 1, k)]! < 0) quad(...cells([0, 0, 1], [1, 0, 0]), !inside);
				if (inside !== field[at(i, j, k + 1)]! < 0) quad(...cells([1, 0, 0], [0, 1, 0]), !inside);
			}
	const geometry = new THREE.BufferGeometry();
	geometry.setAttribute('position', new THREE.Float32BufferAttribute(positions, 3));
	geometry.setIndex(indices);
	geometry.computeVertexNormals();
	return geometry;
}
