import type { Database } from 'better-sqlite3';
import type { AuditEntry, Role, TokenSummary } from '../../../domain/report-protocol';
import type { AccessStore, TokenSecret } from '../report-store';

interface TokenRow {
	id: string;
	secret_hash: Buffer;
	role: Role;
	line: string | null;
	label: string;
	created_at: number;
	revoked_at: number | null;
}

interface AuditRow {
	at: number;
	token_id: string | null;
	role: Role | null;
	action: AuditEntry['action'];
	subject: string;
	request_id: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

const summary = (row: TokenRow): TokenSummary => ({
	id: row.id,
	role: row.role,
	line: row.line,
	label: row.label,
	createdAt: iso(row.created_at),
	revokedAt: row.revoked_at === null ? null : iso(row.revoked_at)
});

/** Tokens, sessions and audit in the same file as the reports. */
export function sqliteAccess(database: Database): AccessStore {
	const addToken = database.prepare(
		'INSERT INTO tokens (id, secret_hash, role, line, label, created_at) VALUES (?, ?, ?, ?, ?, ?)'
	);
	const findToken = database.prepare<[string], TokenRow>('SELECT * FROM tokens WHERE id = ?');
	const allTokens = database.prepare<[], TokenRow>('SELECT * FROM tokens ORDER BY created_at DESC, id');
	const revoke = database.prepare('UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL');
	const openSession = database.prepare('INSERT INTO sessions (id_hash, token_id, expires_at) VALUES (?, ?, ?)');
	const dropExpired = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');
	const findSession = database.prepare<[Uint8Array, number], { token_id: string }>(
		'SELECT token_id FROM sessions WHERE id_hash = ? AND expires_at > ?'
	);
	const closeSession = database.prepare('DELETE FROM sessions WHERE id_hash = ?');
	const addAudit = database.prepare(
		'INSERT INTO audit (at, token_id, role, action, subject, request_id) VALUES (?, ?, ?, ?, ?, ?)'
	);
	const auditRows = database.prepare<[number], AuditRow>('SELECT * FROM audit ORDER BY seq DESC LIMIT ?');

	return {
		async addToken({ summary, secretHash }: TokenSecret) {
			const { id, role, line, label, createdAt } = summary;
			addToken.run(id, secretHash, role, line, label, Date.parse(createdAt));
		},
		async findToken(id) {
			const row = findToken.get(id);
			return row ? { summary: summary(row), secretHash: row.secret_hash } : null;
		},
		async tokens() {
			return allTokens.all().map(summary);
		},
		async revokeToken(id, atMs) {
			return revoke.run(atMs, id).changes === 1;
		},
		async openSession({ idHash, tokenId, expiresAtMs }) {
			dropExpired.run(Date.now());
			openSession.run(idHash, tokenId, expiresAtMs);
		},
		async findSession(idHash, nowMs) {
			const row = findSession.get(idHash, nowMs);
			return row ? { tokenId: row.token_id } : null;
		},
		async closeSession(idHash) {
			closeSession.run(idHash);
		},
		async audit({ at, tokenId, role, action, subject, requestId }) {
			addAudit.run(Date.parse(at), tokenId, role, action, subject, requestId);
		},
		async auditEntries(limit) {
			return auditRows.all(limit).map((row) => ({
				at: iso(row.at),
				tokenId: row.token_id,
				role: row.role,
				action: row.action,
				subject: row.subject,
				requestId: row.request_id
			}));
		}
	};
}
