import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { NewToken, TokenSummary } from '../../domain/report-protocol';
import type { AccessStore, TokenSecret } from '../stores/report-store';

/**
 * [Note: token format] `bi1_<16 hex digits: id>_<43 base64url characters: secret>`. The id finds the row, the secret
 * proves it. The secret is 256 random bits, so that plain SHA-256 is the right hash: there is no word to guess, and a
 * slow hash would only slow the tablets down. The prefix lets secret scanners find a leaked one.
 */
const TOKEN = /^bi1_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export const secretHash = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();

/** Makes a token; its text is shown once and kept nowhere. */
export async function issueToken(
	store: Pick<AccessStore, 'addToken'>,
	wanted: NewToken,
	nowMs: number
): Promise<{ token: string; summary: TokenSummary }> {
	const id = randomBytes(8).toString('hex');
	const secret = randomBytes(32).toString('base64url');
	const summary: TokenSummary = { ...wanted, id, createdAt: new Date(nowMs).toISOString(), revokedAt: null };
	await store.addToken({ summary, secretHash: secretHash(secret) });
	return { token: `bi1_${id}_${secret}`, summary };
}

/** The token's summary where it is known, right and not revoked; else null, with nothing said of why. */
export async function verifyToken(store: Pick<AccessStore, 'findToken'>, token: string): Promise<TokenSummary | null> {
	const match = TOKEN.exec(token);
	if (!match) return null;
	const [, id, secret] = match as unknown as [string, string, string];
	const held: TokenSecret | null = await store.findToken(id);
	// Compared even where there is nothing to compare with, so that the time does not tell known ids from unknown.
	const right = timingSafeEqual(secretHash(secret), held?.secretHash ?? Buffer.alloc(32));
	return held && right && held.summary.revokedAt === null ? held.summary : null;
}
