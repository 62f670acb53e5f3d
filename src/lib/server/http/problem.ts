import type { Problem, ProblemCode } from '../../domain/report-protocol';

const TITLES: Record<ProblemCode, string> = {
	malformed: 'The request cannot be read',
	invalid: 'The request is well formed, but its content is not allowed',
	unauthorised: 'A valid token is needed',
	forbidden: 'This token may not do that',
	'not-found': 'There is nothing here',
	'method-not-allowed': 'This address does not take that method',
	conflict: 'Another record with this identifier is already stored',
	'too-large': 'The body is larger than the server takes',
	'unsupported-media-type': 'This kind of body is not taken here',
	'too-slow': 'The body took too long to arrive',
	'too-many-requests': 'Too many requests',
	'store-unavailable': 'The store cannot take anything just now; try again',
	unexpected: 'The server failed'
};

export const statusOf = (code: ProblemCode): number => STATUSES[code];

const STATUSES: Record<ProblemCode, number> = {
	malformed: 400,
	invalid: 422,
	unauthorised: 401,
	forbidden: 403,
	'not-found': 404,
	'method-not-allowed': 405,
	conflict: 409,
	'too-large': 413,
	'unsupported-media-type': 415,
	'too-slow': 408,
	'too-many-requests': 429,
	'store-unavailable': 503,
	unexpected: 500
};

/** A refusal that the caller may read: thrown anywhere below the router, answered as RFC 9457 problem+json. */
export class HttpProblem extends Error {
	override readonly name = 'HttpProblem';
	constructor(
		readonly code: ProblemCode,
		/** One English sentence for the engineer at the other end; never carries a value out of the request. */
		readonly detail: string,
		readonly headers: Record<string, string> = {},
		readonly extension: Pick<Problem, 'outcomes'> = {}
	) {
		super(`${code}: ${detail}`);
	}

	get status(): number {
		return STATUSES[this.code];
	}

	toResponse(requestId: string): Response {
		const body: Problem = {
			type: `urn:bottle-inspector:problem:${this.code}`,
			title: TITLES[this.code],
			status: this.status,
			detail: this.detail,
			code: this.code,
			requestId,
			...this.extension
		};
		return new Response(JSON.stringify(body), {
			status: this.status,
			headers: { ...this.headers, 'content-type': 'application/problem+json' }
		});
	}
}
