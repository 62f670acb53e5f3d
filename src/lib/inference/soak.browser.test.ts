import { describe, expect, it } from 'vitest';
import { InferenceClient } from './bridge';
import { goldenPicture } from './self-test';

/** `npm run soak` runs 10,000; few show a leak of one tensor, or of one texture, a frame as surely. */
const FRAMES = 12;

describe('the memory of the worker', () => {
	it.each(['webgl', 'wasm'] as const)(
		`holds as many tensors and bytes on the GPU after ${FRAMES} frames on %s as before`,
		async (backend) => {
			const modelBase = new URL('/model/', location.href).href;
			const client = new InferenceClient({ modelBase, backends: [backend] });
			await client.start();
			const judge = (i: number) =>
				client.judge(goldenPicture(i % 4), { evidence: i % 2 === 0, allMouths: i % 3 === 0 });
			// All the shapes that will come have come once: WebGL keeps freed textures to use them again.
			for (let i = 0; i < 12; i++) await judge(i);
			const before = await client.memory();
			for (let i = 0; i < FRAMES; i++) await judge(i);
			expect(await client.memory()).toEqual(before);
			expect(before.numTensors).toBeGreaterThan(0);
			client.dispose();
		},
		120_000
	);
});
