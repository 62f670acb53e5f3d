import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HttpProblem } from './problem';

const inflate = promisify(gunzip);

export interface BodyLimits {
	/** Bytes as they travel. */
	readonly maxBytes: number;
	/** Bytes after gzip is undone. */
	readonly maxInflatedBytes: number;
	/** Milliseconds from the first read to the last byte. */
	readonly timeoutMs: number;
}

/** Nested deeper than any record ever is; a guard for every walker that comes after the parser. */
const MAX_JSON_DEPTH = 16;

/**
 * The whole body as bytes, gzip undone.
 * [Note: body limits] The declared length is checked first, then the bytes are counted while they arrive, since a
 * chunked body declares none. gzip is undone with `maxOutputLength`, so a bomb costs the limit and no more.
 * @throws HttpProblem too-large, too-slow, malformed, unsupported-media-type
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
	const encoding = request.headers.get('content-encoding') ?? 'identity';
	if (encoding !== 'identity' && encoding !== 'gzip') {
		throw new HttpProblem('unsupported-media-type', 'The only content encoding taken is gzip.', {
			'accept-encoding': 'gzip'
		});
	}
	const raw = await readBytes(request, limits);
	return encoding === 'gzip' ? gunzipWithin(raw, limits.maxInflatedBytes) : raw;
}

async function readBytes(request: Request, limits: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
	const tooLarge = () =>
		new HttpProblem('too-large', `At most ${limits.maxBytes} bytes are taken.`, { connection: 'close' });
	if (Number(request.headers.get('content-length') ?? 0) > limits.maxBytes) throw tooLarge();
	if (!request.body) return new Uint8Array();
	const reader = request.body.getReader();
	const deadline = expiry(limits.timeoutMs);
	const chunks: Uint8Array[] = [];
	let total = 0;
	try {
		for (;;) {
			const { done, value } = await Promise.race([reader.read(), deadline.expired]);
			if (done) break;
			total += value.byteLength;
			if (total > limits.maxBytes) throw tooLarge();
			chunks.push(value);
		}
	} catch (thrown) {
		// Never cancelled: SvelteKit would destroy the connection, and the answer with it. What is still on its way is no
		// longer read, and `connection: close` ends it once the answer is out.
		if (thrown instanceof HttpProblem) throw thrown;
		// Adapter-node has a limit of its own (BODY_SIZE_LIMIT), which may be the lower one.
		if ((thrown as { status?: unknown } | null)?.status === 413) throw tooLarge();
		throw new HttpProblem('malformed', 'The body broke off.', { connection: 'close' });
	} finally {
		deadline.clear();
	}
	return concatenate(chunks, total);
}

function expiry(timeoutMs: number): { expired: Promise<never>; clear: () => void } {
	let timer: NodeJS.Timeout;
	const expired = new Promise<never>((_, reject) => {
		const late = () =>
			reject(new HttpProblem('too-slow', `The body took over ${timeoutMs} ms.`, { connection: 'close' }));
		timer = setTimeout(late, timeoutMs);
	});
	// Where the body wins the race, nobody listens any more.
	expired.catch(() => undefined);
	return { expired, clear: () => clearTimeout(timer) };
}

function concatenate(chunks: readonly Uint8Array[], total: number): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(total);
	let offset = 0;
	for (const chunk of chunks) {
		whole.set(chunk, offset);
		offset += chunk.byteLength;
	}
	return whole;
}

async function gunzipWithin(raw: Uint8Array, maxOutputLength: number): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return new Uint8Array(await inflate(raw, { maxOutputLength }));
	} catch (thrown) {
		if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
			throw new HttpProblem('too-large', `At most ${maxOutputLength} bytes are taken once gzip is undone.`);
		}
		throw new HttpProblem('malformed', 'The body is not valid gzip.');
	}
}

/**
 * Parses JSON that nests at most 16 deep and holds no NUL character.
 * NUL is refused since PostgreSQL cannot store it in text: one such record would fail its whole batch for ever.
 */
export function parseJson(bytes: Uint8Array): unknown {
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw new HttpProblem('malformed', 'The body is not UTF-8.');
	}
	if (nestingDepth(text) > MAX_JSON_DEPTH)
		throw new HttpProblem('malformed', `JSON nests deeper than ${MAX_JSON_DEPTH}.`);
	try {
		// A reviver doubles the parser's time, and NUL can only be written as this escape: without it there is none.
		return text.includes('\\u0000') ? JSON.parse(text, refuseNul) : JSON.parse(text);
	} catch (thrown) {
		if (thrown instanceof HttpProblem) throw thrown;
		throw new HttpProblem('malformed', 'The body is not JSON.');
	}
}

function refuseNul(key: string, value: unknown): unknown {
	if (key.includes('\0') || (typeof value === 'string' && value.includes('\0'))) {
		throw new HttpProblem('malformed', 'Text holds a NUL character.');
	}
	return value;
}

/** Deepest nesting of arrays and objects, found without building anything. */
export function nestingDepth(json: string): number {
	let depth = 0;
	let deepest = 0;
	for (let i = 0; i < json.length; i++) {
		const code = json.charCodeAt(i);
		if (code === 0x22 /* " */) i = stringEnd(json, i);
		else if (code === 0x7b /* { */ || code === 0x5b /* [ */) deepest = Math.max(deepest, ++depth);
		else if (code === 0x7d || code === 0x5d) depth--;
	}
	return deepest;
}

/** Place of the quote that ends the string begun at `start`; the text's end where none does. */
function stringEnd(json: string, start: number): number {
	for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
		let backslashes = 0;
		while (json.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
		if (backslashes % 2 === 0) return end;
	}
	return json.length;
}
