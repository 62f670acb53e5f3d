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
import type { EngineStatus, InferenceClient } from '../inference/bridge';
import { BottleLedger } from './bottle-ledger.svelte';
import { voidCause } from './fail-safe';
import { FrameKeeper } from './frame-keeper';
import { countBottle, type LiveCheck } from './live-check';
import { LiveEye, type Exhibit } from './live-eye';
import { OpenAlarm } from './open-alarm.svelte';
import { SelfTestWatch } from './self-test-watch.svelte';
import type { Settings } from './settings-schema';
import { teachInOf, withThresholdProfile } from './threshold-profile';

export interface SessionParts {
	readonly client: Pick<InferenceClient, 'start' | 'judge' | 'selfTest' | 'onStatus' | 'status' | 'manifest'>;
	readonly camera: Camera;
	/** Reactive. */
	readonly settings: () => Settings;
	/** Whether the last challenge test failed; reactive. */
	readonly challengeFailed: () => boolean;
	/** Whether the last challenge test has been looked up; reactive. */
	readonly challengeKnown: () => boolean;
	/** Stores a check; resolves with its record's id. */
	readonly onCheck: (check: LiveCheck) => Promise<string>;
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
	readonly #parts: SessionParts;
	readonly #selfTest: SelfTestWatch;
	readonly #keeper = new FrameKeeper();
	readonly #wakeLock = new WakeLock();
	#eye: LiveEye | null = null;

	/** Why nothing may be said now; null where all is green. */
	readonly cause: VoidCause | null = $derived.by(() =>
		voidCause({
			camera: this.camera.state,
			challengeFailed: this.#parts.challengeFailed(),
			challengeKnown: this.#parts.challengeKnown(),
			engine: this.engine,
			selfTestAgeMs: this.#selfTest.ageMs(this.nowMs),
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
		this.#selfTest = new SelfTestWatch(parts.client);
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
		this.engine = status;
		this.nowMs = performance.now();
		this.#selfTest.note(status, this.nowMs);
		if (status.state !== 'ready') this.#void();
	}

	#tick(): void {
		this.nowMs = performance.now();
		if (this.cause !== null) this.#void();
		const idle = !this.#eye || !isBottleThere(this.#eye.state.presence);
		if (this.engine.state === 'ready') void this.#selfTest.testWhenDue(this.nowMs, idle);
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
			const options = { region, allMouths: this.allMouths, evidence: this.showWhy, frameId: frame.id, live: true };
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

	#count(exhibit: Exhibit, kind: CountedKind, source: LiveCheck['source']): void {
		const before = this.ledger.seen;
		const lens = this.camera.lenses.find((l) => l.id === this.camera.lens)?.label ?? '';
		const circumstances = { manifest: this.#eye!.manifest, source, lens };
		countBottle(exhibit, kind, circumstances, this.ledger, this.#keeper, this.#parts.onCheck);
		if (raisesAlarm(before, this.ledger.seen, this.#parts.settings().alarmAfterOpens)) {
			this.alarm.raise(this.ledger.seen.opensInARow);
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
