import type { ChallengeRecord, ChallengeState, ModelStamp, Station } from './record';

/** What the tablet remembers of the last challenge test that counted: one stopped early before it was decided does not. */
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
/** When, where and with what a test is to count. */
export interface ChallengeCircumstances {
	/** UTC, ISO. */
	readonly wallTime: string;
	readonly station: Pick<Station, 'line' | 'shift'>;
	readonly model: Pick<ModelStamp, 'hash' | 'backend'>;
}

/** Whether model, thresholds and backend are the same: what one has shown holds for the other. */
export const isSameTool = (a: ChallengeCircumstances['model'], b: ChallengeCircumstances['model']): boolean =>
	a.hash === b.hash && a.backend === b.backend;

/** How far the clock may stand behind the test before the pass is doubted, milliseconds. */
const CLOCK_SLACK_MS = 60_000;

/**
 * State of the challenge test. A failure holds until a test is passed, whatever line, shift
 * or model is chosen meanwhile; a pass holds for its line, shift, model and backend.
 */
export function challengeStateOf(last: LastChallenge | null, at: ChallengeCircumstances): ChallengeState {
	if (!last) return 'due';
	if (last.outcome === 'failed') return 'failed';
	const age = Date.parse(at.wallTime) - Date.parse(last.wallTime);
	const fresh = age >= -CLOCK_SLACK_MS && age < CHALLENGE_VALID_MS;
	const sameStation = last.station.line === at.station.line && last.station.shift === at.station.shift;
	return fresh && sameStation && isSameTool(at.model, last.model) ? 'passed' : 'due';
}

/** Why a test is made now. After an update: the last pass would hold, had model, thresholds and backend stayed. */
export function challengeTriggerOf(last: LastChallenge | null, at: ChallengeCircumstances): ChallengeRecord['trigger'] {
	const state = challengeStateOf(last, at);
	if (state === 'failed') return 'after-failure';
	if (state === 'passed') return 'on-demand';
	return last && challengeStateOf(last, { ...at, model: last.model }) === 'passed' ? 'after-update' : 'shift-start';
}
