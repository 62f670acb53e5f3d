import * as v from 'valibot';
import type { LogRecord, PictureReference } from '../domain/record';
import {
	problemSchema,
	reportReceiptSchema,
	sessionSchema,
	type Problem,
	type RecordOutcome,
	type ReportBatch,
	type Session
} from '../domain/report-protocol';

/** What came of sending one thing. `later`: nothing is known to be wrong with it, so it is sent again. */
export type Sending<Answer> =
	| { readonly kind: 'answered'; readonly answer: Answer }
	| { readonly kind: 'signed-out' }
	| { readonly kind: 'refused'; readonly detail: string }
	/** `afterMs`: the server's own wish, where it stated one. */
	| { readonly kind: 'later'; readonly afterMs: number | null };

export interface Transport {
	sendBatch(records: readonly LogRecord[], signal: AbortSignal): Promise<Sending<readonly RecordOutcome[]>>;
	sendPicture(reference: PictureReference, picture: Blob, signal: AbortSignal): Promise<Sending<null>>;
}

/** An answer that takes longer counts as none: the batch goes out again, and the server knows its records. */
const ANSWER_TIMEOUT_MS = 30_000;

/** Talks to the reporting server of the same origin; the session's cookie goes along by itself. */
export class HttpTransport implements Transport {
	constructor(
		/** Address of the API, without a slash at its end. */
		readonly api: string,
		readonly fetch: typeof globalThis.fetch = globalThis.fetch.bind(globalThis),
		/** The device's clock, milliseconds since 1970, right or not: the server sees from it how far off it is. */
		readonly now: () => number = Date.now
	) {}

	async sendBatch(records: readonly LogRecord[], signal: AbortSignal): Promise<Sending<readonly RecordOutcome[]>> {
		const batch: ReportBatch = { sentAt: new Date(this.now()).toISOString(), records: records.map(withoutPersonal) };
		const response = await this.#fetch(
			'/reports',
			{
				method: 'POST',
				headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
				body: await gzip(JSON.stringify(batch))
			},
			signal
		);
		if (!response) return { kind: 'later', afterMs: null };
		const body = await readJson(response);
		const receipt = v.safeParse(reportReceiptSchema, body);
		if (response.ok && receipt.success) return { kind: 'answered', answer: receipt.output.outcomes };
		const problem = asProblem(body);
		if (problem?.outcomes) return { kind: 'answered', answer: problem.outcomes };
		return judge(response, problem);
	}

	async sendPicture(reference: PictureReference, picture: Blob, signal: AbortSignal): Promise<Sending<null>> {
		const { sha256, mediaType } = reference;
		const headers = { 'content-type': mediaType };
		const response = await this.#fetch(`/pictures/${sha256}`, { method: 'PUT', headers, body: picture }, signal);
		if (!response) return { kind: 'later', afterMs: null };
		const body = await readJson(response);
		if (response.ok && typeof body === 'object') return { kind: 'answered', answer: null };
		return judge(response, asProblem(body));
	}

	/**
	 * Changes a device's token for a session. Null: the server does not know the token.
	 * @throws where out of reach, or where something else answers in the server's place
	 */
	async signIn(token: string): Promise<Session | null> {
		const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) };
		const response = await this.fetch(`${this.api}/session`, init);
		const body = await readJson(response);
		const refused: readonly (string | undefined)[] = ['unauthorised', 'invalid'];
		if (refused.includes(asProblem(body)?.code)) return null;
		if (!response.ok) throw new Error(`sign-in answered ${response.status}`);
		return v.parse(sessionSchema, body);
	}

	/** Null where nobody is signed in. @throws where out of reach */
	async session(): Promise<Session | null> {
		const response = await this.fetch(`${this.api}/session?kind=device`);
		if (response.status === 401) return null;
		if (!response.ok) throw new Error(`session answered ${response.status}`);
		return v.parse(sessionSchema, await response.json());
	}

	async signOut(): Promise<void> {
		await this.fetch(`${this.api}/session/device`, { method: 'DELETE' });
	}

	/** Null where there was no answer at all. */
	async #fetch(path: string, init: RequestInit, signal: AbortSignal): Promise<Response | null> {
		// By hand: AbortSignal.any is missing on tablets with iOS 16.
		const controller = new AbortController();
		const abort = () => controller.abort();
		const timer = setTimeout(abort, ANSWER_TIMEOUT_MS);
		signal.addEventListener('abort', abort, { once: true });
		try {
			return await this.fetch(`${this.api}${path}`, { ...init, signal: controller.signal });
		} catch {
			return null;
		} finally {
			clearTimeout(timer);
			signal.removeEventListener('abort', abort);
		}
	}
}

/** Names stay on the tablet; the chain verifies without them. The server drops them too. */
const withoutPersonal = (record: LogRecord): LogRecord => ({ ...record, personal: null });

async function gzip(text: string): Promise<Blob> {
	return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

const readJson = (response: Response): Promise<unknown> => response.json().catch(() => undefined);

function asProblem(body: unknown): Problem | null {
	const parsed = v.safeParse(problemSchema, body);
	return parsed.success ? parsed.output : null;
}

/** Statuses that speak of what was sent, whoever gives them. */
const OF_CONTENT: readonly number[] = [409, 413, 415, 422];

/**
 * [Note: whose refusal] Plants have proxies and captive portals that answer in the server's place, with 200 as well
 * as with 401, 403 and 404. Only an answer in our own form can acknowledge a record. 401 and 403 pause, whoever says so:
 * the reporter finds out by itself when it may go on. 409, 413, 415 and 422 refuse what was sent, or a proxy with a lower
 * limit than the server's would hold up everything behind one record for ever. Any other foreign answer means "later".
 */
function judge(response: Response, problem: Problem | null): Sending<never> {
	if (!problem) return judgeForeign(response.status);
	if (problem.code === 'unauthorised' || problem.code === 'forbidden') return { kind: 'signed-out' };
	const passing = problem.status >= 500 || problem.code === 'too-many-requests' || problem.code === 'too-slow';
	if (passing) return { kind: 'later', afterMs: retryAfterMs(response) };
	return { kind: 'refused', detail: problem.code };
}

function judgeForeign(status: number): Sending<never> {
	if (status === 401 || status === 403) return { kind: 'signed-out' };
	return OF_CONTENT.includes(status) ? { kind: 'refused', detail: `HTTP ${status}` } : { kind: 'later', afterMs: null };
}

function retryAfterMs(response: Response): number | null {
	const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
	return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : null;
}
