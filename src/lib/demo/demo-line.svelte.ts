import { add, EMPTY_TALLY, raisesAlarm, type Tally } from '../decision/counting';
import type { Region } from '../domain/geometry';
import type { BandVerdict, MarkedMouth, Overlay } from '../domain/live';
import type { InferenceClient } from '../inference/bridge';
import { LiveEye } from '../session/live-eye';
import { OpenAlarm } from '../session/open-alarm.svelte';
import type { BeltCanvas } from './belt-canvas';
import { passing, spriteChooser, type BeltPlan } from './conveyor';

export const PACES = ['calm', 'brisk', 'fast'] as const;
export type Pace = (typeof PACES)[number];

/** Pixels a second of a 640-pixel frame. */
const SPEEDS: Record<Pace, number> = { calm: 70, brisk: 130, fast: 210 };
const PITCH = 290;
/** The part of the frame in which a bottle is judged: narrower than the pitch, so that it holds one at a time. */
const GUIDE: Region = { x: 0.29, y: 0, width: 0.42, height: 1 };
/** Least looks at a bottle while it crosses the guide; a slower device gets a slower belt. */
const LOOKS = 7;
const ALARM_AFTER = 3;
const OPEN_SHARE = 0.16;

type Client = Pick<InferenceClient, 'start' | 'judge'>;

/** The simulated line: a rendered belt whose frames take the same way as a camera's. */
export class DemoLine {
	running = $state(false);
	pace = $state<Pace>('calm');
	sound = $state(true);
	tally = $state.raw<Tally>(EMPTY_TALLY);
	/** What truly left the guide, by the belt's own book. */
	truth = $state.raw({ open: 0, closed: 0 });
	verdict = $state.raw<BandVerdict>({ kind: 'empty' });
	overlay = $state.raw<Overlay | null>(null);
	/** From frame to verdict, smoothed, milliseconds; null before the first. */
	latencyMs = $state<number | null>(null);
	/** Pixels a second that the belt really moves. */
	speed = $state(0);
	readonly guide = GUIDE;
	readonly alarm = new OpenAlarm(() => ({ soundOpen: this.sound, vibrateOpen: this.sound, flashOpen: true }));

	readonly #plan: BeltPlan;
	#eye: LiveEye | null = null;
	#travelled = 0;
	#counted = 0;
	#abort: AbortController | null = null;

	constructor(
		readonly belt: BeltCanvas,
		readonly client: Client
	) {
		this.#plan = { spriteOf: spriteChooser(belt.conveyor.sprites, OPEN_SHARE), pitch: PITCH, speed: 1 };
	}

	/** Length of the row of open bottles that stopped the belt; null where none did. */
	get stoppedBy(): number | null {
		return this.alarm.row;
	}

	/**
	 * The mouth to be marked, with its verdict. None while the row alarm stands: the alarm speaks of bottles that have gone,
	 * and the next one, which stands in the guide meanwhile, is only looked at so that it is not counted twice.
	 */
	get marked(): MarkedMouth | null {
		if (!this.running || this.stoppedBy !== null) return null;
		return this.overlay?.mouths.find(({ chosen }) => chosen) ?? null;
	}

	/** Bottles a minute at the present speed. */
	get perMinute(): number {
		return (this.speed / PITCH) * 60;
	}

	/** Starts belt and inspection; call on a tap, since browsers keep sound off until one. */
	start(canvas: HTMLCanvasElement): void {
		if (this.running) return;
		this.alarm.tones.unlock();
		this.running = true;
		this.#abort = new AbortController();
		const { signal } = this.#abort;
		this.#move(canvas, signal);
		void this.#inspect(canvas, signal);
	}

	/** The one button: answers an alarm, else stops or starts the belt; see {@link start}. */
	press(canvas: HTMLCanvasElement): void {
		if (this.stoppedBy !== null) this.alarm.acknowledge();
		else if (this.running) this.stop();
		else this.start(canvas);
	}

	stop(): void {
		this.running = false;
		this.speed = 0;
		this.#abort?.abort();
		this.alarm.acknowledge();
		this.#eye?.void();
		this.verdict = { kind: 'empty' };
		this.overlay = null;
	}

	dispose(): void {
		this.stop();
		this.alarm.dispose();
		this.belt.close();
	}

	/** The belt as it stands, without moving it. */
	draw(canvas: HTMLCanvasElement): void {
		this.belt.draw(canvas, this.#bottles());
	}

	#bottles() {
		return passing(this.#plan, this.belt.conveyor.width, this.#travelled);
	}

	#move(canvas: HTMLCanvasElement, signal: AbortSignal): void {
		let before = performance.now();
		const frame = (now: number) => {
			if (signal.aborted) return;
			// A tab in the background gets no frames: the belt waits for it rather than leaping on.
			const elapsed = Math.min(100, now - before) / 1000;
			before = now;
			this.speed = this.alarm.row === null ? this.#affordable() : 0;
			this.#travelled += this.speed * elapsed;
			this.#keepBook();
			this.draw(canvas);
			requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	}

	/** [Note: the belt follows the device] too few looks at a bottle would make the demo guess. */
	#affordable(): number {
		const crossing = GUIDE.width * this.belt.conveyor.width;
		const limit = this.latencyMs === null ? SPEEDS.calm : crossing / ((LOOKS * Math.max(40, this.latencyMs)) / 1000);
		return Math.min(SPEEDS[this.pace], limit);
	}

	#keepBook(): void {
		const exit = this.belt.conveyor.width * (GUIDE.x + GUIDE.width - 0.5);
		for (const { number, sprite, offset } of this.#bottles()) {
			if (number !== this.#counted || offset < exit) continue;
			this.#counted = number + 1;
			const key = sprite.open ? 'open' : 'closed';
			this.truth = { ...this.truth, [key]: this.truth[key] + 1 };
		}
	}

	async #inspect(canvas: HTMLCanvasElement, signal: AbortSignal): Promise<void> {
		const manifest = await this.client.start().catch(() => null);
		if (!manifest) return this.stop();
		this.#eye ??= new LiveEye(manifest);
		while (!signal.aborted) {
			const capturedAtMs = performance.now();
			try {
				const bitmap = await createImageBitmap(canvas);
				const size = { width: bitmap.width, height: bitmap.height };
				const inference = await this.client.judge(bitmap, { region: GUIDE, signal });
				if (signal.aborted) return;
				const took = performance.now() - capturedAtMs;
				this.latencyMs = this.latencyMs === null ? took : this.latencyMs * 0.8 + took * 0.2;
				const { events, overlay } = this.#eye.look(inference, { capturedAtMs }, size, GUIDE, false);
				this.overlay = overlay;
				this.verdict = this.#eye.verdict;
				for (const event of events) {
					if (event.kind === 'locked' && event.verdict === 'open') this.alarm.open();
					if (event.kind === 'counted') this.#count(event.verdict);
				}
			} catch {
				// An engine that recovers answers again by itself; until then nothing is said.
				if (signal.aborted) return;
				this.verdict = { kind: 'void', cause: 'engine-recovering' };
				await new Promise((resolve) => setTimeout(resolve, 300));
			}
			await new Promise(requestAnimationFrame);
		}
	}

	#count(kind: 'open' | 'closed' | 'unsure'): void {
		const before = this.tally;
		this.tally = add(before, kind);
		if (raisesAlarm(before, this.tally, ALARM_AFTER)) this.alarm.raise(this.tally.opensInARow);
	}
}
