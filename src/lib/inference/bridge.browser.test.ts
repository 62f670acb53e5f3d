import { describe, expect, it } from 'vitest';
import type { BackendName } from '../domain/inference';
import { errorCode } from '../domain/errors';
import { measuringFrame } from '../session/measure-backends';
import { InferenceClient } from './bridge';
import { goldenPicture } from './self-test';

const modelBase = new URL('/model/', location.href).href;
const start = async (backend: BackendName, textures = false) => {
	const client = new InferenceClient({ modelBase, backends: [backend], textures: () => textures });
	await client.start();
	return client;
};

describe('the inference worker', () => {
	it.each(['webgl', 'wasm'] as const)(
		'passes the golden self-test on %s and walks every path of the graph',
		async (backend) => {
			const client = await start(backend);
			expect(client.status).toMatchObject({ state: 'ready', backend, error: null });
			expect(client.status.lastSelfTest?.passed).toBe(true);
			const inference = await client.judge(goldenPicture(2), { evidence: true, allMouths: true });
			expect(inference.backend).toBe(backend);
			expect(inference.sceneLogits.every(Number.isFinite)).toBe(true);
			client.dispose();
		}
	);

	it('gives WebGL and WASM the same logits to within a hundredth', async () => {
		const [webgl, wasm] = [await start('webgl'), await start('wasm')];
		for (const seed of [3, 4]) {
			const a = await webgl.judge(goldenPicture(seed));
			const b = await wasm.judge(goldenPicture(seed));
			const pairs = [...a.sceneLogits, ...(a.logits ?? [])].map((z, i) => [
				z,
				[...b.sceneLogits, ...(b.logits ?? [])][i]
			]);
			for (const [x, y] of pairs) expect(Math.abs(x! - y!)).toBeLessThan(0.01);
		}
		webgl.dispose();
		wasm.dispose();
	});

	it('judges a bitmap on the GPU as it judges its pixels, and goes back to these after the GPU was lost', async () => {
		const [onGpu, inMemory] = [await start('webgl', true), await start('webgl')];
		expect([onGpu.textures, inMemory.textures]).toEqual([true, false]);
		expect(onGpu.status.lastSelfTest?.passed).toBe(true);
		for (const seed of [1, 2]) {
			const options = { evidence: true, allMouths: seed === 2, live: true };
			const a = await onGpu.judge(await measuringFrame(seed), options);
			const b = await inMemory.judge(await measuringFrame(seed), options);
			const numbers = ({ sceneLogits, logits, quality, candidates }: typeof a) => [
				...sceneLogits,
				...(logits ?? []),
				...Object.values(quality),
				...candidates.flatMap(({ logits }) => logits)
			];
			expect(numbers(a)).toHaveLength(numbers(b).length);
			numbers(a).forEach((x, i) => expect(x).toBeCloseTo(numbers(b)[i]!, 2));
			expect(a.mouth?.x ?? 0).toBeCloseTo(b.mouth?.x ?? 0, 4);
		}
		const before = await onGpu.memory();
		await onGpu.judge(await measuringFrame(2), { allMouths: true, live: true });
		expect(await onGpu.memory()).toEqual(before);
		expect(await onGpu.selfTest()).toBe(true);
		await onGpu.loseContext();
		await onGpu.judge(goldenPicture(2)).catch(() => {});
		await expect.poll(() => onGpu.status.state, { timeout: 120_000 }).toBe('ready');
		expect(onGpu.textures).toBe(false);
		onGpu.dispose();
		inMemory.dispose();
	}, 240_000);

	it('voids what it is asked after the GPU is lost, rebuilds, tests again and goes on', async () => {
		const client = await start('webgl');
		const states: string[] = [];
		client.onStatus(({ state }) => states.push(state));
		await client.loseContext();
		const outcome = await client.judge(goldenPicture(2)).then(() => 'answered', errorCode);
		expect(outcome).not.toBe('answered');
		await expect.poll(() => client.status.state, { timeout: 120_000 }).toBe('ready');
		expect(states).toContain('recovering');
		expect(client.status.lastSelfTest?.passed).toBe(true);
		expect((await client.judge(goldenPicture(2))).backend).toBe('webgl');
		client.dispose();
	}, 240_000);

	it('answers an aborted request with cancelled and goes on with the next', async () => {
		const client = await start('wasm');
		const abort = new AbortController();
		const first = client.judge(goldenPicture(1), { signal: abort.signal }).then(() => 'answered', errorCode);
		abort.abort();
		expect(await first).toBe('cancelled');
		expect((await client.judge(goldenPicture(1))).backend).toBe('wasm');
		client.dispose();
	});

	it('is never ready with a model that is missing', async () => {
		const client = new InferenceClient({ modelBase: new URL('/nowhere/', location.href).href });
		expect(await client.start().then(() => 'started', errorCode)).toMatch(/model-(missing|corrupt)/);
		expect(client.status.state).toBe('failed');
		await expect(client.judge(goldenPicture(1))).rejects.toThrow();
	});

	it('holds its tensors and GPU bytes flat over many frames', async () => {
		const client = await start('wasm');
		await client.judge(goldenPicture(2), { evidence: true });
		const before = await client.memory();
		for (let i = 0; i < 200; i++) await client.judge(goldenPicture(i % 4), { evidence: i % 2 === 0 });
		expect(await client.memory()).toEqual(before);
		client.dispose();
	});
});
