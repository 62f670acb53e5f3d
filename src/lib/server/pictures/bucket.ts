import { AwsClient } from 'aws4fetch';
import { StoreUnavailable } from '../stores/report-store';
import { sniffMediaType, type PictureStore } from './picture-store';

export interface BucketOptions {
	/** Origin of the service, e.g. `https://storage.googleapis.com`; path-style addresses. */
	readonly endpoint: string;
	readonly region: string;
	readonly bucket: string;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
}

const HASH = /^[0-9a-f]{64}$/;
const TIMEOUT_MS = 10_000;

/** Any S3-compatible bucket (AWS, Google Cloud Storage's XML interface, MinIO, R2, Swift). */
export function bucketPictures({
	endpoint,
	region,
	bucket,
	accessKeyId,
	secretAccessKey
}: BucketOptions): PictureStore {
	const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 2 });
	const base = `${endpoint.replace(/\/$/, '')}/${bucket}`;

	async function send(path: string, init: RequestInit): Promise<Response> {
		try {
			return await client.fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
		} catch (thrown) {
			throw new StoreUnavailable('The bucket is out of reach.', { cause: thrown });
		}
	}

	const pathOf = (sha256: string) => {
		if (!HASH.test(sha256)) throw new RangeError('not a SHA-256');
		return `/pictures/${sha256.slice(0, 2)}/${sha256}`;
	};
	const unexpected = (response: Response) => new StoreUnavailable(`The bucket answered ${response.status}.`);

	return {
		async put(sha256, { bytes, mediaType }) {
			const there = await send(pathOf(sha256), { method: 'HEAD' });
			if (there.ok) return 'duplicate';
			if (there.status !== 404) throw unexpected(there);
			// The signed hash makes the bucket refuse bytes that changed on their way.
			const headers = { 'content-type': mediaType, 'x-amz-content-sha256': sha256 };
			const answer = await send(pathOf(sha256), { method: 'PUT', body: bytes, headers });
			if (!answer.ok) throw unexpected(answer);
			return 'stored';
		},
		async get(sha256) {
			const answer = await send(pathOf(sha256), { method: 'GET' });
			if (answer.status === 404) return null;
			if (!answer.ok) throw unexpected(answer);
			const bytes = new Uint8Array(await answer.arrayBuffer());
			const mediaType = sniffMediaType(bytes);
			return mediaType ? { bytes, mediaType } : null;
		},
		async ping() {
			const answer = await send('/', { method: 'HEAD' });
			if (!answer.ok) throw unexpected(answer);
		}
	};
}
