import * as v from 'valibot';
import { base } from '$app/paths';
import {
	auditSchema,
	devicesSchema,
	issuedTokenSchema,
	reportPageSchema,
	sessionSchema,
	talliesSchema,
	tokenSummarySchema,
	type NewToken,
	type Session,
	type TallyDimension,
	type TallyOutcome
} from '$lib/domain/report-protocol';

/** Nobody is signed in, or no longer. */
export class SignedOut extends Error {
	override readonly name = 'SignedOut';
}
/** The server gave no answer that can be read. */
export class Unreachable extends Error {
	override readonly name = 'Unreachable';
}

/** Half-open span and labels; an absent label does not filter. Times in milliseconds since 1970. */
export interface DeskFilter {
	readonly fromMs: number;
	readonly toMs: number;
	readonly line?: string;
	readonly shift?: string;
	readonly outcome?: TallyOutcome;
}

const iso = (ms: number) => new Date(ms).toISOString();

function query({ fromMs, toMs, ...rest }: DeskFilter, more: Record<string, string | number | undefined> = {}): string {
	const given = Object.entries({ from: iso(fromMs), to: iso(toMs), ...rest, ...more }).filter(
		([, value]) => value !== undefined
	);
	return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

async function call(path: string, init: RequestInit = {}): Promise<Response> {
	const response = await fetch(`${base}/api${path}`, init).catch((cause) => {
		throw new Unreachable('no answer', { cause });
	});
	if (response.status === 401 || response.status === 403) throw new SignedOut(`answered ${response.status}`);
	if (!response.ok) throw new Unreachable(`answered ${response.status}`);
	return response;
}

async function read<S extends v.GenericSchema>(schema: S, path: string, init?: RequestInit): Promise<v.InferOutput<S>> {
	const parsed = v.safeParse(schema, await (await call(path, init)).json().catch(() => undefined));
	if (!parsed.success) throw new Unreachable('an answer of another form');
	return parsed.output;
}

const sending = (body: unknown): RequestInit => ({
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body)
});

/** @throws SignedOut for an unknown token, Unreachable */
export const signIn = (token: string): Promise<Session> => read(sessionSchema, '/session', sending({ token }));
export const readSession = (): Promise<Session> => read(sessionSchema, '/session?kind=desk');
export const signOut = (): Promise<Response> => call('/session/desk', { method: 'DELETE' });

export const readTallies = async (filter: DeskFilter, by: TallyDimension, resolution?: number) =>
	(await read(talliesSchema, `/desk/tallies?${query(filter, { by, resolution })}`)).tallies;
export const readDevices = async () => (await read(devicesSchema, '/desk/devices')).devices;
export const readReports = async (filter: DeskFilter, before?: string, limit = 24) =>
	(await read(reportPageSchema, `/desk/reports?${query(filter, { before, limit })}`)).reports;

/** Addresses that the browser itself opens. */
export const exportAddress = (filter: DeskFilter): string => `${base}/api/desk/reports.csv?${query(filter)}`;
export const pictureAddress = (sha256: string): string => `${base}/api/pictures/${sha256}`;

export const readTokens = async () => (await read(v.object({ tokens: v.array(tokenSummarySchema) }), '/tokens')).tokens;
export const createToken = (wanted: NewToken) => read(issuedTokenSchema, '/tokens', sending(wanted));
export const revokeToken = (id: string) => call(`/tokens/${id}`, { method: 'DELETE' });
export const readAudit = async () => (await read(auditSchema, '/audit')).entries;
