import * as v from 'valibot';
import { json, type ApiRoute } from '../http/call';
import { openApiDocument } from './document';

/** The route that serves the document of `described` and of itself. */
export function openApiRoutes(described: readonly ApiRoute[]): readonly ApiRoute[] {
	let document: Record<string, unknown> | undefined;
	const own: ApiRoute = {
		method: 'GET',
		pattern: '/openapi.json',
		roles: [],
		cookies: [],
		// Built when first asked for: it costs more than a start should wait for.
		handle: async ({ services }) => json((document ??= openApiDocument([...described, own], services.version))),
		operation: {
			id: 'readOpenApi',
			summary: 'This document.',
			answers: { 200: v.looseObject({ openapi: v.string() }) },
			problems: []
		}
	};
	return [own];
}
