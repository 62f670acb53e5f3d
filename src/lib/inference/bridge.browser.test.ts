import { describe, expect, it } from 'vitest';
import type { BackendName } from '../domain/inference';
import { errorCode } from '../domain/errors';
import { InferenceClient } from './bridge';
import { goldenPicture } from './self-test';

const modelBase = new URL('/model/', location.href).href;
const start = async (backend: BackendName) => {
	const client = new InferenceClient({ modelBase, backends: [backend] });
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
