import type { ErrorCode } from '../../../domain/errors';

/** One record as the journal keeps it: its place in the chain and its canonical JSON, which holds no line break. */
export interface JournalLine {
	readonly sequence: number;
	readonly json: string;
}

/** What the journal holds of one device's chain: sequence numbers of its first and last line. */
export interface Extent {
	readonly deviceId: string;
	readonly first: number;
	readonly last: number;
	/** UTC, as the last line states it. */
	readonly lastWallTime: string;
}

/** What the page may ask; every request has an id of its own and gets exactly one reply. */
export type Request =
	| { readonly type: 'extents' }
	/** `joined`: only where the first line follows the last one kept; else wherever it comes after it. */
	| {
			readonly type: 'append';
			readonly deviceId: string;
			readonly lines: readonly JournalLine[];
			readonly joined: boolean;
	  }
	| { readonly type: 'read'; readonly deviceId: string; readonly segment: number }
	| { readonly type: 'forget'; readonly deviceId: string; readonly through: number }
	| { readonly type: 'replace'; readonly deviceId: string; readonly lines: readonly JournalLine[] };

export interface Replies {
	extents: readonly Extent[];
	/** Sequence number of the last line now, 0 where there is none. */
	append: number;
	/** Complete lines. */
	read: readonly string[];
	forget: null;
	replace: null;
}

/** `folder` of the origin's private file system; requests to one folder are answered one after another, over all tabs. */
export interface ToWorker {
	readonly id: number;
	readonly folder: string;
	readonly request: Request;
}

export type FromWorker =
	| { readonly id: number; readonly ok: true; readonly reply: Replies[keyof Replies] }
	| { readonly id: number; readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** Records in one file. */
export const SEGMENT_LENGTH = 1000;
/** The file that holds a record. */
export const segmentOf = (sequence: number): number => Math.floor((sequence - 1) / SEGMENT_LENGTH);
