import type { ChallengeState, ModelStamp, Station } from './record';

/** What the tablet remembers of the last challenge test that counted (abandoned ones do not, unless an open was missed). */
export interface LastChallenge {
	readonly recordId: string;
	readonly outcome: 'passed' | 'failed';
	/** The device's clock at its end, UTC. */
	readonly wallTime: string;
	readonly station: Pick<Station, 'line' | 'shift'>;
	readonly model: Pick<ModelStamp, 'hash' | 'backend'>;
}

/** A pass counts for one shift and never longer than this, milliseconds. */
export const CHALLENGE_VALID_MS = 12 * 3_600_000;
/** How far the clock may stand behind the test before the pass is doubted, milliseconds. */
const CLOCK_SLACK_MS = 60_000;

/**
 * State of the challenge test at `wallTime` (UTC, ISO). A failure holds until a test is passed, whatever line, shift
 * or model is chosen meanwhile; a pass holds for its line, shift, model and backend.
 */
export function challengeStateOf(
	last: LastChallenge | null,
	at: { wallTime: string; station: Pick<Station, 'line' | 'shift'>; model: Pick<ModelStamp, 'hash' | 'backend'> | null }
): ChallengeState {
	if (!last) return 'due';
	if (last.outcome === 'failed') return 'failed';
	const age = Date.parse(at.wallTime) - Date.parse(last.wallTime);
	const fresh = age >= -CLOCK_SLACK_MS && age < CHALLENGE_VALID_MS;
	const sameStation = last.station.line === at.station.line && last.station.shift === at.station.shift;
	const sameModel = !at.model || (at.model.hash === last.model.hash && at.model.backend === last.model.backend);
	return fresh && sameStation && sameModel ? 'passed' : 'due';
}
