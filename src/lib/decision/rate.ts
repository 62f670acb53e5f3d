/** Bottles counted longer ago than this no longer speak of the present rate, milliseconds. */
export const RATE_WINDOW_MS = 60_000;

/**
 * Bottles a minute over the last minute, or since the first bottle where that is shorter ago.
 *
 * @param countedAtMs times at which bottles were counted, ascending, monotonic milliseconds
 * @returns null before two bottles, when no rate can be told
 */
export function bottlesPerMinute(countedAtMs: readonly number[], nowMs: number): number | null {
	const recent = countedAtMs.filter((at) => nowMs - at <= RATE_WINDOW_MS);
	if (recent.length < 2) return null;
	const span = nowMs - recent[0]!;
	// The first bottle opens the window and is not counted in it: n bottles have n - 1 intervals.
	return span > 0 ? ((recent.length - 1) * 60_000) / span : null;
}
