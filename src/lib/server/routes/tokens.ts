import * as v from 'valibot';
import { auditSchema, issuedTokenSchema, newTokenSchema, tokenSummarySchema } from '../../domain/report-protocol';
import { audit, auditProgram } from '../access/audit';
import { issueToken } from '../access/tokens';
import { checked, json, jsonBody, type ApiRoute, type Call } from '../http/call';
import { HttpProblem } from '../http/problem';

const MAX_AUDIT_ENTRIES = 500;
const TOKEN_ID = /^[0-9a-f]{16}$/;

async function listTokens(call: Call): Promise<Response> {
	await auditProgram(call, 'tokens');
	return json({ tokens: await call.services.storage.tokens() });
}

async function createToken(call: Call): Promise<Response> {
	const wanted = checked(newTokenSchema, await jsonBody(call));
	const issued = await issueToken(call.services.storage, wanted, call.nowMs);
	await audit(call, 'create-token', issued.summary.id);
	return json(issued, 201);
}

async function revokeToken(call: Call, { id = '' }: Readonly<Record<string, string>>): Promise<Response> {
	const revoked = TOKEN_ID.test(id) && (await call.services.storage.revokeToken(id, call.nowMs));
	if (!revoked) throw new HttpProblem('not-found', 'No such token is valid.');
	await audit(call, 'revoke-token', id);
	return new Response(null, { status: 204 });
}

async function readAudit(call: Call): Promise<Response> {
	await auditProgram(call, 'audit');
	return json({ entries: await call.services.storage.auditEntries(MAX_AUDIT_ENTRIES) });
}

const adminOnly = { roles: ['admin'], cookies: ['desk'] } as const;
const reading = ['unauthorised', 'forbidden', 'too-many-requests', 'store-unavailable'] as const;

export const tokenRoutes: readonly ApiRoute[] = [
	{
		...adminOnly,
		method: 'GET',
		pattern: '/tokens',
		handle: listTokens,
		operation: {
			id: 'listTokens',
			summary: 'Every token ever given out, without its secret.',
			answers: { 200: v.strictObject({ tokens: v.array(tokenSummarySchema) }) },
			problems: reading
		}
	},
	{
		...adminOnly,
		method: 'POST',
		pattern: '/tokens',
		handle: createToken,
		operation: {
			id: 'createToken',
			summary: 'Give out a token; its text is shown this once.',
			body: newTokenSchema,
			answers: { 201: issuedTokenSchema },
			problems: [...reading, 'malformed', 'invalid', 'too-large', 'unsupported-media-type', 'too-slow']
		}
	},
	{
		...adminOnly,
		method: 'DELETE',
		pattern: '/tokens/{id}',
		handle: revokeToken,
		operation: {
			id: 'revokeToken',
			summary: 'Make a token and its sessions worthless, at once.',
			answers: { 204: null },
			problems: [...reading, 'not-found']
		}
	},
	{
		...adminOnly,
		method: 'GET',
		pattern: '/audit',
		handle: readAudit,
		operation: {
			id: 'readAudit',
			summary: `The last ${MAX_AUDIT_ENTRIES} entries of the audit of access, newest first.`,
			answers: { 200: auditSchema },
			problems: reading
		}
	}
];
