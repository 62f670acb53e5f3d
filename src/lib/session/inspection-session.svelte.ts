import type { Camera } from '../capture/camera.svelte';
import { runFrameClock, type Frame } from '../capture/frame-clock';
import { WakeLock } from '../capture/wake-lock';
import { raisesAlarm } from '../decision/counting';
import type { LiveEvent } from '../decision/live-decider';
import { isBottleThere } from '../decision/presence';
import type { Region } from '../domain/geometry';
import type { Inference } from '../domain/inference';
import type { BandVerdict, CountedKind, Hint, Overlay, VoidCause } from '../domain/live';
import { WHOLE_PICTURE } from '../domain/geometry';
import type { ModelManifest } from '../domain/model-manifest';
import type { Judgement } from '../domain/verdict';
import type { EngineStatus, InferenceClient } from '../inference/bridge';
import { BottleLedger } from './bottle-ledger.svelte';
import { SELF_TEST_EVERY_MS, SELF_TEST_EXPIRES_MS, voidCause } from './fail-safe';
import { FrameKeeper } from './frame-keeper';
import { LiveEye, type Exhibit } from './live-eye';
import { OpenAlarm } from './open-alarm.svelte';
import type { Settings } from './settings-schema';
import { teachInOf, withThresholdProfile } from './threshold-profile';

/** One bottle judged before the camera, as it goes into the records. */
export interface LiveCheck {
	readonly judgement: Judgement;
	readonly inference: Inference;
	/** With the decision policy that was in force. */
	readonly manifest: ModelManifest;
	readonly source: 'camera' | 'counting';
	/** Label of the lens. */
	readonly lens: string;
	readonly framesJudged: number;
	readonly picture: Blob | null;
	readonly thumbnail: Blob | null;
}

export interface SessionParts {
	readonly client: Pick<InferenceClient, 'start' | 'judge' | 'selfTest' | 'onStatus' | 'status' | 'manifest'>;
	readonly camera: Camera;
	/** Reactive. */
	readonly settings: () => Settings;
	/** Whether the last challenge test failed; reactive. */
	readonly challengeFailed: () => boolean;
	/** Stores a check; resolves with its record's id. */
	readonly onCheck: (check: LiveCheck) => Promise<string | null>;
}

const TICK_MS = 250;

/** Camera -> engine -> decision -> count -> record, and the gate that keeps silence where anything is not green. */
export class InspectionSession {
	readonly camera: Camera;
	readonly ledger = new BottleLedger();
	readonly alarm: OpenAlarm;
	engine = $state.raw<EngineStatus>() as EngineStatus;
	overlay = $state.raw<Overlay | null>(null);
	hint = $state<Hint | null>(null);
	/** From capture to verdict of the newest frame, milliseconds. */
	delayMs = $state<number | null>(null);
	/** Shows which pixels the verdict rests on. */
	showWhy = $state(false);
	allMouths = $state(false);
	/** Monotonic time of the last tick or frame. */
	nowMs = $state(0);
	/** Where the neck belongs, fractions of the picture. The screen sets it, since it knows what is visible. */
	guide: Region = WHOLE_PICTURE;

	#said = $state.raw<BandVerdict>({ kind: 'empty' });
	#frameAtMs = $state<number | null>(null);
	#selfTestAtMs = $state<number | null>(null);
	readonly #parts: SessionParts;
	readonly #keeper = new FrameKeeper();
	readonly #wakeLock = new WakeLock();
	#eye: LiveEye | null = null;
	#testing = false;

	/** Why nothing may be said now; null where all is green. */
	readonly cause: VoidCause | null = $derived.by(() =>
		voidCause({
			camera: this.camera.state,
			challengeFailed: this.#parts.challengeFailed(),
			engine: this.engine,
			selfTestAgeMs: this.#selfTestAtMs === null ? null : this.nowMs - this.#selfTestAtMs,
			frameAgeMs: this.#frameAtMs === null ? null : this.nowMs - this.#frameAtMs,
			delayMs: this.delayMs
		})
	);
	/** A failed challenge test takes "ready" away, whatever else is green, until a test is passed. */
	get challengeFailed(): boolean {
		return this.#parts.challengeFailed();
	}

	/** What the screen shows: the gate stands before every verdict, and there is no other way to read one. */
	readonly verdict: BandVerdict = $derived(this.cause === null ? this.#said : { kind: 'void', cause: this.cause });

	constructor(parts: SessionParts) {
		this.#parts = parts;
		this.camera = parts.camera;
		this.alarm = new OpenAlarm(parts.settings);
		this.#onStatus(parts.client.status);
		parts.client.onStatus((status) => this.#onStatus(status));
	}

	/** Loads and tests the engine; its status tells the rest. */
	startEngine(): void {
		if (this.engine.state === 'idle' || this.engine.state === 'failed') this.#parts.client.start().catch(() => {});
	}

	/** The inspector's tap on "turn the camera on". */
	async startCamera(): Promise<void> {
		this.alarm.tones.unlock();
		this.startEngine();
		await this.camera.start();
	}

	/** Watches a playing video until the returned function is called. */
	watch(video: HTMLVideoElement): () => void {
		const end = new AbortController();
		const ticking = setInterval(() => this.#tick(), TICK_MS);
		this.#wakeLock.hold();
		void runFrameClock(video, (frame) => this.#look(frame), {
			signal: end.signal,
			mayRest: () => (this.#eye?.settled ?? false) && !this.allMouths && !this.showWhy
		});
		return () => {
			end.abort();
			clearInterval(ticking);
			this.#wakeLock.release();
			this.#void();
			this.#frameAtMs = null;
		};
	}

	/** Counting begins or ends: the bottle in view when it ends still counts. */
	finishBottle(): void {
		for (const event of this.#eye?.finish() ?? []) this.#onEvent(event);
	}

	/** Records the bottle in view, where the inspector counts by hand. */
	register(): void {
		const { verdict } = this;
		const exhibit = this.#eye?.exhibit;
		if (!exhibit || (verdict.kind !== 'open' && verdict.kind !== 'closed' && verdict.kind !== 'unsure')) return;
		this.#count(exhibit, verdict.kind, 'camera');
	}

	#onStatus(status: EngineStatus): void {
		const before = this.engine;
		this.engine = status;
		this.nowMs = performance.now();
		if (status.lastSelfTest !== before?.lastSelfTest)
			this.#selfTestAtMs = status.lastSelfTest?.passed ? this.nowMs : null;
		if (status.state !== 'ready') this.#void();
	}

	#tick(): void {
		this.nowMs = performance.now();
		if (this.cause !== null) this.#void();
		void this.#testWhenDue();
	}

	async #testWhenDue(): Promise<void> {
		if (this.#testing || this.engine.state !== 'ready' || this.#selfTestAtMs === null) return;
		const age = this.nowMs - this.#selfTestAtMs;
		const idle = !this.#eye || !isBottleThere(this.#eye.state.presence);
		if (age < SELF_TEST_EVERY_MS || (!idle && age < SELF_TEST_EXPIRES_MS * 0.8)) return;
		this.#testing = true;
		await this.#parts.client.selfTest().catch(() => false);
		this.#testing = false;
	}

	async #look(frame: Frame): Promise<void> {
		const { bitmap } = frame;
		const size = { width: bitmap.width, height: bitmap.height };
		const { client } = this.#parts;
		if (!client.manifest || client.status.state !== 'ready') {
			bitmap.close();
			// The engine says itself when it is ready; asking at every frame would only burn battery.
			return new Promise((resolve) => setTimeout(resolve, 100));
		}
		this.#keeper.pass(bitmap);
		const guide = this.guide;
		try {
			const region = this.allMouths ? undefined : guide;
			const options = { region, allMouths: this.allMouths, evidence: this.showWhy, frameId: frame.id };
			this.#take(await client.judge(bitmap, options), frame, size, guide);
		} catch {
			// The engine's status carries the fault, and the gate has closed.
			this.#void();
		}
	}

	#take(inference: Inference, frame: Frame, size: Overlay['frame'], guide: Region): void {
		const eye = this.#eyeUnder(this.#parts.settings());
		this.nowMs = performance.now();
		this.#frameAtMs = frame.capturedAtMs;
		this.delayMs = this.nowMs - frame.capturedAtMs;
		if (this.cause !== null) return this.#void();
		const { events, keep, overlay } = eye.look(inference, frame, size, guide, this.allMouths);
		// A bottle that left is counted with its own picture before the newcomer's frame replaces it.
		for (const event of events) if (event.kind === 'counted') this.#onEvent(event);
		if (keep) this.#keeper.keep();
		for (const event of events) if (event.kind !== 'counted') this.#onEvent(event);
		this.#said = eye.verdict;
		this.overlay = overlay;
		this.hint = eye.state.coach.shown;
		this.#lastExhibit = eye.exhibit;
	}

	/** The exhibit as of the frame before: what a bottle that has just left is counted by. */
	#lastExhibit: Exhibit | null = null;

	#onEvent(event: LiveEvent): void {
		if (event.kind === 'locked' && event.verdict === 'open') this.alarm.open();
		if (event.kind !== 'counted' || !this.#parts.settings().countingMode || !this.#lastExhibit) return;
		this.#count(this.#lastExhibit, event.verdict, 'counting');
	}

	#count({ inference, judgement, frames }: Exhibit, kind: CountedKind, source: LiveCheck['source']): void {
		const before = this.ledger.tally;
		const asCounted = judgement.verdict.kind === kind ? judgement : unsureOf(judgement);
		const thumbnail = inference.mouth ? this.#keeper.thumbnail(inference.mouth) : Promise.resolve(null);
		const picture = this.#keeper.picture();
		const manifest = this.#eye!.manifest;
		const lens = this.camera.lenses.find((l) => l.id === this.camera.lens)?.label ?? '';
		const record = async () =>
			this.#parts.onCheck({
				judgement: asCounted,
				inference,
				manifest,
				source,
				lens,
				framesJudged: frames,
				picture: await picture,
				thumbnail: await thumbnail
			});
		void this.ledger.add({ kind, confidence: asCounted.verdict.confidence, thumbnail, record }, performance.now());
		if (raisesAlarm(before, this.ledger.tally, this.#parts.settings().alarmAfterOpens)) {
			this.alarm.raise(this.ledger.tally.opensInARow);
		}
	}

	/** The eye for the model and the promise in force; a change of either begins anew. */
	#eyeUnder({ thresholdProfile }: Settings): LiveEye {
		const manifest = withThresholdProfile(this.#parts.client.manifest!, thresholdProfile);
		const inForce = ({ version, decision, judge }: ModelManifest) =>
			JSON.stringify([version, decision, judge.temperature]);
		const current = this.#eye?.manifest;
		if (!current || inForce(current) !== inForce(manifest) || teachInOf(current) !== teachInOf(manifest)) {
			this.#eye = new LiveEye(manifest);
		}
		return this.#eye!;
	}

	#void(): void {
		this.#eye?.void();
		this.#said = { kind: 'empty' };
		this.overlay = null;
		this.hint = null;
	}
}

/** A bottle that left after its lock was given up counts as unsure, with what was last known of it. */
function unsureOf({ probabilities, mouth }: Judgement): Judgement {
	const confidence = Math.max(probabilities.open, probabilities.closed);
	return { verdict: { kind: 'unsure', reason: 'unstable', confidence }, probabilities, mouth };
}
