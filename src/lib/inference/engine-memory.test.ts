import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { startNodeBackend } from './backend-node';
import { Engine } from './engine';
import { folderSource } from './fs-source';
import { currentVersion, readModel } from './model-source';
import { goldenPicture } from './self-test';

/** `MEMORY_FRAMES=10000 MEMORY_RELOADS=100` is the full run; fewer show a leak of one tensor as surely. */
const FRAMES = Number(process.env.MEMORY_FRAMES ?? 100);
const RELOADS = Number(process.env.MEMORY_RELOADS ?? 10);
/** JS heap that may be gained over a run: caches of the runtime fill, one kilobyte a frame would show. */
const HEAP_BYTES = 24e6;

const source = folderSource(fileURLToPath(new URL('../../../static/model/', import.meta.url)));
const load = async () => Engine.load(await readModel(source, await currentVersion(source)), await startNodeBackend());

describe('the memory of the engine on WASM', () => {
	it(`is flat over ${FRAMES} frames, with and without evidence`, async () => {
		const engine = await load();
		const judge = (i: number) => engine.judge(goldenPicture(i % 4), { evidence: i % 2 === 0, allMouths: i % 3 === 0 });
		for (let i = 0; i < 12; i++) await judge(i);
		const before = { ...engine.memory(), heap: process.memoryUsage().heapUsed };
		for (let i = 0; i < FRAMES; i++) await judge(i);
		const { numTensors, numBytesInGPU } = engine.memory();
		expect({ numTensors, numBytesInGPU }).toEqual({
			numTensors: before.numTensors,
			numBytesInGPU: before.numBytesInGPU
		});
		global.gc?.();
		expect(process.memoryUsage().heapUsed - before.heap).toBeLessThan(HEAP_BYTES + FRAMES * 1000);
		engine.dispose();
	}, 3_600_000);

	it(`is given back by ${RELOADS} reloads of the model`, async () => {
		const first = await load();
		const held = first.memory().numTensors;
		first.dispose();
		for (let i = 0; i < RELOADS; i++) {
			const engine = await load();
			expect(engine.memory().numTensors).toBe(held);
			engine.dispose();
		}
		const last = await load();
		expect(last.memory().numTensors).toBe(held);
		last.dispose();
		expect(last.memory().numTensors).toBe(0);
	}, 3_600_000);
});
