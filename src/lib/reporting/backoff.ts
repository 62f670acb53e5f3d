/** First and longest wait between tries, milliseconds. */
export const FIRST_WAIT_MS = 2_000;
export const LONGEST_WAIT_MS = 300_000;

/**
 * How long to wait before the next try: exponential with full jitter (Brooker 2015, "Exponential backoff and
 * jitter"), so that a thousand tablets that lost the same server do not all come back in the same second.
 * @param failures tries in a row that failed, from 1
 * @param random 0..1
 * @returns milliseconds, 500..300000
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
	const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20));
	return Math.max(500, Math.round(random() * ceiling));
}
