import { timings } from '../domain/timings';
import type { InferenceClient } from '../inference/bridge';
import { goldenPicture } from '../inference/self-test';
import { bySpeed, type BackendFigures, type MeasuredBackend } from './backend-choice';

/** The part of the inference client that measuring needs. */
export type MeasuredClient = Pick<InferenceClient, 'start' | 'judge' | 'dispose' | 'textures'>;

export interface MeasureOptions {
	readonly backends: readonly MeasuredBackend[];
	/** WebGL is measured twice, the second time with bitmaps sampled on the GPU; only the faster figures are kept. */
	readonly textures?: boolean;
	readonly clientFor: (backend: MeasuredBackend, textures: boolean) => MeasuredClient;
	readonly frameFor: (seed: number) => Promise<ImageBitmap>;
	/** Frames timed on each backend, after {@link UNTIMED} that are not. */
	readonly frames: number;
	/** Share done, 0..1. */
	readonly onProgress?: (share: number) => void;
	readonly signal?: AbortSignal;
	/** Milliseconds; the default is the page's clock. */
	readonly clock?: () => number;
}

/** Frames before timing: shaders compile and caches fill at the first ones. */
const UNTIMED = 3;
/** Share of the progress bar that starting the backends takes. */
const STARTING = 0.3;

/**
 * Starts every backend and lets them judge the same frames in turn, so that what else the device does meets all
 * alike. A backend that does not start, fails its self-test or throws is left out.
 * @returns fastest first; empty where none ran
 * @throws the signal's reason where it aborts
 */
export async function measureBackends(options: MeasureOptions): Promise<BackendFigures[]> {
	const { clientFor, frameFor, frames, onProgress, signal, clock = () => performance.now() } = options;
	const contestants = options.backends.map((backend) => ({ backend, textures: false }));
	if (options.textures && options.backends.includes('webgl')) contestants.push({ backend: 'webgl', textures: true });
	const running: ((typeof contestants)[number] & { client: MeasuredClient; startMs: number; ms: number[] })[] = [];
	const opened: MeasuredClient[] = [];
	try {
		for (const [i, { backend, textures }] of contestants.entries()) {
			signal?.throwIfAborted();
			const client = clientFor(backend, textures);
			opened.push(client);
			const startedMs = clock();
			const ok = await client.start().then(
				() => true,
				() => false
			);
			// Textures that did not pass the self-test are not what serves: nothing new to measure.
			if (ok && client.textures === textures) {
				running.push({ backend, textures, client, startMs: clock() - startedMs, ms: [] });
			}
			onProgress?.((STARTING * (i + 1)) / contestants.length);
		}
		for (let round = 0; round < UNTIMED + frames; round++) {
			for (const entry of [...running]) {
				signal?.throwIfAborted();
				const frame = await frameFor(round);
				const beganMs = clock();
				try {
					await entry.client.judge(frame, { live: true });
					if (round >= UNTIMED) entry.ms.push(clock() - beganMs);
				} catch {
					running.splice(running.indexOf(entry), 1);
				}
			}
			onProgress?.(STARTING + ((1 - STARTING) * (round + 1)) / (UNTIMED + frames));
		}
		// What gave textures up on the way was measured on both ways.
		const figures = running
			.filter(({ client, textures }) => client.textures === textures)
			.map(({ backend, textures, startMs, ms }) => ({
				backend,
				startMs,
				frame: timings(ms),
				...(textures && { textures })
			}));
		return bySpeed(figures).filter(({ backend }, i, all) => all.findIndex((other) => other.backend === backend) === i);
	} finally {
		for (const client of opened) client.dispose();
	}
}

/** A camera-sized frame that shows a golden picture, drawn by code: the same work on every device. */
export async function measuringFrame(seed: number): Promise<ImageBitmap> {
	const { data, width, height } = goldenPicture(seed % 4);
	const picture = await createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height));
	const canvas = new OffscreenCanvas(1280, 720);
	const context = canvas.getContext('2d');
	if (!context) throw new Error('no 2D context');
	context.fillStyle = '#999';
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.drawImage(picture, 280, 0, 720, 720);
	picture.close();
	return createImageBitmap(canvas);
}
