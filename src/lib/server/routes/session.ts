import * as v from 'valibot';
import { ROLES, sessionSchema, signInSchema, type Session } from '../../domain/report-protocol';
import { audit } from '../access/audit';
import { cookieKind, type CookieKind, type Principal } from '../access/authenticate';
import { checked, json, jsonBody, principalOf, query, type ApiRoute, type Call } from '../http/call';
import { HttpProblem } from '../http/problem';

const session = ({ role, line, label }: Principal): Session => ({ role, line, label });

async function signIn(call: Call): Promise<Response> {
	const { token } = checked(signInSchema, await jsonBody(call));
	const { access } = call.services;
	const principal = await access.byToken(token);
	if (!principal) throw new HttpProblem('unauthorised', 'This token is not known, or was revoked.');
	const cookie = await access.openSession(principal, call.nowMs);
	await audit({ ...call, principal }, 'sign-in', cookieKind(principal.role));
	return json(session(principal), 200, { 'set-cookie': cookie });
}

const whichSchema = v.strictObject({ kind: v.picklist(['device', 'desk'] satisfies CookieKind[]) });

/** Both kinds of session are read by one route; `kind` says whose. */
async function readSession(call: Call): Promise<Response> {
	const { kind } = query(call, whichSchema);
	const principal = await call.services.access.principal(call.request, [kind], call.nowMs);
	if (!principal) throw new HttpProblem('unauthorised', 'Nobody is signed in.');
	return json(session(principal));
}

async function signOut(call: Call): Promise<Response> {
	const kind = cookieKind(principalOf(call).role);
	await audit(call, 'sign-out', kind);
	return new Response(null, {
		status: 204,
		headers: { 'set-cookie': await call.services.access.closeSession(call.request, kind) }
	});
}

export const sessionRoutes: readonly ApiRoute[] = [
	{
		method: 'POST',
		pattern: '/session',
		roles: [],
		cookies: [],
		auditRefusal: 'sign-in-refused',
		handle: signIn,
		operation: {
			id: 'signIn',
			summary: 'Change a token for a session cookie.',
			body: signInSchema,
			answers: { 200: sessionSchema },
			problems: [
				'malformed',
				'invalid',
				'unauthorised',
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
		pattern: '/session',
		roles: [],
		cookies: [],
		handle: readSession,
		operation: {
			id: 'readSession',
			summary: 'Who is signed in.',
			query: whichSchema,
			answers: { 200: sessionSchema },
			problems: ['invalid', 'unauthorised', 'store-unavailable']
		}
	},
	...(['device', 'desk'] as const).map((kind): ApiRoute => ({
		method: 'DELETE',
		pattern: `/session/${kind}`,
		roles: kind === 'device' ? ['device'] : ROLES.filter((role) => role !== 'device'),
		cookies: [kind],
		handle: signOut,
		operation: {
			id: kind === 'device' ? 'signOutDevice' : 'signOutDesk',
			summary: 'End the session.',
			answers: { 204: null },
			problems: ['unauthorised', 'forbidden', 'too-many-requests', 'store-unavailable']
		}
	}))
];
