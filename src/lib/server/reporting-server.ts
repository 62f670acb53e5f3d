import { randomUUID } from 'node:crypto';
import { audit } from './access/audit';
import { requireRole, type Principal } from './access/authenticate';
import type { ApiRoute, Call } from './http/call';
import { crossOriginHeaders, preflight } from './http/cross-origin';
import { HttpProblem } from './http/problem';
import { findRoute } from './http/router';
import { openApiRoutes } from './openapi/route';
import { deskRoutes } from './routes/desk';
import { operationRoutes } from './routes/operations';
import { pictureRoutes } from './routes/pictures';
import { reportRoutes } from './routes/reports';
import { sessionRoutes } from './routes/session';
import { tokenRoutes } from './routes/tokens';
import type { Services } from './services';
import { StoreUnavailable } from './stores/report-store';

const described: readonly ApiRoute[] = [
	...reportRoutes,
	...pictureRoutes,
	...sessionRoutes,
	...deskRoutes,
	...tokenRoutes,
	...operationRoutes
];

/** Everything under /api. */
export const API_ROUTES: readonly ApiRoute[] = [...described, ...openApiRoutes(described)];

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

export interface IncomingCall {
	readonly request: Request;
	readonly url: URL;
	/** Path below /api, with its leading slash. */
	readonly path: string;
	/** Network address of the caller; counts refused tokens and is neither stored nor logged. */
	readonly peer: string;
}

/** What the log and the metrics are told of a request. */
interface Trace {
	readonly requestId: string;
	readonly method: string;
	/** The route's pattern. */
	route: string;
	notes: Record<string, string | number>;
}

/** Answers one request to the API; never throws. Writes one line of the log and counts the request. */
export async function answer(services: Services, incoming: IncomingCall): Promise<Response> {
	const startedMs = performance.now();
	const given = incoming.request.headers.get('x-request-id') ?? '';
	const requestId = REQUEST_ID.test(given) ? given : randomUUID();
	const trace: Trace = { requestId, method: incoming.request.method, route: 'unmatched', notes: {} };
	const response = await dispatch(services, incoming, trace).catch((thrown) => refusal(services, thrown, requestId));
	response.headers.set('x-request-id', requestId);
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
	report(services, trace, response.status, performance.now() - startedMs);
	return response;
}

async function dispatch(services: Services, incoming: IncomingCall, trace: Trace): Promise<Response> {
	const { request, url } = incoming;
	const crossOrigin = crossOriginHeaders(request, url, services.environment.CORS_ORIGINS);
	// Refusals too: without the headers a browser shows a program of another site no status and no outcome at all.
	const called = () =>
		callRoute(services, incoming, trace).catch((thrown) => refusal(services, thrown, trace.requestId));
	const response = preflight(request, crossOrigin) ?? (await called());
	for (const [name, value] of Object.entries(crossOrigin)) response.headers.set(name, value);
	return response;
}

async function callRoute(
	services: Services,
	{ request, url, path, peer }: IncomingCall,
	trace: Trace
): Promise<Response> {
	const { route, parameters } = findRoute(API_ROUTES, request.method, path);
	trace.route = route.pattern;
	const nowMs = Date.now();
	const guarded = { services, request, route, peer, nowMs };
	const principal = await authorise(guarded);
	if (principal) trace.notes.token = principal.id;
	const note = (fields: Record<string, string | number>) => void Object.assign(trace.notes, fields);
	const call: Call = { request, url, requestId: trace.requestId, nowMs, services, principal, note };
	try {
		return await route.handle(call, parameters);
	} catch (thrown) {
		if (thrown instanceof HttpProblem && thrown.code === 'unauthorised') {
			limitGuesses(guarded);
			if (route.auditRefusal) await audit(call, route.auditRefusal, '');
		}
		throw thrown;
	}
}

interface Guarded {
	services: Services;
	request: Request;
	route: ApiRoute;
	peer: string;
	nowMs: number;
}

async function authorise(guarded: Guarded): Promise<Principal | null> {
	const { services, request, route, nowMs } = guarded;
	if (route.roles.length === 0) return null;
	const principal = await services.access.principal(request, route.cookies, nowMs);
	if (!principal) limitGuesses(guarded);
	const known = requireRole(principal, route.roles);
	const waitMs = services.requestRate.take(known.id, nowMs);
	if (waitMs > 0) throw tooMany(waitMs);
	return known;
}

/**
 * [Note: token guessing] Refused credentials are counted by network address and answered 429 past the limit. Right
 * tokens are never refused for it: a whole plant may come from one address, and one broken tablet must not silence
 * the others.
 */
function limitGuesses({ services, request, peer, nowMs }: Guarded): void {
	const isGuess = request.method === 'POST' || request.headers.has('authorization') || request.headers.has('cookie');
	const waitMs = isGuess ? services.guessRate.take(peer, nowMs) : 0;
	if (waitMs > 0) throw tooMany(waitMs);
}

const tooMany = (waitMs: number) =>
	new HttpProblem('too-many-requests', 'Wait, then try again.', { 'retry-after': String(Math.ceil(waitMs / 1000)) });

function refusal(services: Services, thrown: unknown, requestId: string): Response {
	if (thrown instanceof HttpProblem) return thrown.toResponse(requestId);
	if (thrown instanceof StoreUnavailable) {
		services.log.warn({ requestId, cause: thrown.message }, 'store unavailable');
		const problem = new HttpProblem('store-unavailable', 'Nothing was stored; try again.', { 'retry-after': '5' });
		return problem.toResponse(requestId);
	}
	services.log.error({ requestId, err: thrown }, 'unexpected');
	return new HttpProblem('unexpected', 'The fault is in the server’s log under the request id.').toResponse(requestId);
}

/** [Note: log lines] The route's pattern, not the address; a token's id, not its label; no network address, no content. */
function report(services: Services, { requestId, method, route, notes }: Trace, status: number, ms: number): void {
	const known = route !== 'unmatched';
	services.metrics.requests.inc({ route, method: known ? method : 'any', status });
	services.metrics.latency.observe({ route }, ms / 1000);
	if (status >= 500) services.metrics.failures.inc({ route });
	services.log.info({ requestId, method, route, status, ms: Math.round(ms * 10) / 10, ...notes }, 'request');
}
