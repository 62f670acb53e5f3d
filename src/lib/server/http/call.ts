import * as v from 'valibot';
import type { AuditEntry, ProblemCode, Role } from '../../domain/report-protocol';
import type { CookieKind, Principal } from '../access/authenticate';
import type { Services } from '../services';
import { parseJson, readBody } from './body';
import { HttpProblem } from './problem';
import type { Route } from './router';

/** One request on its way through a route. */
export interface Call {
	readonly request: Request;
	readonly url: URL;
	readonly requestId: string;
	/** Milliseconds since 1970, the server's clock when the request arrived. */
	readonly nowMs: number;
	readonly services: Services;
	/** Null on public routes only. */
	readonly principal: Principal | null;
	/** Adds fields to the request's one line in the log; never personal, never content of records. */
	readonly note: (fields: Record<string, string | number>) => void;
}

type Schema = v.GenericSchema;

/** How an operation shows in the OpenAPI document; the same schemas check what comes in. */
export interface Operation {
	readonly id: string;
	readonly summary: string;
	/** Object schema whose entries are the query's parameters, each from text. */
	readonly query?: v.GenericSchema & { readonly entries: Record<string, Schema> };
	readonly body?: Schema | { readonly mediaTypes: readonly string[] };
	/** By status: a JSON schema, or the media types of anything else; null: no body. */
	readonly answers: Readonly<Record<number, Schema | { readonly mediaTypes: readonly string[] } | null>>;
	readonly problems: readonly ProblemCode[];
}

export interface ApiRoute extends Route<Call> {
	/** Who may call; empty: anybody. */
	readonly roles: readonly Role[];
	/** Which browser session counts here. */
	readonly cookies: readonly CookieKind[];
	/** What the audit calls a refused token here; written within the limit of guesses only, so that guessing fills no disk. */
	readonly auditRefusal?: AuditEntry['action'];
	readonly operation: Operation;
}

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
	new Response(JSON.stringify(value), { status, headers: { ...headers, 'content-type': 'application/json' } });

/** The principal of a route that has roles. */
export function principalOf(call: Call): Principal {
	if (!call.principal) throw new Error('a route without roles has no principal');
	return call.principal;
}

/** The JSON body, unchecked but for its limits. @throws HttpProblem */
export async function jsonBody(call: Call): Promise<unknown> {
	const type = call.request.headers.get('content-type')?.split(';')[0]?.trim();
	// Also the third lock against forged requests: a plain form cannot send this type.
	if (type !== 'application/json') throw new HttpProblem('unsupported-media-type', 'Send application/json.');
	const { environment } = call.services;
	return parseJson(
		await readBody(call.request, {
			maxBytes: environment.MAX_BATCH_BYTES,
			maxInflatedBytes: environment.MAX_INFLATED_BYTES,
			timeoutMs: environment.BODY_TIMEOUT_MS
		})
	);
}

/** @throws HttpProblem invalid, naming the field but not its value */
export function checked<S extends Schema>(schema: S, value: unknown): v.InferOutput<S> {
	const parsed = v.safeParse(schema, value, { abortEarly: true });
	if (parsed.success) return parsed.output;
	throw new HttpProblem('invalid', `Wrong or missing: ${v.getDotPath(parsed.issues[0]) ?? 'the whole'}.`);
}

/** The query's parameters by the schema; one that is given twice is refused. @throws HttpProblem invalid */
export function query<S extends Schema>(call: Call, schema: S): v.InferOutput<S> {
	const names = [...call.url.searchParams.keys()];
	if (new Set(names).size !== names.length) throw new HttpProblem('invalid', 'A parameter is given twice.');
	return checked(schema, Object.fromEntries(call.url.searchParams));
}
