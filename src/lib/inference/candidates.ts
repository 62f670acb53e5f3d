import type { LocatorManifest } from '../domain/model-manifest';
import { regionToPicture, type SquareRegion } from '../preprocess/letterbox';

/** A place where the locator sees a mouth, in pixels of the picture. */
export interface Candidate {
	readonly x: number;
	readonly y: number;
	/** Width of the cap or bare lip, pixels. */
	readonly width: number;
	/** Probability of the heat map's cell, 0..1. */
	readonly heat: number;
}

/** Two candidates nearer than this many widths of the wider one are the same mouth. */
const SAME_MOUTH = 0.75;

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/**
 * Reads mouths off the locator's grid: cells over the manifest's heat threshold, best first, with
 * non-maximum suppression by distance.
 * @param grid [cells, cells, 4] values: heat logit, offsets right and down (cells), log width (cells)
 * @param region the square of the picture that the locator saw
 * @param limit the most candidates returned
 */
export function candidatesFromGrid(
	grid: Float32Array,
	region: SquareRegion,
	locator: Pick<LocatorManifest, 'heatThreshold' | 'widthCells'>,
	limit: number
): Candidate[] {
	const cells = Math.sqrt(grid.length / 4);
	const all: Candidate[] = [];
	for (let cell = 0; cell < cells * cells; cell++) {
		const heat = sigmoid(grid[cell * 4]!);
		if (heat < locator.heatThreshold) continue;
		const u = ((cell % cells) + 0.5 + grid[cell * 4 + 1]!) / cells;
		const v = (Math.floor(cell / cells) + 0.5 + grid[cell * 4 + 2]!) / cells;
		const widthCells = Math.exp(grid[cell * 4 + 3]!);
		const { min, max } = locator.widthCells;
		const width = (Math.min(max, Math.max(min, widthCells)) / cells) * region.side;
		all.push({ ...regionToPicture(region, u, v), width, heat });
	}
	return distinct(all, limit);
}

/** Best-first candidates of which no two are the same mouth. */
export function distinct<C extends Candidate>(candidates: readonly C[], limit: number): C[] {
	const kept: C[] = [];
	for (const next of [...candidates].sort((a, b) => b.heat - a.heat)) {
		const repeats = kept.some(
			(k) => Math.hypot(k.x - next.x, k.y - next.y) < SAME_MOUTH * Math.max(k.width, next.width)
		);
		if (!repeats) kept.push(next);
		if (kept.length === limit) break;
	}
	return kept;
}
