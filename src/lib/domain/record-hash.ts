import canonicalize from 'canonicalize';
import type { LogRecord, Personal } from './record';

const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

/** Lower-case hexadecimal SHA-256 of bytes, or of text as UTF-8. Needs a secure context (https or localhost). */
export async function sha256Hex(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
	const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
	return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** JSON with one spelling only (RFC 8785: sorted keys, shortest numbers), so that equal content has equal hashes. */
export function canonicalJson(value: unknown): string {
	const json = canonicalize(value);
	if (json === undefined) throw new TypeError('no JSON form');
	return json;
}

/** SHA-256 over the canonical JSON of `value`. */
export const hashOf = (value: unknown): Promise<string> => sha256Hex(canonicalJson(value));

/** Hash of a record: everything but `hash` itself and the clearable `personal`. See [Note: hash chain]. */
export function recordHash(record: Omit<LogRecord, 'hash'> | LogRecord): Promise<string> {
	const { hash: _hash, personal: _personal, ...chained } = record as LogRecord;
	return hashOf(chained);
}

/** Personal fields with fresh salt, and the hash that the chain keeps of them. */
export async function sealPersonal(
	fields: Omit<Personal, 'salt'>
): Promise<{ personal: Personal; personalHash: string }> {
	const personal = { ...fields, salt: hex(crypto.getRandomValues(new Uint8Array(16))) };
	return { personal, personalHash: await hashOf(personal) };
}
