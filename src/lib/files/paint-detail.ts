import type { Mouth } from '$lib/domain/geometry';
import type { Evidence } from '$lib/domain/inference';

/** A square of the upright picture, pixels. */
export interface Square {
	readonly left: number;
	readonly top: number;
	readonly side: number;
}

/** Side of the close-up where no evidence says what was judged, in widths of the mouth. */
const CLOSE_UP = 2.6;

/** The square that was judged, or one around the mouth; null where there is neither. */
export function closeUp(
	size: { width: number; height: number },
	mouth: Mouth | null,
	evidence: Evidence | null
): Square | null {
	const centre = evidence?.crop ?? mouth;
	if (!centre) return null;
	const side = Math.max(16, (evidence ? evidence.crop.side : mouth!.width * CLOSE_UP) * size.width);
	return { left: centre.x * size.width - side / 2, top: centre.y * size.height - side / 2, side };
}

/** Paints the whole picture, scaled so that its longest side is at most `longest` pixels. */
export function paintWhole(canvas: HTMLCanvasElement, picture: ImageBitmap, longest: number): void {
	const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
	canvas.width = Math.max(1, Math.round(picture.width * scale));
	canvas.height = Math.max(1, Math.round(picture.height * scale));
	const context = canvas.getContext('2d')!;
	context.fillStyle = '#fff';
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.imageSmoothingQuality = 'high';
	context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

/** Paints `square` of the picture over the whole canvas; what lies outside the picture stays dark. */
export function paintCloseUp(canvas: HTMLCanvasElement, picture: ImageBitmap, square: Square, side: number): void {
	canvas.width = canvas.height = side;
	const context = canvas.getContext('2d')!;
	context.fillStyle = '#000';
	context.fillRect(0, 0, side, side);
	const scale = side / square.side;
	context.setTransform(scale, 0, 0, scale, -square.left * scale, -square.top * scale);
	context.imageSmoothingQuality = 'high';
	context.drawImage(picture, 0, 0);
}

/**
 * Lays the evidence over a close-up of the square that was judged: the stronger a place speaks for the verdict,
 * the more of `colour` it carries, never so much that the mouth could not be seen through it. Values under a quarter of
 * the strongest are left clear.
 * @param colour red, green, blue, 0..255
 */
export function paintEvidence(
	canvas: HTMLCanvasElement,
	evidence: Evidence,
	colour: readonly [number, number, number]
): void {
	const { rows, columns, values } = evidence;
	const map = new ImageData(columns, rows);
	for (let i = 0; i < values.length; i++) {
		const strength = Math.max(0, (values[i]! - 0.25) / 0.75);
		map.data.set([...colour, Math.round(strength * 130)], i * 4);
	}
	const small = new OffscreenCanvas(columns, rows);
	small.getContext('2d')!.putImageData(map, 0, 0);
	const context = canvas.getContext('2d')!;
	context.resetTransform();
	context.imageSmoothingQuality = 'high';
	context.drawImage(small, 0, 0, canvas.width, canvas.height);
}
