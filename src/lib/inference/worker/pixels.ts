import type { PixelImage } from '../../domain/geometry';

let canvas: OffscreenCanvas | null = null;

/**
 * Reads a bitmap's pixels, alpha flattened onto white as in the command-line program, and closes it.
 * One canvas serves all frames of one size.
 *
 * [Note: pixels are read back] This serves every backend and every picture, except a camera's frames on WebGL where the device
 * itself measured that sampling them on its GPU is faster (`pictures.ts`). No real GPU has been seen to run that yet.
 */
export function readPixels(picture: ImageBitmap | PixelImage): PixelImage {
	if (!(picture instanceof ImageBitmap)) return picture;
	const { width, height } = picture;
	if (!canvas || canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext('2d', { willReadFrequently: true, alpha: true });
	if (!context) throw new Error('no 2D context');
	context.fillStyle = '#fff';
	context.fillRect(0, 0, width, height);
	context.drawImage(picture, 0, 0);
	picture.close();
	return context.getImageData(0, 0, width, height);
}
