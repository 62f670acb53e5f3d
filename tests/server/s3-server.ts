import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BucketOptions } from '../../src/lib/server/pictures/bucket';

/**
 * S3rver speaks S3 over HTTP. It lets wrong signatures through, so that ours are put to the test elsewhere (see
 * `signing-bucket.ts`). It is installed beside the project, not into it: it is no longer maintained, and no dependency
 * of anything that ships.
 */
const HOME = resolve('.tmp/s3rver');
const BUCKET = 'pictures-of-line';

interface Running {
	run(): Promise<unknown>;
	close(): Promise<void>;
}

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

/** A server with one bucket, on loopback. */
export function s3Server(port: number) {
	const directory = mkdtempSync(join(tmpdir(), 'bottle-s3-'));
	const options: BucketOptions = {
		endpoint: `http://127.0.0.1:${port}`,
		region: 'us-east-1',
		bucket: BUCKET,
		accessKeyId: 'S3RVER',
		secretAccessKey: 'S3RVER'
	};
	let server: Running;
	return {
		/** Why it cannot be had here; null where it can. */
		missing: installed(),
		options,
		async start() {
			const S3rver = createRequire(join(HOME, 'package.json'))('s3rver');
			const buckets = [{ name: BUCKET }];
			server = new S3rver({
				port,
				address: '127.0.0.1',
				silent: true,
				directory,
				configureBuckets: buckets
			}) as Running;
			await server.run();
		},
		async stop() {
			await server.close();
			rmSync(directory, { recursive: true, force: true });
		}
	};
}
