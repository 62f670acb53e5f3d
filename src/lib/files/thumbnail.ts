/** Longest side of a thumbnail, CSS pixels at double density. */
const THUMBNAIL_SIDE = 320;

/**
 * A small JPEG of the picture on white, so that a list of hundreds does not hold hundreds of decoded photographs.
 * The bitmap stays open.
 */
export async function makeThumbnail(bitmap: ImageBitmap): Promise<Blob> {
	const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(bitmap.width, bitmap.height));
	const canvas = new OffscreenCanvas(
		Math.max(1, Math.round(bitmap.width * scale)),
		Math.max(1, Math.round(bitmap.height * scale))
	);
	const context = canvas.getContext('2d')!;
	context.fillStyle = '#fff';
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.imageSmoothingQuality = 'high';
	context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
	return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}
