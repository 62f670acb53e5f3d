import type postgres from 'postgres';
import type { AuditEntry, Role, TokenSummary } from '../../../domain/report-protocol';
import type { AccessStore } from '../report-store';

interface TokenRow {
	id: string;
	secret_hash: Buffer;
	role: Role;
	line: string | null;
	label: string;
	created_at: Date;
	revoked_at: Date | null;
}

const summary = (row: TokenRow): TokenSummary => ({
	id: row.id,
	role: row.role,
	line: row.line,
	label: row.label,
	createdAt: row.created_at.toISOString(),
	revokedAt: row.revoked_at?.toISOString() ?? null
});

const moment = (ms: number) => new Date(ms).toISOString();

/** Tokens, sessions and audit in the same database as the reports. */
export function postgresAccess(sql: postgres.Sql): AccessStore {
	return {
		async addToken({ summary: { id, role, line, label, createdAt }, secretHash }) {
			await sql`INSERT INTO tokens (id, secret_hash, role, line, label, created_at)
				VALUES (${id}, ${Buffer.from(secretHash)}, ${role}, ${line}, ${label}, ${createdAt})`;
		},
		async findToken(id) {
			const [row] = await sql<TokenRow[]>`SELECT * FROM tokens WHERE id = ${id}`;
			return row ? { summary: summary(row), secretHash: row.secret_hash } : null;
		},
		async tokens() {
			const rows = await sql<TokenRow[]>`SELECT * FROM tokens ORDER BY created_at DESC, id`;
			return rows.map(summary);
		},
		async revokeToken(id, atMs) {
			const { count } =
				await sql`UPDATE tokens SET revoked_at = ${moment(atMs)} WHERE id = ${id} AND revoked_at IS NULL`;
			return count === 1;
		},
		async openSession({ idHash, tokenId, expiresAtMs }) {
			await sql`DELETE FROM sessions WHERE expires_at <= now()`;
			await sql`INSERT INTO sessions VALUES (${Buffer.from(idHash)}, ${tokenId}, ${moment(expiresAtMs)})`;
		},
		async findSession(idHash, nowMs) {
			const [row] = await sql<{ token_id: string }[]>`
				SELECT token_id FROM sessions WHERE id_hash = ${Buffer.from(idHash)} AND expires_at > ${moment(nowMs)}`;
			return row ? { tokenId: row.token_id } : null;
		},
		async closeSession(idHash) {
			await sql`DELETE FROM sessions WHERE id_hash = ${Buffer.from(idHash)}`;
		},
		async audit({ at, tokenId, role, action, subject, requestId }) {
			await sql`INSERT INTO audit (at, token_id, role, action, subject, request_id)
				VALUES (${at}, ${tokenId}, ${role}, ${action}, ${subject}, ${requestId})`;
		},
		async auditEntries(limit) {
			const rows = await sql<
				{ at: Date; token_id: string | null; role: Role | null; action: string; subject: string; request_id: string }[]
			>`SELECT at, token_id, role, action, subject, request_id FROM audit ORDER BY seq DESC LIMIT ${limit}`;
			return rows.map((row) => ({
				at: row.at.toISOString(),
				tokenId: row.token_id,
				role: row.role,
				action: row.action as AuditEntry['action'],
				subject: row.subject,
				requestId: row.request_id
			}));
		}
	};
}
