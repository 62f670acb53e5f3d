import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { PixelImage } from '../domain/geometry';
import { InspectorError } from '../domain/errors';
import { isTruncated, MAX_PIXELS, sniff } from '../preprocess/sniff';

/**
 * Decodes an image file for the command line as the browser does for the app: upright, sRGB, alpha on white,
 * first frame, 8 bits a channel. Judged by content, never by name.
 * @throws InspectorError one of the file codes
 */
export async function decodePath(path: string): Promise<PixelImage> {
	const bytes = await readFile(path).catch((cause: unknown) => {
		throw new InspectorError('unreadable-file', String(cause), { cause });
	});
	return decodeBytes(bytes);
}

/** As {@link decodePath}, of a file's content. */
export async function decodeBytes(bytes: Uint8Array): Promise<PixelImage> {
	const { format } = sniff(bytes);
	if (format === 'svg' || format === 'tiff' || format === 'heic' || format === 'bmp') {
		throw new InspectorError('unsupported-format', `${format} pictures are not judged here`);
	}
	if (isTruncated(bytes, format)) throw new InspectorError('truncated-image', `${format} of ${bytes.length} bytes`);
	try {
		const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, pages: 1, failOn: 'error' })
			.rotate()
			.toColourspace('srgb')
			.flatten({ background: '#fff' })
			.ensureAlpha()
			.raw({ depth: 'uchar' })
			.toBuffer({ resolveWithObject: true });
		return { data, width: info.width, height: info.height };
	} catch (cause) {
		throw new InspectorError(faultCode(String(cause)), String(cause), { cause });
	}
}

function faultCode(message: string) {
	if (/pixel limit/i.test(message)) return 'image-too-large';
	if (/premature end|truncat|end of (stream|file)/i.test(message)) return 'truncated-image';
	return 'unreadable-file';
}
