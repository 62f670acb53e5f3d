import { LATEST_MS } from '../../domain/record-fields';

/** A place in the list of reports, newest first: its moment, and its number among reports of the same moment. */
export interface Cursor {
	/** Milliseconds since 1970. */
	readonly occurredAtMs: number;
	readonly seq: number;
}

export const CURSOR_PATTERN = /^(\d{1,15})-(\d{1,15})$/;

export const writeCursor = ({ occurredAtMs, seq }: Cursor): string => `${occurredAtMs}-${seq}`;

/** Null where the text is no cursor. */
export function parseCursor(text: string): Cursor | null {
	const match = CURSOR_PATTERN.exec(text);
	if (!match) return null;
	// No report is later; a database may refuse to compare with a later moment at all.
	return { occurredAtMs: Math.min(Number(match[1]), LATEST_MS), seq: Number(match[2]) };
}
