import { InspectorError } from '../domain/errors';
import { isTruncated, MAX_PIXELS, sniff } from '../preprocess/sniff';

/**
 * Decodes an image file as the browser can: upright by its EXIF orientation, first frame where it is animated.
 * Judged by content, never by name.
 * @throws InspectorError one of the file codes; DOMException AbortError where `signal` aborts
 */
export async function decodeFile(file: Blob, signal?: AbortSignal): Promise<ImageBitmap> {
	const bytes = await readBytes(file);
	signal?.throwIfAborted();
	const { format } = sniff(bytes);
	if (format === 'svg' || format === 'tiff') {
		throw new InspectorError('unsupported-format', `${format} pictures are not judged`);
	}
	if (isTruncated(bytes, format)) throw new InspectorError('truncated-image', `${format} of ${bytes.length} bytes`);
	const bitmap = await decode(bytes, format);
	if (signal?.aborted || bitmap.width * bitmap.height > MAX_PIXELS) {
		bitmap.close();
		signal?.throwIfAborted();
		throw new InspectorError('image-too-large', 'more pixels than are judged');
	}
	return bitmap;
}

async function readBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return new Uint8Array(await file.arrayBuffer());
	} catch (cause) {
		throw new InspectorError('unreadable-file', String(cause), { cause });
	}
}

async function decode(bytes: Uint8Array<ArrayBuffer>, format: string): Promise<ImageBitmap> {
	try {
		// A blob without a type makes the browser look at the content instead of the name's promise.
		return await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' });
	} catch (cause) {
		const code = format === 'heic' || format === 'avif' ? 'unsupported-format' : 'unreadable-file';
		throw new InspectorError(code, `this browser does not decode this ${format}`, { cause });
	}
}
