import { OPEN_TONES, OPEN_VIBRATION, ROW_TONES, ROW_VIBRATION, Tones } from './tones';

/** Which channels the inspector has left on. The word, the shape and the colour cannot be turned off. */
export interface AlarmChannels {
	readonly soundOpen: boolean;
	readonly vibrateOpen: boolean;
	readonly flashOpen: boolean;
}

/** The row alarm sounds again this often until it is acknowledged, milliseconds. */
const REPEAT_EVERY_MS = 1600;

/** Tells of open bottles by sound, vibration and a flash of the frame; each can be turned off. */
export class OpenAlarm {
	/** Counts flashes: the screen flashes once for each new number. */
	flashes = $state(0);
	/** Open bottles in a row that wait for an acknowledgement; null where none do. */
	row = $state<number | null>(null);

	/** True where the browser lets a tone be heard; it keeps sound off until a first tap. */
	audible = $state(false);

	readonly tones = new Tones((ready) => (this.audible = ready));
	#repeat: ReturnType<typeof setInterval> | null = null;

	constructor(readonly channels: () => AlarmChannels) {}

	/** True where the inspector counts on a sound that would not come: one tap anywhere mends it. */
	get muted(): boolean {
		return this.channels().soundOpen && !this.audible;
	}

	/** One bottle has locked as open. */
	open(): void {
		this.#tell(OPEN_TONES, OPEN_VIBRATION);
	}

	/** So many open bottles followed one another: sounds until {@link acknowledge}. */
	raise(opensInARow: number): void {
		this.row = opensInARow;
		this.#tell(ROW_TONES, ROW_VIBRATION);
		this.#repeat ??= setInterval(() => this.#tell(ROW_TONES, ROW_VIBRATION), REPEAT_EVERY_MS);
	}

	acknowledge(): void {
		this.row = null;
		if (this.#repeat !== null) clearInterval(this.#repeat);
		this.#repeat = null;
		navigator.vibrate?.(0);
	}

	dispose(): void {
		this.acknowledge();
		this.tones.dispose();
	}

	#tell(tones: typeof OPEN_TONES, vibration: number[]): void {
		const { soundOpen, vibrateOpen, flashOpen } = this.channels();
		if (soundOpen) this.tones.play(tones);
		if (vibrateOpen) navigator.vibrate?.(vibration);
		if (flashOpen) this.flashes++;
	}
}
