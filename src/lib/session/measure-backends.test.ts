import { describe, expect, it } from 'vitest';
import type { MeasuredBackend } from './backend-choice';
import { measureBackends, type MeasuredClient } from './measure-backends';

const FRAME_MS = { webgl: 40, webgpu: 20, wasm: 15 };
const backends = ['webgl', 'wasm'] as const;

function bench(broken: Partial<Record<MeasuredBackend, 'start' | 'judge'>> = {}, texturesMs = 0, givenUp = false) {
	let nowMs = 0;
	const order: string[] = [];
	const disposed: string[] = [];
	const clientFor = (backend: MeasuredBackend, wanted: boolean) => {
		const client = {
			textures: wanted && texturesMs > 0,
			async start() {
				nowMs += 500;
				if (broken[backend] === 'start') throw new Error('no such backend');
			},
			async judge() {
				nowMs += client.textures ? texturesMs : FRAME_MS[backend];
				if (givenUp) client.textures = false;
				order.push(backend);
				if (broken[backend] === 'judge') throw new Error('lost');
			},
			dispose: () => void disposed.push(backend)
		};
		return client as unknown as MeasuredClient;
	};
	const frameFor = async () => ({}) as ImageBitmap;
	return { order, disposed, options: { backends, clientFor, frameFor, clock: () => nowMs } };
}

describe('measuring the backends', () => {
	it('lets them judge in turn and puts the faster first', async () => {
		const { order, disposed, options } = bench();
		const shares: number[] = [];
		const figures = await measureBackends({ ...options, frames: 5, onProgress: (share) => shares.push(share) });
		expect(figures).toEqual([
			{ backend: 'wasm', startMs: 500, frame: { n: 5, median: 15, p95: 15 } },
			{ backend: 'webgl', startMs: 500, frame: { n: 5, median: 40, p95: 40 } }
		]);
		expect(order.slice(0, 4)).toEqual(['webgl', 'wasm', 'webgl', 'wasm']);
		expect(disposed).toEqual(['webgl', 'wasm']);
		expect(shares.at(-1)).toBe(1);
	});

	it.each([
		['faster', 30, false, { median: 30, textures: true }],
		['slower', 50, false, { median: 40 }],
		['not given by the self-test', 0, false, { median: 40 }],
		['faster, but given up at a frame', 30, true, { median: 40 }]
	])(
		'measures WebGL with pictures on the GPU too, and keeps one of the two: %s',
		async (_, texturesMs, givenUp, kept) => {
			const { options } = bench({}, texturesMs, givenUp);
			const figures = await measureBackends({ ...options, textures: true, frames: 2 });
			expect(figures.map(({ backend }) => backend)).toEqual(['wasm', 'webgl']);
			const { frame, textures } = figures[1]!;
			expect({ median: frame.median, ...(textures && { textures }) }).toEqual(kept);
		}
	);

	it.each(['start', 'judge'] as const)('leaves out a backend that fails to %s', async (step) => {
		const { disposed, options } = bench({ webgl: step });
		const figures = await measureBackends({ ...options, frames: 2 });
		expect(figures.map(({ backend }) => backend)).toEqual(['wasm']);
		expect(disposed).toEqual(['webgl', 'wasm']);
	});

	it('stops when it is told to, and leaves no worker behind', async () => {
		const { disposed, options } = bench();
		const abort = new AbortController();
		const run = measureBackends({ ...options, frames: 5, onProgress: () => abort.abort(), signal: abort.signal });
		await expect(run).rejects.toThrow();
		expect(disposed).toEqual(['webgl']);
	});
});
