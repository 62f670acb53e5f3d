import type { PictureMediaType } from '../../domain/report-protocol';

export interface StoredPicture {
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly mediaType: PictureMediaType;
}

/** Pictures by the SHA-256 of their bytes: equal pictures are one, and a name says nothing but its content. */
export interface PictureStore {
	/** `duplicate` where it was there already. The caller has checked that `sha256` is the hash of the bytes. */
	put(sha256: string, picture: StoredPicture): Promise<'stored' | 'duplicate'>;
	get(sha256: string): Promise<StoredPicture | null>;
	/** Rejects where the store is out of reach. */
	ping(): Promise<void>;
}

/** What the bytes themselves say they are; null for anything but the three kinds taken. */
export function sniffMediaType(bytes: Uint8Array): PictureMediaType | null {
	const starts = (...expected: number[]) => expected.every((byte, i) => bytes[i] === byte);
	if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
	if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
	const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
	if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
	return null;
}
