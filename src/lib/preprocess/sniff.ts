import { InspectorError } from '../domain/errors';

/** Formats told apart by content, never by a file's name. */
export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp' | 'avif' | 'heic' | 'tiff' | 'svg';

export interface SniffedImage {
	readonly format: ImageFormat;
	/** Pixel size as stored in the header (before EXIF rotation); null where this sniffer does not read it. */
	readonly size: { readonly width: number; readonly height: number } | null;
}

/** Pictures over this are refused before decoding: 30,000 x 30,000 pixels would take 3.6 GB. */
export const MAX_PIXELS = 100_000_000;
/** Bytes from the start of a file that {@link sniff} needs at most; JPEG headers carry thumbnails and profiles. */
export const SNIFF_BYTES = 1 << 18;

const ascii = (bytes: Uint8Array, from: number, length: number) =>
	String.fromCharCode(...bytes.subarray(from, from + length));

/** Size from the first start-of-frame marker (ITU-T T.81, B.2.2); null where `bytes` ends before it. */
function jpegSize(bytes: Uint8Array): SniffedImage['size'] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 2;
	while (at + 9 < bytes.length) {
		if (bytes[at] !== 0xff) return null;
		const marker = bytes[at + 1]!;
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
		if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
		at += 2 + view.getUint16(at + 2);
	}
	return null;
}

function webpSize(bytes: Uint8Array): SniffedImage['size'] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const chunk = ascii(bytes, 12, 4);
	if (chunk === 'VP8X' && bytes.length >= 30) {
		return {
			width: 1 + (view.getUint16(24, true) | (bytes[26]! << 16)),
			height: 1 + (view.getUint16(27, true) | (bytes[29]! << 16))
		};
	}
	if (chunk === 'VP8 ' && bytes.length >= 30) {
		return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
	}
	if (chunk === 'VP8L' && bytes.length >= 25) {
		const bits = view.getUint32(21, true);
		return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
	}
	return null;
}

const AVIF_BRANDS = new Set(['avif', 'avis']);
const HEIC_BRANDS = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']);

function isSvg(bytes: Uint8Array): boolean {
	const head = new TextDecoder()
		.decode(bytes.subarray(0, 4096))
		.replace(/^\uFEFF/, '')
		.trimStart();
	return /^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i.test(head);
}

/**
 * Tells an image's format and size from its first bytes.
 * @param bytes the file's beginning, {@link SNIFF_BYTES} or the whole file where it is shorter
 * @throws InspectorError `empty-file`, `not-an-image`, or `image-too-large` over {@link MAX_PIXELS}
 */
export function sniff(bytes: Uint8Array): SniffedImage {
	if (bytes.length === 0) throw new InspectorError('empty-file', 'the file holds no bytes');
	const sniffed = sniffFormat(bytes);
	if (!sniffed) throw new InspectorError('not-an-image', 'no known image signature');
	const { size } = sniffed;
	if (size && size.width * size.height > MAX_PIXELS) {
		throw new InspectorError('image-too-large', `${size.width} x ${size.height} pixels, at most ${MAX_PIXELS}`);
	}
	return sniffed;
}

function sniffFormat(bytes: Uint8Array): SniffedImage | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { format: 'jpeg', size: jpegSize(bytes) };
	if (bytes.length >= 24 && ascii(bytes, 1, 3) === 'PNG' && bytes[0] === 0x89) {
		return { format: 'png', size: { width: view.getUint32(16), height: view.getUint32(20) } };
	}
	if (bytes.length >= 10 && /^GIF8[79]a$/.test(ascii(bytes, 0, 6))) {
		return { format: 'gif', size: { width: view.getUint16(6, true), height: view.getUint16(8, true) } };
	}
	if (bytes.length >= 16 && ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') {
		return { format: 'webp', size: webpSize(bytes) };
	}
	if (bytes.length >= 26 && ascii(bytes, 0, 2) === 'BM' && view.getUint32(14, true) >= 12) {
		return { format: 'bmp', size: { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) } };
	}
	if (bytes.length >= 12 && ascii(bytes, 4, 4) === 'ftyp') {
		const brand = ascii(bytes, 8, 4);
		if (AVIF_BRANDS.has(brand)) return { format: 'avif', size: null };
		if (HEIC_BRANDS.has(brand)) return { format: 'heic', size: null };
		return null;
	}
	const magic = bytes.length >= 4 ? view.getUint32(0) : 0;
	if (magic === 0x49492a00 || magic === 0x4d4d002a) return { format: 'tiff', size: null };
	return isSvg(bytes) ? { format: 'svg', size: null } : null;
}

/**
 * True where the file breaks off before its format says that it ends. Decoders differ here (some fill the rest
 * with grey without a word), so both doors ask this before they decode.
 * @param bytes the whole file
 */
export function isTruncated(bytes: Uint8Array, format: ImageFormat): boolean {
	if (format === 'png') return lastIndexOf(bytes, [0x49, 0x45, 0x4e, 0x44]) < 8;
	if (format === 'jpeg') return lastIndexOf(bytes, [0xff, 0xd9]) < scanStart(bytes);
	if (format === 'webp') {
		const declared = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
		return bytes.length < declared + 8;
	}
	if (format === 'gif') return lastIndexOf(bytes, [0x3b]) < bytes.length - 16;
	return false;
}

function lastIndexOf(bytes: Uint8Array, pattern: readonly number[]): number {
	for (let at = bytes.length - pattern.length; at >= 0; at--) {
		if (pattern.every((byte, i) => bytes[at + i] === byte)) return at;
	}
	return -1;
}

/** Where the first scan begins: an end marker before it belongs to a thumbnail. Infinity where there is no scan. */
function scanStart(bytes: Uint8Array): number {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 2;
	while (at + 4 <= bytes.length && bytes[at] === 0xff) {
		const marker = bytes[at + 1]!;
		if (marker === 0xda) return at;
		at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
	}
	return Infinity;
}
