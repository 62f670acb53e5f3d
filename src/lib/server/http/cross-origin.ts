import { HttpProblem } from './problem';

/**
 * Headers for an answer to another site that is on the list; empty for the site's own pages and for programs.
 * [Note: cross-origin] Closed by default. A request that names another origin is refused before anything else is
 * looked at, reads included: with SameSite=Strict cookies this is the second lock against forged requests. Hosts
 * are compared, not schemes, since the proxy in front may have ended the encryption.
 * @throws HttpProblem forbidden
 */
export function crossOriginHeaders(request: Request, url: URL, allowed: readonly string[]): Record<string, string> {
	const origin = request.headers.get('origin');
	if (origin === null || hostOf(origin) === url.host) return {};
	if (!allowed.includes(origin)) throw new HttpProblem('forbidden', 'Other sites may not call this server.');
	return {
		'access-control-allow-origin': origin,
		'access-control-expose-headers': 'retry-after, x-request-id',
		vary: 'origin'
	};
}

/** Answers a preflight from an allowed origin; null for any other request. Cookies never cross (no credentials). */
export function preflight(request: Request, headers: Record<string, string>): Response | null {
	if (request.method !== 'OPTIONS' || !headers['access-control-allow-origin']) return null;
	return new Response(null, {
		status: 204,
		headers: {
			...headers,
			'access-control-allow-methods': 'GET, POST, PUT, DELETE',
			'access-control-allow-headers': 'authorization, content-type, content-encoding, x-request-id',
			'access-control-max-age': '600'
		}
	});
}

function hostOf(origin: string): string | null {
	return URL.canParse(origin) ? new URL(origin).host : null;
}
