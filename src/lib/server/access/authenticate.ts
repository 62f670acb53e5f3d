import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role, TokenSummary } from '../../domain/report-protocol';
import { HttpProblem } from '../http/problem';
import type { AccessStore } from '../stores/report-store';
import { secretHash, verifyToken } from './tokens';

/** Who is asking: a valid token, given directly or through a browser's session. */
export type Principal = Pick<TokenSummary, 'id' | 'role' | 'line' | 'label'>;

/**
 * [Note: sessions] A browser signs in once with a token and from then on holds a random session id in a cookie that
 * no script can read (HttpOnly), that no other site can use (SameSite=Strict) and that never travels unencrypted
 * (Secure; browsers exempt localhost). Tablet and desk have a cookie each: one browser can be both.
 */
export const COOKIES = { device: '__Host-bi-device', desk: '__Host-bi-desk' } as const;
export type CookieKind = keyof typeof COOKIES;

const DAY_SECONDS = 86_400;
/** A tablet stays signed in as long as browsers allow; a desk for one working day. */
export const SESSION_SECONDS: Record<CookieKind, number> = { device: 400 * DAY_SECONDS, desk: DAY_SECONDS / 2 };

export const cookieKind = (role: Role): CookieKind => (role === 'device' ? 'device' : 'desk');

export class Access {
	constructor(
		readonly store: AccessStore,
		/** The bootstrap administrator's token; see `ADMIN_TOKEN`. */
		readonly adminToken?: string
	) {}

	/** @throws StoreUnavailable */
	async byToken(token: string): Promise<Principal | null> {
		if (this.adminToken && timingSafeEqual(secretHash(token), secretHash(this.adminToken))) return ENVIRONMENT_ADMIN;
		return verifyToken(this.store, token);
	}

	async openSession(principal: Principal, nowMs: number): Promise<string> {
		const id = randomBytes(32).toString('base64url');
		const kind = cookieKind(principal.role);
		const expiresAtMs = nowMs + SESSION_SECONDS[kind] * 1000;
		const tokenId = principal.id === ENVIRONMENT_ADMIN.id ? this.#environmentTokenId : principal.id;
		await this.store.openSession({ idHash: secretHash(id), tokenId, expiresAtMs });
		return `${COOKIES[kind]}=${id}; Path=/; Max-Age=${SESSION_SECONDS[kind]}; HttpOnly; Secure; SameSite=Strict`;
	}

	/** Ends the session on the server, and answers the header that makes the browser forget it. */
	async closeSession(request: Request, kind: CookieKind): Promise<string> {
		const id = cookie(request, COOKIES[kind]);
		if (id) await this.store.closeSession(secretHash(id));
		return `${COOKIES[kind]}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict`;
	}

	/** Null where the request carries neither a token nor a session that is still good. */
	async principal(request: Request, kinds: readonly CookieKind[], nowMs: number): Promise<Principal | null> {
		const bearer = /^Bearer ([\x21-\x7e]{1,200})$/.exec(request.headers.get('authorization') ?? '');
		if (bearer) return this.byToken(bearer[1]!);
		for (const kind of kinds) {
			const principal = await this.#bySession(cookie(request, COOKIES[kind]), nowMs);
			if (principal) return principal;
		}
		return null;
	}

	/** Names the very `ADMIN_TOKEN` that a session was opened with, so that another one ends it. */
	get #environmentTokenId(): string {
		return `${ENVIRONMENT_ADMIN.id}:${Buffer.from(secretHash(this.adminToken ?? ''))
			.toString('hex')
			.slice(0, 16)}`;
	}

	async #bySession(id: string | null, nowMs: number): Promise<Principal | null> {
		if (!id) return null;
		const session = await this.store.findSession(secretHash(id), nowMs);
		if (!session) return null;
		if (this.adminToken && session.tokenId === this.#environmentTokenId) return ENVIRONMENT_ADMIN;
		const held = await this.store.findToken(session.tokenId);
		// Revoking a token ends its sessions, at once.
		return held && held.summary.revokedAt === null ? held.summary : null;
	}
}

const ENVIRONMENT_ADMIN: Principal = { id: 'environment', role: 'admin', line: null, label: 'ADMIN_TOKEN' };

function cookie(request: Request, name: string): string | null {
	for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
		const [key, value] = pair.trim().split('=', 2);
		if (key === name && value && value.length <= 100) return value;
	}
	return null;
}

/** @throws HttpProblem unauthorised, forbidden */
export function requireRole(principal: Principal | null, roles: readonly Role[]): Principal {
	if (!principal) throw new HttpProblem('unauthorised', 'Sign in first.', { 'www-authenticate': 'Bearer' });
	if (!roles.includes(principal.role)) throw new HttpProblem('forbidden', `This needs one of: ${roles.join(', ')}.`);
	return principal;
}
