import type { ImageQuality } from '../domain/inference';
import type { PixelImage } from '../domain/geometry';
import type { SquareRegion } from './letterbox';

/** Side of the grid on which a crop's quality is measured; its cost does not grow with the picture. */
export const QUALITY_GRID = 64;
const GRID = QUALITY_GRID;
/** Diameter of the disc in which glare counts, of the square's side: the mouth and its rim, on the judge's crop. */
const GLARE_DISC = 0.5;
/** Luma (0..255) from which a pixel counts as burnt out. */
const BURNT = 250;

/**
 * Brightness, glare and sharpness of a square of the picture, on a sampling of {@link QUALITY_GRID} by {@link QUALITY_GRID}. Glare counts in
 * the middle alone: a white wall beside the neck dazzles nobody, a lamp on the mouth hides what has to be seen.
 * Sharpness is the variance of the 4-neighbour Laplacian (Pech-Pacheco et al. 2000). Places outside the picture
 * are skipped.
 */
export const measureQuality = (image: PixelImage, region: SquareRegion): ImageQuality =>
	qualityOf(sampleLuma(image, region));

/** As {@link measureQuality}, of a grid that {@link sampleLuma} has read, or a GPU. */
export function qualityOf(luma: Float32Array): ImageQuality {
	let inside = 0;
	let sum = 0;
	for (const value of luma) {
		if (value < 0) continue;
		inside++;
		sum += value;
	}
	if (inside === 0) return { brightness: 0, glare: 0, sharpness: 0 };
	return { brightness: sum / inside / 255, glare: burntShare(luma), sharpness: laplacianVariance(luma) };
}

/** Share of the disc in the middle that is burnt out, 0..1; 0 where none of it lies in the picture. */
function burntShare(luma: Float32Array): number {
	let inside = 0;
	let burnt = 0;
	for (let at = 0; at < luma.length; at++) {
		const fromCentre = (cell: number) => (cell + 0.5) / GRID - 0.5;
		const off = Math.hypot(fromCentre(at % GRID), fromCentre(Math.floor(at / GRID)));
		if (luma[at]! < 0 || off > GLARE_DISC / 2) continue;
		inside++;
		if (luma[at]! >= BURNT) burnt++;
	}
	return inside === 0 ? 0 : burnt / inside;
}

/** Rec. 601 luma 0..255 at the grid's places, [{@link QUALITY_GRID}, {@link QUALITY_GRID}], -1 outside the picture. */
export function sampleLuma(image: PixelImage, region: SquareRegion): Float32Array {
	const luma = new Float32Array(GRID * GRID);
	const step = region.side / GRID;
	for (let row = 0; row < GRID; row++) {
		const y = Math.floor(region.cy - region.side / 2 + (row + 0.5) * step);
		for (let column = 0; column < GRID; column++) {
			const x = Math.floor(region.cx - region.side / 2 + (column + 0.5) * step);
			const outside = x < 0 || y < 0 || x >= image.width || y >= image.height;
			const at = (y * image.width + x) * 4;
			luma[row * GRID + column] = outside
				? -1
				: 0.299 * image.data[at]! + 0.587 * image.data[at + 1]! + 0.114 * image.data[at + 2]!;
		}
	}
	return luma;
}

function laplacianVariance(luma: Float32Array): number {
	let n = 0;
	let sum = 0;
	let squares = 0;
	for (let row = 1; row < GRID - 1; row++) {
		for (let column = 1; column < GRID - 1; column++) {
			const at = row * GRID + column;
			const left = luma[at - 1]!;
			const right = luma[at + 1]!;
			const above = luma[at - GRID]!;
			const below = luma[at + GRID]!;
			if (Math.min(luma[at]!, left, right, above, below) < 0) continue;
			const edge = left + right + above + below - 4 * luma[at]!;
			n++;
			sum += edge;
			squares += edge * edge;
		}
	}
	return n === 0 ? 0 : squares / n - (sum / n) ** 2;
}
