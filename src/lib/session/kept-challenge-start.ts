/** After the start, so that the first bottle does not wait for it, milliseconds. */
const FIRST_MS = 3_000;

/**
 * Records, a little after the app's start, the challenge tests that a visit before could not record: whoever missed an open
 * bottle need not be the one who says so. Returns the way to stop. Where it fails again, readiness and challenge say so.
 */
export function tryKeptChallenges(): () => void {
	const timer = setTimeout(() => {
		void import('./kept-challenge-tries').then(({ recordKeptChallenges }) => recordKeptChallenges()).catch(() => {});
	}, FIRST_MS);
	return () => clearTimeout(timer);
}
