import { expect, it } from 'vitest';
import { runFrameClock, type FrameClockOptions } from './frame-clock';

/** Presented 30 times a second, by the test's own clock: nothing here waits for real time. */
const STEP_MS = 33;

/** A canvas that presents its frames when told to, in place of a video. */
function stage(options: Omit<FrameClockOptions, 'signal'>) {
	const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48, videoWidth: 64 });
	const context = canvas.getContext('2d')!;
	context.fillStyle = '#777';
	context.fillRect(0, 0, 64, 48);
	let present: ((now: number) => void) | null = null;
	let asked = () => {};
	const video = Object.assign(canvas, {
		requestVideoFrameCallback(arrived: (now: number) => void) {
			present = arrived;
			asked();
			return 1;
		},
		cancelVideoFrameCallback() {}
	});
	const taken: number[] = [];
	const abort = new AbortController();
	const consume = async ({ bitmap, capturedAtMs }: { bitmap: ImageBitmap; capturedAtMs: number }) => {
		bitmap.close();
		taken.push(capturedAtMs);
	};
	const done = runFrameClock(video as unknown as HTMLVideoElement, consume, { ...options, signal: abort.signal });
	let now = 0;
	/** Presents the next frame as soon as the clock asks for one. */
	async function step(): Promise<void> {
		if (!present) await new Promise<void>((resolve) => (asked = resolve));
		const arrived = present!;
		present = null;
		arrived((now += STEP_MS));
	}
	return {
		taken,
		async run(frames: number) {
			for (let i = 0; i < frames; i++) await step();
			if (!present) await new Promise<void>((resolve) => (asked = resolve));
		},
		paint(colour: string) {
			context.fillStyle = colour;
			context.fillRect(0, 0, 32, 48);
		},
		end: () => (abort.abort(), done)
	};
}

it('judges a picture that stands still twice a second where nothing new is expected of it', async () => {
	const { taken, run, end } = stage({ mayRest: () => true, restMs: 500 });
	await run(64);
	expect(taken).toEqual([33, 561, 1089, 1617]);
	await end();
});

it('judges at once what moves, and rests again', async () => {
	const { taken, run, paint, end } = stage({ mayRest: () => true, restMs: 500 });
	await run(4);
	paint('#fff');
	await run(4);
	expect(taken).toEqual([33, 5 * STEP_MS]);
	await end();
});

it('judges every frame while a verdict is still open, however still the picture', async () => {
	const { taken, run, end } = stage({ mayRest: () => false });
	await run(6);
	expect(taken).toHaveLength(6);
	await end();
});
