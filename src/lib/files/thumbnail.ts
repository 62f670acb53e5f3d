import { THUMBNAIL_LIMIT } from '$lib/records/record-check';

/** Longest side of a thumbnail, CSS pixels at double density. */
const THUMBNAIL_SIDE = 320;
/** JPEG qualities, tried until the thumbnail is small enough for a record. */
const QUALITIES = [0.8, 0.5, 0.2];

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
	let thumbnail!: Blob;
	for (const quality of QUALITIES) {
		thumbnail = await canvas.convertToBlob({ type: 'image/jpeg', quality });
		if (thumbnail.size <= THUMBNAIL_LIMIT) break;
	}
	return thumbnail;
}
