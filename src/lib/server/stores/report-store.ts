import type { LogRecord } from '../../domain/record';
import type {
	AuditEntry,
	DeviceSummary,
	StoredReport,
	Tally,
	TallyDimension,
	TallyOutcome,
	TokenSummary
} from '../../domain/report-protocol';

/** A record that passed every check, with what the server adds to it. Times in milliseconds since 1970, UTC. */
export interface IncomingReport {
	readonly record: LogRecord;
	/** Server's clock. */
	readonly receivedAtMs: number;
	/** Device's clock, corrected by its skew where that was large. */
	readonly occurredAtMs: number;
	/** Device's clock minus the server's. */
	readonly clockSkewMs: number;
}

export type AppendOutcome = 'stored' | 'duplicate' | 'conflict';

/** Half-open span of `occurredAt`, and exact labels; an absent field does not filter. */
export interface ReportFilter {
	readonly fromMs: number;
	readonly toMs: number;
	readonly line?: string;
	readonly shift?: string;
	readonly outcome?: TallyOutcome;
}

export interface PageRequest {
	/** Cursor of the last report already seen, or undefined for the newest. */
	readonly before?: string;
	/** 1..1000. */
	readonly limit: number;
}

/** Records and what is counted of them. */
export interface ReportStore {
	/**
	 * Stores what is new, all of it or nothing, durable once resolved. One outcome for each report, in order:
	 * `duplicate` where the same identifier is stored with the same hash, `conflict` with another.
	 * @throws StoreUnavailable where nothing was stored and a later try may succeed
	 */
	append(reports: readonly IncomingReport[]): Promise<AppendOutcome[]>;
	/** Counts by one dimension; `resolutionMinutes` (a multiple of 15) is read for `time` only. */
	tallies(filter: ReportFilter, by: TallyDimension, resolutionMinutes: number): Promise<Tally[]>;
	/** Newest first. */
	page(filter: ReportFilter, request: PageRequest): Promise<StoredReport[]>;
	/** Every device ever seen, longest silent first. */
	devices(): Promise<DeviceSummary[]>;
}

export interface TokenSecret {
	readonly summary: TokenSummary;
	/** SHA-256 of the secret, 32 bytes. */
	readonly secretHash: Uint8Array;
}

/** Tokens, browser sessions and the audit of access. */
export interface AccessStore {
	addToken(token: TokenSecret): Promise<void>;
	findToken(id: string): Promise<TokenSecret | null>;
	tokens(): Promise<TokenSummary[]>;
	/** False where no such token is valid any more. */
	revokeToken(id: string, atMs: number): Promise<boolean>;
	/** `idHash`: SHA-256 of the cookie's value. */
	openSession(session: { idHash: Uint8Array; tokenId: string; expiresAtMs: number }): Promise<void>;
	findSession(idHash: Uint8Array, nowMs: number): Promise<{ tokenId: string } | null>;
	closeSession(idHash: Uint8Array): Promise<void>;
	audit(entry: AuditEntry): Promise<void>;
	/** Newest first. */
	auditEntries(limit: number): Promise<AuditEntry[]>;
}

export interface Storage extends ReportStore, AccessStore {
	readonly kind: 'sqlite' | 'postgres';
	/** Rejects where the store would not take a record now. */
	ping(): Promise<void>;
	close(): Promise<void>;
}

/** Nothing was stored, and nothing is wrong with what was asked: disk full, locked, restarting, out of reach. */
export class StoreUnavailable extends Error {
	override readonly name = 'StoreUnavailable';
}
