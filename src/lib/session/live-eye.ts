import type { Frame } from '../capture/frame-clock';
import { probabilities } from '../calibration/probabilities';
import { decide } from '../decision/decide';
import { focusOn } from '../decision/focus';
import {
	advance,
	initialLiveState,
	sightingOf,
	voidVerdict,
	withoutBottle,
	type JudgedFrame,
	type LiveEvent,
	type LiveState
} from '../decision/live-decider';
import { livePolicy, type LivePolicy } from '../decision/live-policy';
import { followNeighbours, neighbourVerdict, type Neighbour } from '../decision/neighbours';
import { isBottleThere } from '../decision/presence';
import { isSamePlace, type Mouth, type Region } from '../domain/geometry';
import type { Inference } from '../domain/inference';
import type { BandVerdict, MarkedMouth, Overlay } from '../domain/live';
import type { ModelManifest } from '../domain/model-manifest';
import type { Judgement } from '../domain/verdict';

/** What the bottle in view is judged by: the frame that its record will show. */
export interface Exhibit {
	readonly inference: Inference;
	/** Verdict of all frames together. */
	readonly judgement: Judgement;
	/** Frames that voted so far. */
	readonly frames: number;
	readonly locked: boolean;
}

/** What one judged frame changed. */
export interface Look {
	readonly events: readonly LiveEvent[];
	readonly overlay: Overlay;
	/** True where this frame is the best picture of the bottle so far. */
	readonly keep: boolean;
}

/** Turns judged frames into the verdict of the bottle in view. Knows nothing of cameras, workers or screens. */
export class LiveEye {
	#state: LiveState = initialLiveState();
	#policy: LivePolicy;
	#neighbours: Neighbour[] = [];
	#exhibit: Exhibit | null = null;

	constructor(readonly manifest: ModelManifest) {
		this.#policy = livePolicy(manifest.decision);
	}

	get state(): LiveState {
		return this.#state;
	}

	get exhibit(): Exhibit | null {
		return this.#exhibit;
	}

	/** True while nothing new is expected of a picture that does not move. */
	get settled(): boolean {
		return this.#state.presence.phase === 'absent' || this.#state.hysteresis.verdict.phase !== 'checking';
	}

	/** What may be said of the bottle in view, where everything else is green. */
	get verdict(): BandVerdict {
		if (!isBottleThere(this.#state.presence))
			return { kind: this.#state.presence.phase === 'arriving' ? 'checking' : 'empty' };
		const { verdict } = this.#state.hysteresis;
		// [Note: open is sticky] The band says what the bottle will be counted and stored as.
		if (this.#state.counting === 'open' && verdict.phase !== 'locked')
			return { kind: 'open', confidence: this.#exhibit?.judgement.verdict.confidence ?? 0 };
		if (verdict.phase === 'checking') return { kind: 'checking' };
		if (verdict.phase === 'locked') return { kind: verdict.kind, confidence: verdict.confidence };
		return { kind: 'unsure', reason: verdict.reason, confidence: verdict.confidence };
	}

	/**
	 * @param seen the engine's inference of `frame`
	 * @param size pixels of the frame
	 * @param all mark every mouth, each with its own verdict
	 */
	look(
		seen: Inference,
		{ capturedAtMs }: Pick<Frame, 'capturedAtMs'>,
		size: Overlay['frame'],
		guide: Region,
		all: boolean
	): Look {
		const followed = this.#state.presence.track?.mouth ?? null;
		const inference = focusOn(seen, guide, followed, this.#policy.jumpWidths);
		const judgement = decide(inference, this.manifest);
		const before = this.#state.presence.bottle;
		const judged = { atMs: capturedAtMs, inference, judgement, guide, frame: size };
		const { state, events } = advance(this.#state, judged, this.#policy);
		this.#state = state;
		if (state.presence.bottle !== before) this.#exhibit = null;
		const keep = this.#exhibitFrom(judged, events);
		this.#neighbours = all ? this.#follow(seen, capturedAtMs) : [];
		return { events, keep, overlay: { frame: size, mouths: this.#marks(inference), evidence: inference.evidence } };
	}

	/** Takes back what was said; see `voidVerdict`. */
	void(): void {
		this.#state = voidVerdict(this.#state);
		this.#neighbours = [];
	}

	/** Counts out the bottle in view. */
	finish(): readonly LiveEvent[] {
		const { state, events } = withoutBottle(this.#state);
		this.#state = state;
		return events;
	}

	/** The exhibit follows the frames that see the bottle until the verdict locks; then it is the frame that locked it. */
	#exhibitFrom(judged: JudgedFrame, events: readonly LiveEvent[]): boolean {
		const { inference, judgement } = judged;
		const locked = events.find((e) => e.kind === 'locked');
		// A verdict may lock on the votes of a bottle that has just gone from sight: then the frame before is its picture,
		// and the belt after it, where something may look a little like a mouth, never is.
		if (sightingOf(judged).kind !== 'mouth') {
			if (locked && this.#exhibit)
				this.#exhibit = { ...this.#exhibit, judgement: lockedAs(locked, this.#exhibit.inference.mouth), locked: true };
			return false;
		}
		const frames = (this.#exhibit?.frames ?? 0) + 1;
		if (this.#exhibit?.locked && !locked) {
			this.#exhibit = { ...this.#exhibit, frames };
			return false;
		}
		this.#exhibit = {
			inference,
			judgement: locked ? lockedAs(locked, inference.mouth) : this.#undecided(judgement, inference.mouth),
			frames,
			locked: locked !== undefined
		};
		return true;
	}

	/** What a bottle without a locked verdict is: unsure, whatever its newest frame says by itself. */
	#undecided({ probabilities }: Judgement, mouth: Mouth | null): Judgement {
		const { verdict } = this.#state.hysteresis;
		const { reason, confidence } =
			verdict.phase === 'unsure'
				? verdict
				: { reason: 'low-confidence' as const, confidence: Math.max(probabilities.open, probabilities.closed) };
		return { verdict: { kind: 'unsure', reason, confidence }, probabilities, mouth };
	}

	#follow(seen: Inference, atMs: number): Neighbour[] {
		const judged = seen.candidates.map(({ mouth, logits }) => ({
			mouth,
			probabilities: probabilities({ ...seen, mouth, logits }, this.manifest)
		}));
		return followNeighbours(this.#neighbours, judged, atMs, this.#policy);
	}

	#marks(inference: Inference): MarkedMouth[] {
		const { verdict } = this;
		const said =
			verdict.kind === 'open' || verdict.kind === 'closed' || verdict.kind === 'unsure' ? verdict.kind : null;
		const chosen: MarkedMouth[] = inference.mouth ? [{ mouth: inference.mouth, verdict: said, chosen: true }] : [];
		const others = this.#neighbours
			.filter(({ mouth }) => !isSamePlace(mouth, inference.mouth))
			.map((n) => ({ mouth: n.mouth, verdict: neighbourVerdict(n, this.#policy), chosen: false }));
		return [...others, ...chosen];
	}
}

function lockedAs(
	{ verdict, confidence, probabilities }: Extract<LiveEvent, { kind: 'locked' }>,
	mouth: Mouth | null
): Judgement {
	return { verdict: { kind: verdict, confidence }, probabilities, mouth };
}
