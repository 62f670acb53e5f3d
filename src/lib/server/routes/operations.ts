import { createHash, timingSafeEqual } from 'node:crypto';
import { healthSchema, type Health } from '../../domain/report-protocol';
import { requireRole } from '../access/authenticate';
import { json, type ApiRoute, type Call } from '../http/call';

/** 200 where records can be stored now, 503 where not; pictures alone being out of reach is `degraded`. */
async function readHealth(call: Call): Promise<Response> {
	const { health: probe, queue, version } = call.services;
	const { store, pictures } = await probe.look(performance.now());
	const status = store === 'ok' && pictures === 'ok' ? 'ok' : 'degraded';
	const health: Health = { status, version, store, pictures, queueDepth: queue.depth };
	return json(health, store === 'ok' ? 200 : 503);
}

/** For the scraper's own token, or for whoever may read the desk: how a plant runs is nobody else's business. */
async function readMetrics(call: Call): Promise<Response> {
	const { metrics, environment, access } = call.services;
	const given = call.request.headers.get('authorization') ?? '';
	const isScraper = environment.METRICS_TOKEN !== undefined && equal(given, `Bearer ${environment.METRICS_TOKEN}`);
	if (!isScraper) requireRole(await access.principal(call.request, ['desk'], call.nowMs), ['viewer', 'admin']);
	return new Response(await metrics.registry.metrics(), { headers: { 'content-type': metrics.registry.contentType } });
}

function equal(a: string, b: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(a), digest(b));
}

export const METRICS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export const operationRoutes: readonly ApiRoute[] = [
	{
		method: 'GET',
		pattern: '/health',
		roles: [],
		cookies: [],
		handle: readHealth,
		operation: {
			id: 'readHealth',
			summary: 'Whether records can be stored now.',
			answers: { 200: healthSchema, 503: healthSchema },
			problems: []
		}
	},
	{
		method: 'GET',
		pattern: '/metrics',
		roles: [],
		cookies: [],
		handle: readMetrics,
		operation: {
			id: 'readMetrics',
			summary: 'Figures for Prometheus.',
			answers: { 200: { mediaTypes: [METRICS_MEDIA_TYPE] } },
			problems: ['unauthorised', 'forbidden', 'store-unavailable']
		}
	}
];
