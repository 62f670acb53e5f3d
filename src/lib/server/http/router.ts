import { HttpProblem } from './problem';

export const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export interface Route<Context> {
	readonly method: Method;
	/** Path below the API's root; `{name}` takes one segment. The pattern, not the path, goes to logs and metrics. */
	readonly pattern: string;
	readonly handle: (context: Context, parameters: Readonly<Record<string, string>>) => Promise<Response>;
}

export interface Match<R> {
	readonly route: R;
	readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route of a request; HEAD is answered as GET.
 * [Note: path tricks] Segments are compared before any percent-decoding and parameters are handed on undecoded:
 * every parameter here is a hexadecimal name, which its route checks by a closed pattern, so `..`, `%2f` and NUL never
 * mean anything.
 * @throws HttpProblem not-found, method-not-allowed
 */
export function findRoute<R extends Pick<Route<never>, 'method' | 'pattern'>>(
	routes: readonly R[],
	method: string,
	path: string
): Match<R> {
	const candidates = routes.flatMap((route) => {
		const parameters = matchPattern(route.pattern, path);
		return parameters ? [{ route, parameters }] : [];
	});
	if (candidates.length === 0) throw new HttpProblem('not-found', 'No such address.');
	const wanted = method === 'HEAD' ? 'GET' : method;
	const match = candidates.find(({ route }) => route.method === wanted);
	if (match) return match;
	const allow = candidates.map(({ route }) => route.method).join(', ');
	throw new HttpProblem('method-not-allowed', `Taken here: ${allow}.`, { allow });
}

function matchPattern(pattern: string, path: string): Record<string, string> | null {
	const expected = pattern.split('/');
	const actual = path.split('/');
	if (expected.length !== actual.length) return null;
	const parameters: Record<string, string> = {};
	for (const [i, segment] of expected.entries()) {
		const value = actual[i]!;
		if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = value;
		else if (segment !== value) return null;
	}
	return parameters;
}
