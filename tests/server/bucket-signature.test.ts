import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bucketPictures } from '../../src/lib/server/pictures/bucket';
import { StoreUnavailable } from '../../src/lib/server/stores/report-store';
import { signatureV4, signingBucket, type SigningBucket } from './signing-bucket';

/** Of AWS's documentation, "Signature Calculations for the Authorization Header", examples with one chunk. */
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const common = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z' };
const EXAMPLES = [
	{
		name: 'GET object',
		method: 'GET',
		target: '/test.txt',
		headers: { ...common, range: 'bytes=0-9', 'x-amz-content-sha256': EMPTY },
		signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'
	},
	{
		name: 'PUT object',
		method: 'PUT',
		target: '/test$file.text',
		headers: {
			...common,
			date: 'Fri, 24 May 2013 00:00:00 GMT',
			'x-amz-storage-class': 'REDUCED_REDUNDANCY',
			'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072'
		},
		signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd'
	},
	{
		name: 'GET bucket lifecycle',
		method: 'GET',
		target: '/?lifecycle=',
		headers: { ...common, 'x-amz-content-sha256': EMPTY },
		signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'
	},
	{
		name: 'GET bucket, list objects',
		method: 'GET',
		target: '/?max-keys=2&prefix=J',
		headers: { ...common, 'x-amz-content-sha256': EMPTY },
		signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'
	}
];

describe('Signature Version 4', () => {
	it.each(EXAMPLES)('is as AWS documents it, by the checking side: $name', ({ method, target, headers, signature }) => {
		const url = new URL(target, 'https://examplebucket.s3.amazonaws.com');
		const request = {
			method,
			path: decodeURIComponent(url.pathname),
			query: [...url.searchParams],
			headers,
			signedHeaders: Object.keys(headers).sort(),
			region: 'us-east-1'
		};
		expect(signatureV4(SECRET, request)).toBe(signature);
	});

	it.each(EXAMPLES)(
		'is as AWS documents it, by the signing library: $name',
		async ({ method, target, headers, signature }) => {
			const { host, 'x-amz-date': datetime, ...rest } = headers;
			const signer = new AwsV4Signer({
				method,
				url: `https://${host}${target}`,
				headers: rest as Record<string, string>,
				accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
				secretAccessKey: SECRET,
				region: 'us-east-1',
				service: 's3',
				datetime,
				allHeaders: true
			});
			expect(await signer.signature()).toBe(signature);
		}
	);
});

describe('pictures in a bucket that checks every signature', () => {
	const KEYS = { id: 'AKIAEXAMPLE', secret: 'a secret/with+signs', region: 'southamerica-east1' };
	const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
	const NAME = createHash('sha256').update(JPEG).digest('hex');
	const PICTURE = { bytes: JPEG, mediaType: 'image/jpeg' } as const;
	let bucket: SigningBucket;
	const pictures = (change = {}) =>
		bucketPictures({
			endpoint: bucket.endpoint,
			region: KEYS.region,
			bucket: 'plant-pictures',
			accessKeyId: KEYS.id,
			secretAccessKey: KEYS.secret,
			...change
		});
	beforeAll(async () => void (bucket = await signingBucket(KEYS)));
	beforeEach(() => {
		bucket.objects.clear();
		bucket.refused.length = 0;
		bucket.failures.length = 0;
	});
	afterAll(() => bucket.close());

	it('are stored once under their hash and come back as they were', async () => {
		expect(await pictures().get(NAME)).toBeNull();
		expect(await pictures().put(NAME, PICTURE)).toBe('stored');
		expect(await pictures().put(NAME, PICTURE)).toBe('duplicate');
		expect([...bucket.objects.keys()]).toEqual([`/plant-pictures/pictures/${NAME.slice(0, 2)}/${NAME}`]);
		expect(await pictures().get(NAME)).toEqual(PICTURE);
		await pictures().ping();
		expect(bucket.refused).toEqual([]);
	});

	it('are refused by the bucket where the bytes changed on their way', async () => {
		const other = { ...PICTURE, bytes: new Uint8Array([0xff, 0xd8, 0xff, 9]) };
		await expect(pictures().put(NAME, other)).rejects.toThrow(StoreUnavailable);
		expect(bucket.refused).toEqual(['content hash']);
		expect(bucket.objects.size).toBe(0);
	});

	it.each([
		['secret', { secretAccessKey: 'wrong' }, 'signature'],
		['key', { accessKeyId: 'AKIAOTHER' }, 'unknown key'],
		['region', { region: 'us-east-1' }, 'other region']
	])('are out of reach with a wrong %s, said without the secret', async (_name, change, reason) => {
		const failed = await pictures(change)
			.put(NAME, PICTURE)
			.catch((thrown: Error) => thrown);
		expect(failed).toBeInstanceOf(StoreUnavailable);
		expect(String((failed as Error).message)).toBe('The bucket answered 403.');
		expect(bucket.refused).toEqual([reason]);
	});

	it('wait out a bucket that fails for a moment, and give up on one that goes on failing', async () => {
		bucket.failures.push(503, 500);
		expect(await pictures().put(NAME, PICTURE)).toBe('stored');
		bucket.failures.push(503, 503, 503);
		await expect(pictures().get(NAME)).rejects.toThrow('The bucket answered 503.');
	});

	it('are out of reach where nobody answers', async () => {
		await expect(pictures({ endpoint: 'http://127.0.0.1:1' }).ping()).rejects.toThrow('out of reach');
	});
});
