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
	return match ? { occurredAtMs: Number(match[1]), seq: Number(match[2]) } : null;
}
