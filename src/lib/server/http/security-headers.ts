import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

/** What a `<meta>` policy cannot say, and what holds for every answer, pages and files included. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
	'content-security-policy': "frame-ancestors 'none'",
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'strict-transport-security': 'max-age=31536000; includeSubDomains'
};

/**
 * A page made on request (only those that do not exist are) brings a policy of its own in the header, which would take the
 * place of ours: both together hold.
 */
export function addToPolicy(response: Response): Response {
	const name = 'content-security-policy';
	if (response.headers.has(name)) response.headers.append(name, SECURITY_HEADERS[name]!);
	return response;
}

/**
 * [Note: headers on files] adapter-node serves pages and files before any SvelteKit hook runs, so a hook cannot set
 * their headers. Node announces every request on this channel before anybody answers it; headers set here stay unless
 * the answer sets the same name itself.
 */
export function setSecurityHeaders(): void {
	subscribe('http.server.request.start', (message) => {
		const { response } = message as { response: ServerResponse };
		for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
	});
}
