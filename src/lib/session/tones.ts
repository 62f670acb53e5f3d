/** One beep: frequency in hertz, start and length in seconds, loudness 0..1. */
export interface Beep {
	readonly hertz: number;
	readonly at: number;
	readonly lasts: number;
	readonly gain: number;
}

/**
 * [Note: alarm tones] Square waves between 700 and 1,400 Hz cut through the low-frequency din of a filling hall
 * and sound from a tablet's small speaker; a falling pair says "open", a repeated triple says "stop". Both are
 * told apart from each other by rhythm, for those who do not hear pitch well.
 */
export const OPEN_TONES: readonly Beep[] = [
	{ hertz: 1320, at: 0, lasts: 0.14, gain: 0.5 },
	{ hertz: 880, at: 0.17, lasts: 0.24, gain: 0.5 }
];
export const ROW_TONES: readonly Beep[] = [0, 0.22, 0.44].flatMap((at) => [
	{ hertz: 1400, at, lasts: 0.1, gain: 0.7 },
	{ hertz: 700, at: at + 0.1, lasts: 0.08, gain: 0.7 }
]);

/** Vibration patterns of the same rhythms: on and off, milliseconds. */
export const OPEN_VIBRATION = [140, 40, 240];
export const ROW_VIBRATION = [180, 60, 180, 60, 180];

/** Plays tones. Browsers keep sound off until the first tap, so `unlock` belongs to a tap's handler. */
export class Tones {
	#context: AudioContext | null = null;

	/** @param onready called whenever {@link ready} may have changed: a call or another app takes the sound away */
	constructor(readonly onready: (ready: boolean) => void = () => {}) {}

	/** Call on a tap; harmless when called again. */
	unlock(): void {
		if (typeof AudioContext === 'undefined') return;
		if (!this.#context) {
			this.#context = new AudioContext();
			this.#context.onstatechange = () => this.onready(this.ready);
			this.onready(this.ready);
		}
		// 'suspended', or on iOS 'interrupted'
		if (this.#context.state !== 'running') void this.#context.resume().catch(() => {});
	}

	/** True where a tone would be heard. */
	get ready(): boolean {
		return this.#context?.state === 'running';
	}

	play(beeps: readonly Beep[]): void {
		const context = this.#context;
		if (!context || context.state !== 'running') return;
		for (const { hertz, at, lasts, gain } of beeps) {
			const start = context.currentTime + 0.01 + at;
			const oscillator = new OscillatorNode(context, { type: 'square', frequency: hertz });
			const envelope = new GainNode(context, { gain: 0 });
			// Ramps instead of steps: a step clicks.
			envelope.gain.setValueAtTime(0, start);
			envelope.gain.linearRampToValueAtTime(gain, start + 0.008);
			envelope.gain.setValueAtTime(gain, start + lasts - 0.02);
			envelope.gain.linearRampToValueAtTime(0, start + lasts);
			oscillator.connect(envelope).connect(context.destination);
			oscillator.start(start);
			oscillator.stop(start + lasts);
		}
	}

	dispose(): void {
		void this.#context?.close();
		this.#context = null;
	}
}
