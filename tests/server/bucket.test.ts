import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketPictures } from '../../src/lib/server/pictures/bucket';

/**
 * S3rver speaks S3 over HTTP. Here it lets wrong signatures through, so that ours are not put to the test. It is installed beside the project, not into it: it is no longer
 * maintained, and no dependency of anything that ships.
 */
const HOME = resolve('.tmp/s3rver');
function installed(): string | null {
	if (existsSync(join(HOME, 'node_modules/s3rver'))) return null;
	try {
		mkdirSync(HOME, { recursive: true });
		execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', HOME, 's3rver@3.7.1'], { stdio: 'pipe' });
		return null;
	} catch {
		return 'an S3-compatible server (s3rver) cannot be installed here';
	}
}
const missing = installed();
if (missing) console.log(`skipped: ${missing}`);

interface S3Server {
	run(): Promise<unknown>;
	close(): Promise<void>;
}
const PORT = 4348;
const BYTES = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const NAME = createHash('sha256').update(BYTES).digest('hex');

describe.skipIf(missing)('pictures in an S3-compatible bucket', () => {
	const folder = mkdtempSync(join(tmpdir(), 'bottle-s3-'));
	let server: S3Server;
	const open = (change = {}) =>
		bucketPictures({
			endpoint: `http://127.0.0.1:${PORT}`,
			region: 'us-east-1',
			bucket: 'pictures-of-line',
			accessKeyId: 'S3RVER',
			secretAccessKey: 'S3RVER',
			...change
		});

	beforeAll(async () => {
		const S3rver = createRequire(join(HOME, 'package.json'))('s3rver');
		const options = {
			port: PORT,
			address: '127.0.0.1',
			silent: true,
			directory: folder,
			configureBuckets: [{ name: 'pictures-of-line' }]
		};
		server = new S3rver(options) as S3Server;
		await server.run();
	});
	afterAll(async () => {
		await server.close();
		rmSync(folder, { recursive: true, force: true });
	});

	it('are stored once and come back as they were', async () => {
		const pictures = open();
		expect(await pictures.get(NAME)).toBeNull();
		expect(await pictures.put(NAME, { bytes: BYTES, mediaType: 'image/jpeg' })).toBe('stored');
		expect(await pictures.put(NAME, { bytes: BYTES, mediaType: 'image/jpeg' })).toBe('duplicate');
		expect(await pictures.get(NAME)).toEqual({ bytes: BYTES, mediaType: 'image/jpeg' });
	});

	it('say when the bucket is missing or out of reach', async () => {
		await expect(open().ping()).resolves.toBeUndefined();
		await expect(open({ bucket: 'no-such-bucket' }).ping()).rejects.toThrow('answered 404');
		await expect(open({ endpoint: 'http://127.0.0.1:4349' }).ping()).rejects.toThrow('out of reach');
	});
});
