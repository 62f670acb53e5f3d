import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PictureMediaType } from '../../src/lib/domain/report-protocol';
import { bucketPictures } from '../../src/lib/server/pictures/bucket';
import { folderPictures } from '../../src/lib/server/pictures/folder';
import type { PictureStore } from '../../src/lib/server/pictures/picture-store';
import { StoreUnavailable } from '../../src/lib/server/stores/report-store';
import { s3Server } from './s3-server';
import { signingBucket, type SigningBucket } from './signing-bucket';

interface PictureStoreKind {
	readonly name: string;
	/** Why it cannot be tried here; null where it can. */
	readonly missing: string | null;
	/** A store that is empty at first. */
	open(): Promise<PictureStore>;
	/** The same one, out of reach. */
	broken(): PictureStore;
	remove(): Promise<void>;
}

function folderKind(): PictureStoreKind {
	const root = mkdtempSync(join(tmpdir(), 'bottle-pictures-'));
	return {
		name: 'a folder',
		missing: null,
		open: async () => folderPictures(join(root, 'pictures')),
		broken() {
			// A file where the folder should be.
			writeFileSync(join(root, 'file'), '');
			return folderPictures(join(root, 'file'));
		},
		remove: async () => rmSync(root, { recursive: true, force: true })
	};
}

function signedKind(): PictureStoreKind {
	const keys = { id: 'AKIAEXAMPLE', secret: 'a secret', region: 'southamerica-east1' };
	let bucket: SigningBucket;
	const options = { region: keys.region, bucket: 'plant', accessKeyId: keys.id, secretAccessKey: keys.secret };
	return {
		name: 'a bucket that checks signatures',
		missing: null,
		async open() {
			bucket = await signingBucket(keys);
			return bucketPictures({ ...options, endpoint: bucket.endpoint });
		},
		broken: () => bucketPictures({ ...options, secretAccessKey: 'wrong', endpoint: bucket.endpoint }),
		remove: () => bucket.close()
	};
}

function s3Kind(): PictureStoreKind {
	const s3 = s3Server(4348);
	return {
		name: 'a bucket of s3rver',
		missing: s3.missing,
		async open() {
			await s3.start();
			return bucketPictures(s3.options);
		},
		broken: () => bucketPictures({ ...s3.options, bucket: 'no-such-bucket' }),
		remove: () => s3.stop()
	};
}

const PICTURES: Record<PictureMediaType, Uint8Array<ArrayBuffer>> = {
	'image/jpeg': new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]),
	'image/png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]),
	'image/webp': new TextEncoder().encode('RIFF\0\0\0\0WEBPVP8 ') as Uint8Array<ArrayBuffer>
};
const nameOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.each([folderKind(), signedKind(), s3Kind()])('the picture store contract on $name', (kind) => {
	if (kind.missing) console.log(`skipped: ${kind.missing}`);
	const test = it.skipIf(kind.missing !== null);
	let pictures: PictureStore;
	beforeAll(async () => void (kind.missing ?? (pictures = await kind.open())));
	afterAll(async () => void (kind.missing ?? (await kind.remove())));

	test.each(Object.entries(PICTURES))('stores an %s once and gives it back as it was', async (mediaType, bytes) => {
		const picture = { bytes, mediaType: mediaType as PictureMediaType };
		const name = nameOf(bytes);
		expect(await pictures.get(name)).toBeNull();
		expect(await pictures.put(name, picture)).toBe('stored');
		expect(await pictures.put(name, picture)).toBe('duplicate');
		expect(await pictures.get(name)).toEqual(picture);
	});

	test('holds a picture whole that two tablets send at the same time', async () => {
		const bytes = new Uint8Array(300_000).fill(7);
		bytes.set(PICTURES['image/jpeg']);
		const picture = { bytes, mediaType: 'image/jpeg' } as const;
		const outcomes = await Promise.all([1, 2, 3].map(() => pictures.put(nameOf(bytes), picture)));
		expect(outcomes).toContain('stored');
		expect(await pictures.get(nameOf(bytes))).toEqual(picture);
	});

	test('knows nothing of what was never sent', async () => {
		expect(await pictures.get('0'.repeat(64))).toBeNull();
	});

	test.each(['..', '../../secrets', `${'a'.repeat(64)}/..`, 'A'.repeat(64), ''])(
		'never looks for or writes the name "%s"',
		async (name) => {
			await expect(Promise.resolve().then(() => pictures.get(name))).rejects.toThrow('not a SHA-256');
			const picture = { bytes: PICTURES['image/jpeg'], mediaType: 'image/jpeg' } as const;
			await expect(Promise.resolve().then(() => pictures.put(name, picture))).rejects.toThrow('not a SHA-256');
		}
	);

	test('is well, and says so when it is out of reach', async () => {
		await expect(pictures.ping()).resolves.toBeUndefined();
		const broken = kind.broken();
		await expect(broken.ping()).rejects.toThrow();
		const bytes = new Uint8Array([...PICTURES['image/jpeg'], 9]);
		await expect(broken.put(nameOf(bytes), { bytes, mediaType: 'image/jpeg' })).rejects.toThrow(StoreUnavailable);
	});
});

describe('the folder of pictures', () => {
	it('holds each picture under its hash, and no half-written file', async () => {
		const root = mkdtempSync(join(tmpdir(), 'bottle-pictures-'));
		const bytes = PICTURES['image/jpeg'];
		const name = nameOf(bytes);
		await folderPictures(root).put(name, { bytes, mediaType: 'image/jpeg' });
		expect(readdirSync(root)).toEqual([name.slice(0, 2)]);
		expect(new Uint8Array(readFileSync(join(root, name.slice(0, 2), name)))).toEqual(bytes);
		expect(statSync(join(root, name.slice(0, 2), name)).size).toBe(bytes.byteLength);
		expect(existsSync(join(root, name))).toBe(false);
		rmSync(root, { recursive: true });
	});
});
