import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Signature Version 4 for S3 as AWS documents it ("Authenticating Requests: Using the Authorization Header"), written
 * again from that text: what our requests are checked against must not be the library that signs them.
 */
export interface SignedRequest {
	readonly method: string;
	/** With its leading slash, decoded. */
	readonly path: string;
	readonly query: readonly (readonly [string, string])[];
	/** Lower-case names; those named in `signedHeaders` are signed. */
	readonly headers: Readonly<Record<string, string>>;
	readonly signedHeaders: readonly string[];
	readonly region: string;
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
const encode = (text: string) =>
	encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The signature that the request must carry, hexadecimal. */
export function signatureV4(secret: string, request: SignedRequest): string {
	const { method, path, query, headers, signedHeaders, region } = request;
	const date = headers['x-amz-date']!;
	const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
	const canonical = [
		method,
		path.split('/').map(encode).join('/'),
		query
			.map(([name, value]) => `${encode(name)}=${encode(value)}`)
			.sort()
			.join('&'),
		...signedHeaders.map((name) => `${name}:${headers[name]!.trim().replace(/\s+/g, ' ')}`),
		'',
		signedHeaders.join(';'),
		headers['x-amz-content-sha256']
	].join('\n');
	const signed = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
	const key = [date.slice(0, 8), region, 's3', 'aws4_request'].reduce(
		(before: string | Buffer, part) => hmac(before, part),
		`AWS4${secret}`
	);
	return hmac(key as Buffer, signed).toString('hex');
}

const AUTHORISATION =
	/^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;

export interface SigningBucket {
	readonly endpoint: string;
	readonly objects: Map<string, Buffer>;
	/** Answers of refused requests, for what was wrong. */
	readonly refused: string[];
	/** Status that the next requests are answered with, first to last, in place of a proper answer. */
	readonly failures: number[];
	close(): Promise<void>;
}

/** An S3-compatible bucket in memory that takes no request whose signature or content hash is wrong. */
export async function signingBucket(keys: { id: string; secret: string; region: string }): Promise<SigningBucket> {
	const objects = new Map<string, Buffer>();
	const refused: string[] = [];
	const failures: number[] = [];

	/** What is wrong with a request; null where nothing is. */
	function fault(request: IncomingMessage, body: Buffer): string | null {
		const match = AUTHORISATION.exec(request.headers.authorization ?? '');
		if (!match) return 'no signature';
		const [, id, , region, names, signature] = match as unknown as string[];
		const headers = request.headers as Record<string, string>;
		const url = new URL(request.url!, 'http://bucket');
		if (id !== keys.id) return 'unknown key';
		if (region !== keys.region) return 'other region';
		if (!names!.split(';').includes('host') || !names!.split(';').includes('x-amz-content-sha256'))
			return 'too little signed';
		const age =
			Date.now() - Date.parse(headers['x-amz-date']!.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
		if (Math.abs(age) > 15 * 60_000) return 'clock';
		const expected = signatureV4(keys.secret, {
			method: request.method!,
			path: decodeURIComponent(url.pathname),
			query: [...url.searchParams],
			headers,
			signedHeaders: names!.split(';'),
			region
		});
		if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature!))) return 'signature';
		const stated = headers['x-amz-content-sha256'];
		return stated === 'UNSIGNED-PAYLOAD' || stated === sha256(body) ? null : 'content hash';
	}

	const server = createServer(async (request, response) => {
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part as Buffer);
		const body = Buffer.concat(parts);
		const failing = failures.shift();
		if (failing) return void response.writeHead(failing).end();
		const wrong = fault(request, body);
		if (wrong) {
			refused.push(wrong);
			return void response.writeHead(403).end();
		}
		const path = new URL(request.url!, 'http://bucket').pathname;
		if (request.method === 'PUT') {
			objects.set(path, body);
			return void response.writeHead(200).end();
		}
		const held = path.split('/').length === 3 && path.endsWith('/') ? Buffer.alloc(0) : objects.get(path);
		response.writeHead(held ? 200 : 404).end(request.method === 'HEAD' ? undefined : held);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		endpoint: `http://127.0.0.1:${port}`,
		objects,
		refused,
		failures,
		close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections()))
	};
}
