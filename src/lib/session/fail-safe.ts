import type { CameraState } from '../capture/camera.svelte';
import type { VoidCause } from '../domain/live';
import type { EngineStatus } from '../inference/bridge';

/** A picture older than this says nothing about what is before the lens now, milliseconds. */
export const STALE_AFTER_MS = 1500;
/** The golden picture is judged again this often, at a moment when no bottle is in view, milliseconds. */
export const SELF_TEST_EVERY_MS = 3 * 60_000;
/** A self-test older than this no longer vouches for anything, milliseconds. */
export const SELF_TEST_EXPIRES_MS = 10 * 60_000;

/** How far the clock may stand behind the self-test before its time is doubted, milliseconds. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Whether a self-test still vouches at the wall time `nowMs`, by the rule of the live verdicts: on screens that show it as
 * proof without asking for a verdict. A clock that was set back proves nothing.
 */
export function vouches(selfTest: EngineStatus['lastSelfTest'], nowMs: number): boolean {
	if (!selfTest?.passed) return false;
	const age = nowMs - selfTest.atMs;
	return age >= -CLOCK_SLACK_MS && age <= SELF_TEST_EXPIRES_MS;
}

export interface Grounds {
	readonly camera: CameraState;
	/** The last challenge test missed an open bottle or called a closed one open, and none was passed since. */
	readonly challengeFailed: boolean;
	/** The tablet's memory of the last challenge test has been read, or cannot be. */
	readonly challengeKnown: boolean;
	readonly engine: Pick<EngineStatus, 'state' | 'lastSelfTest'>;
	/** Since the last self-test that passed, monotonic milliseconds; null where none has. */
	readonly selfTestAgeMs: number | null;
	/** Since the newest judged frame was captured, milliseconds; null before the first. */
	readonly frameAgeMs: number | null;
	/** From capture to verdict of the newest judged frame, milliseconds; null before the first. */
	readonly delayMs: number | null;
}

/**
 * [Note: fail-safe] The one gate in front of every live verdict: null only where camera, engine, self-test and
 * frame are all green at this moment. Whatever is not known counts as not green.
 */
export function voidCause({
	camera,
	challengeFailed,
	challengeKnown,
	engine,
	selfTestAgeMs,
	frameAgeMs,
	delayMs
}: Grounds): VoidCause | null {
	if (camera !== 'live') return 'camera';
	if (challengeFailed) return 'challenge-failed';
	if (!challengeKnown) return 'challenge-unknown';
	if (engine.state === 'failed') return 'engine-failed';
	if (engine.state === 'recovering') return 'engine-recovering';
	if (engine.state === 'self-testing') return 'self-test';
	if (engine.state !== 'ready') return 'engine-loading';
	const vouched =
		engine.lastSelfTest?.passed === true && selfTestAgeMs !== null && selfTestAgeMs <= SELF_TEST_EXPIRES_MS;
	if (!vouched) return 'self-test';
	if (delayMs !== null && delayMs > STALE_AFTER_MS) return 'too-slow';
	if (frameAgeMs === null || frameAgeMs > STALE_AFTER_MS) return 'stale';
	return null;
}
