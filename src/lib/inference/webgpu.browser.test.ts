import { expect, it } from 'vitest';
import { InferenceClient } from './bridge';
import { goldenPicture } from './self-test';

/** Chromium brings WebGPU in software along; where a build of it does not, the suite says that this was skipped. */
const adapter = await (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu?.requestAdapter();

// On WebGPU in software, which the browser project starts Chromium with: slow, so one start does for all.
it.skipIf(!adapter)(
	'passes the golden self-test on WebGPU, walks every path of the graph and gives what WASM gives',
	async () => {
		const modelBase = new URL('/model/', location.href).href;
		const client = new InferenceClient({ modelBase, backends: ['webgpu'] });
		await client.start();
		expect(client.status).toMatchObject({ state: 'ready', backend: 'webgpu', error: null });
		expect(client.status.lastSelfTest?.passed).toBe(true);
		const inference = await client.judge(goldenPicture(2), { evidence: true, allMouths: true });
		expect(inference.backend).toBe('webgpu');
		expect((await client.memory()).numBytesInGPU).toBeGreaterThan(0);
		client.dispose();

		const wasm = new InferenceClient({ modelBase, backends: ['wasm'] });
		await wasm.start();
		const same = await wasm.judge(goldenPicture(2), { evidence: true, allMouths: true });
		const all = ({ sceneLogits, logits }: typeof same) => [...sceneLogits, ...(logits ?? [])];
		all(inference).forEach((z, i) => expect(Math.abs(z - all(same)[i]!)).toBeLessThan(0.01));
		wasm.dispose();
	},
	600_000
);
