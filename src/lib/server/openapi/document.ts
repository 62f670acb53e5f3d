import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { logRecordSchema } from '../../domain/record';
import { problemSchema, recordOutcomeSchema } from '../../domain/report-protocol';
import type { ApiRoute, Operation } from '../http/call';
import { statusOf } from '../http/problem';

type Json = Record<string, unknown>;

const NAMED = { LogRecord: logRecordSchema, RecordOutcome: recordOutcomeSchema, Problem: problemSchema };

/** Checks without a JSON Schema form (control characters, real dates) are left out; the server still makes them. */
function jsonSchema(schema: v.GenericSchema): Json {
	const {
		$schema: _dialect,
		$defs: _definitions,
		...rest
	} = toJsonSchema(schema, {
		target: 'draft-2020-12',
		typeMode: 'input',
		errorMode: 'ignore',
		definitions: NAMED,
		overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`
	});
	return rest as Json;
}

/** A named schema written out, its own parts by reference. */
function definition(name: keyof typeof NAMED): Json {
	const { [name]: schema, ...others } = NAMED;
	const {
		$schema: _dialect,
		$defs: _definitions,
		...rest
	} = toJsonSchema(schema as v.GenericSchema, {
		target: 'draft-2020-12',
		typeMode: 'input',
		errorMode: 'ignore',
		definitions: others,
		overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`
	});
	return rest as Json;
}

function content(kind: NonNullable<Operation['body']>): Json {
	if (!('mediaTypes' in kind)) return { 'application/json': { schema: jsonSchema(kind) } };
	return Object.fromEntries(kind.mediaTypes.map((type) => [type, {}]));
}

function parameters(route: ApiRoute): Json[] {
	const inPath = [...route.pattern.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
		name,
		in: 'path',
		required: true,
		schema: { type: 'string', pattern: '^[0-9a-f]+$' }
	}));
	const inQuery = Object.entries(route.operation.query?.entries ?? {}).map(([name, schema]) => ({
		name,
		in: 'query',
		required: schema.type !== 'optional',
		schema: jsonSchema(schema)
	}));
	return [...inPath, ...inQuery];
}

function responses({ answers, problems }: Operation): Json {
	const answered = Object.entries(answers).map(([status, kind]) => [
		status,
		{ description: 'Done.', ...(kind ? { content: content(kind) } : {}) }
	]);
	const refusals = [...problems, 'unexpected' as const].map((code) => [
		String(statusOf(code)),
		{
			description: code,
			content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
		}
	]);
	// A status that is both keeps its answer: health says 503 in its own words.
	return { ...Object.fromEntries(refusals), ...Object.fromEntries(answered) };
}

function operation(route: ApiRoute): Json {
	const { id, summary, body } = route.operation;
	return {
		operationId: id,
		summary,
		...(route.roles.length > 0 ? { description: `Roles: ${route.roles.join(', ')}.` } : {}),
		security:
			route.roles.length > 0 ? [{ token: [] }, ...route.cookies.map((kind) => ({ [`${kind}Session`]: [] }))] : [],
		parameters: parameters(route),
		...(body ? { requestBody: { required: true, content: content(body) } } : {}),
		responses: responses(route.operation)
	};
}

/** The OpenAPI 3.1 document of these routes, made of the very schemas that check requests. */
export function openApiDocument(routes: readonly ApiRoute[], version: string): Json {
	const paths: Record<string, Json> = {};
	for (const route of routes) {
		const path = `/api${route.pattern}`;
		paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
	}
	const cookie = (name: string) => ({ type: 'apiKey', in: 'cookie', name });
	return {
		openapi: '3.1.0',
		info: { title: 'Bottle inspector: reporting', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
		paths,
		components: {
			schemas: Object.fromEntries(Object.keys(NAMED).map((name) => [name, definition(name as keyof typeof NAMED)])),
			securitySchemes: {
				token: { type: 'http', scheme: 'bearer' },
				deviceSession: cookie('__Host-bi-device'),
				deskSession: cookie('__Host-bi-desk')
			}
		}
	};
}
