import type { Page } from '@playwright/test';
import { MOUTH_COLOURS } from './bottle-clip';

/** What a test may change while the double runs. */
export interface FakeEngineControl {
	/** Answers of the self-test. */
	selfTestPasses: boolean;
	/** Added before each answer, milliseconds. */
	slowBy: number;
	/** What it says of every mouth instead of what the colours say; null leaves it to them. */
	logits: [open: number, closed: number, none: number] | null;
	/** Workers started so far. */
	started: number;
	loseContext(): void;
	crash(): void;
}

declare global {
	interface Window {
		__engine: FakeEngineControl;
	}
}

/**
 * Stands in for the inference worker, at the boundary of the worker: the client above it, and all else, is the
 * real thing. It finds the mouth that bottle-clip.ts draws by its colour. For the logic of counting and of
 * failures only; what the model says is tested with the model.
 */
export async function fakeEngine(page: Page): Promise<void> {
	await page.addInitScript((colours) => {
		const rgb = (hex: string) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
		const open = rgb(colours.open);
		const closed = rgb(colours.closed);
		const NativeWorker = window.Worker;
		const manifest = {
			schemaVersion: 1,
			version: 'fade0fade0fa',
			created: '2026-01-01T00:00:00Z',
			judge: { temperature: 1, cropScale: 2.4, classes: ['open', 'closed', 'none'] },
			locator: { sceneTemperature: 1 },
			decision: {
				thresholds: { open: 0.9, closed: 0.97, none: 0.8 },
				minMargin: 0.2,
				sceneThresholds: { noBottle: 0.9, mouthHidden: 0.9 }
			}
		};
		const workers: FakeWorker[] = [];
		window.__engine = {
			selfTestPasses: true,
			slowBy: 0,
			logits: null,
			started: 0,
			loseContext: () => workers.at(-1)?.tell({ event: 'backend-lost' }),
			crash: () => workers.at(-1)?.onerror?.(new ErrorEvent('error', { message: 'crashed', cancelable: true }))
		};

		function look(
			bitmap: ImageBitmap,
			region: { x: number; y: number; width: number; height: number } | undefined,
			frameId: number,
			evidence: boolean
		) {
			const width = 160;
			const height = Math.round((width * bitmap.height) / bitmap.width);
			const canvas = new OffscreenCanvas(width, height);
			const context = canvas.getContext('2d', { willReadFrequently: true })!;
			context.drawImage(bitmap, 0, 0, width, height);
			const { data } = context.getImageData(0, 0, width, height);
			const hits = { open: [0, 0, 0], closed: [0, 0, 0] };
			for (let i = 0; i < data.length; i += 4) {
				const near = (c: number[]) => [0, 1, 2].every((k) => Math.abs(data[i + k]! - c[k]!) < 70);
				const kind = near(open) ? 'open' : near(closed) ? 'closed' : null;
				if (!kind) continue;
				const p = i / 4;
				hits[kind][0]! += 1;
				hits[kind][1]! += (p % width) / width;
				hits[kind][2]! += Math.floor(p / width) / height;
			}
			const all = (['open', 'closed'] as const).flatMap((kind) => {
				const [count, sumX, sumY] = hits[kind] as [number, number, number];
				if (count < 8) return [];
				const mouth = { x: sumX / count, y: sumY / count, width: 0.07 };
				return { mouth, heat: 0.95, logits: window.__engine.logits ?? (kind === 'open' ? [7, 0, -2] : [0, 7, -2]) };
			});
			const candidates = all.filter(
				({ mouth: { x, y } }) =>
					!region || (x >= region.x && x <= region.x + region.width && y >= region.y && y <= region.y + region.height)
			);
			const seen = candidates[0]?.mouth ?? null;
			return {
				frameId,
				logits: candidates[0]?.logits ?? null,
				sceneLogits: all.length > 0 ? [6, 0, 0] : [0, 0, 6],
				mouth: seen,
				candidates,
				evidence:
					seen && evidence
						? {
								values: Float32Array.from({ length: 49 }, (_, i) =>
									Math.exp(-(((i % 7) - 3) ** 2 + (Math.floor(i / 7) - 3) ** 2) / 4)
								),
								rows: 7,
								columns: 7,
								crop: { x: seen.x, y: seen.y, side: seen.width * 2.4 }
							}
						: null,
				quality: { brightness: 0.4, glare: 0.01, sharpness: 180 },
				latencyMs: 20,
				backend: 'webgl',
				modelVersion: manifest.version
			};
		}

		class FakeWorker extends EventTarget {
			onmessage: ((event: MessageEvent) => void) | null = null;
			onerror: ((event: ErrorEvent) => void) | null = null;
			#dead = false;
			terminate() {
				this.#dead = true;
			}
			tell(data: unknown) {
				if (!this.#dead) this.onmessage?.(new MessageEvent('message', { data }));
			}
			postMessage({ id, request }: { id: number; request?: { type: string; [key: string]: unknown } }) {
				if (!request) return;
				const reply = (value: unknown) =>
					setTimeout(() => this.tell({ id, ok: true, reply: value }), 15 + window.__engine.slowBy);
				const selfTest = () => ({ passed: window.__engine.selfTestPasses, maxLogitError: 0.01 });
				if (request.type === 'start') {
					[0.2, 0.5, 0.8].forEach((share, i) =>
						setTimeout(() => this.tell({ event: 'progress', share }), 40 * (i + 1))
					);
					setTimeout(() => reply({ manifest, backend: 'webgl', textures: false, selfTest: selfTest() }), 200);
				} else if (request.type === 'judge') {
					const bitmap = request.picture as ImageBitmap;
					const answer = look(bitmap, request.region as never, request.frameId as number, request.evidence as boolean);
					bitmap.close();
					reply(answer);
				} else if (request.type === 'self-test') reply(selfTest());
				else reply(null);
			}
		}
		window.Worker = new Proxy(NativeWorker, {
			construct(_native, [url, options]: [string, WorkerOptions?]) {
				// The journal of records has a worker of its own, which stays the real one.
				if (options?.name === 'journal') return new NativeWorker(url, options);
				const worker = new FakeWorker();
				if (options?.name === 'gpu-probe') {
					setTimeout(() => worker.tell(true));
					return worker;
				}
				workers.push(worker);
				window.__engine.started++;
				return worker;
			}
		});
	}, MOUTH_COLOURS);
}
