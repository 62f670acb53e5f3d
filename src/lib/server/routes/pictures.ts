import { createHash } from 'node:crypto';
import { PICTURE_MEDIA_TYPES, pictureReceiptSchema } from '../../domain/report-protocol';
import { audit } from '../access/audit';
import { json, type ApiRoute, type Call } from '../http/call';
import { readBody } from '../http/body';
import { HttpProblem } from '../http/problem';
import { sniffMediaType } from '../pictures/picture-store';

const HASH = /^[0-9a-f]{64}$/;

function hashOf(parameters: Readonly<Record<string, string>>): string {
	const sha256 = parameters.sha256 ?? '';
	if (!HASH.test(sha256)) throw new HttpProblem('not-found', 'A picture is named by the SHA-256 of its bytes.');
	return sha256;
}

/** The name must be the hash of the bytes, and the bytes must be a picture of one of three kinds, whatever is claimed. */
async function putPicture(call: Call, parameters: Readonly<Record<string, string>>): Promise<Response> {
	const sha256 = hashOf(parameters);
	const { environment, pictures } = call.services;
	const maxBytes = environment.MAX_PICTURE_BYTES;
	const bytes = await readBody(call.request, {
		maxBytes,
		maxInflatedBytes: maxBytes,
		timeoutMs: environment.BODY_TIMEOUT_MS
	});
	const mediaType = sniffMediaType(bytes);
	if (!mediaType) throw new HttpProblem('unsupported-media-type', `Taken here: ${PICTURE_MEDIA_TYPES.join(', ')}.`);
	if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
		throw new HttpProblem('invalid', 'The bytes have another SHA-256 than their name.');
	}
	const outcome = await pictures.put(sha256, { bytes, mediaType });
	call.note({ bytes: bytes.byteLength, outcome });
	return json({ sha256, outcome });
}

async function getPicture(call: Call, parameters: Readonly<Record<string, string>>): Promise<Response> {
	const sha256 = hashOf(parameters);
	const picture = await call.services.pictures.get(sha256);
	if (!picture) throw new HttpProblem('not-found', 'There is no such picture.');
	await audit(call, 'view-picture', sha256);
	return new Response(picture.bytes, {
		headers: {
			'content-type': picture.mediaType,
			'cache-control': 'private, max-age=31536000, immutable',
			// Opened by itself, a picture may do nothing at all.
			'content-security-policy': "default-src 'none'; sandbox"
		}
	});
}

export const pictureRoutes: readonly ApiRoute[] = [
	{
		method: 'PUT',
		pattern: '/pictures/{sha256}',
		roles: ['device'],
		cookies: ['device'],
		handle: putPicture,
		operation: {
			id: 'putPicture',
			summary: 'Store a picture under the SHA-256 of its bytes.',
			body: { mediaTypes: PICTURE_MEDIA_TYPES },
			answers: { 200: pictureReceiptSchema },
			problems: [
				'invalid',
				'unauthorised',
				'forbidden',
				'not-found',
				'too-large',
				'unsupported-media-type',
				'too-slow',
				'too-many-requests',
				'store-unavailable'
			]
		}
	},
	{
		method: 'GET',
		pattern: '/pictures/{sha256}',
		roles: ['viewer', 'admin'],
		cookies: ['desk'],
		handle: getPicture,
		operation: {
			id: 'getPicture',
			summary: 'Read a picture.',
			answers: { 200: { mediaTypes: PICTURE_MEDIA_TYPES } },
			problems: ['unauthorised', 'forbidden', 'not-found', 'too-many-requests', 'store-unavailable']
		}
	}
];
