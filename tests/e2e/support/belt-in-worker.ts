import { ASK_WORKER } from '../../../scripts/lib/worker-page';

/** What one way through the built worker answered about the frames of {@link judgeBelt}. */
export interface BeltJudged {
	/** Whether live frames were sampled on the GPU from the start, and whether that ended on the way. */
	readonly textures: boolean;
	readonly gaveUp: boolean;
	/** Of each frame. */
	readonly mouths: readonly number[];
	/** Logits, scene logits, quality and place of all frames. */
	readonly numbers: readonly number[];
	/** GPU bytes after each frame's second judging. */
	readonly bytes: readonly number[];
}

/**
 * Script that starts the built worker twice on WebGL, with and without textures, and has both judge the same opaque frames,
 * twice each: the belt with no bottle, one, one far away and two, in two sizes. Evaluates to two {@link BeltJudged}.
 * @param worker its script
 */
export const judgeBelt = (worker: string) => `(async () => {
	const picture = async (file) => createImageBitmap(await (await fetch('samples/conveyor/' + file)).blob());
	const { backdrop, sprites } = await (await fetch('samples/conveyor/conveyor.json')).json();
	const belt = await picture(backdrop);
	const bottles = await Promise.all(sprites.map(async (sprite) => ({ ...sprite, bitmap: await picture(sprite.file) })));
	const open = bottles.find((bottle) => bottle.open);
	const closed = bottles.find((bottle) => !bottle.open);
	const frame = async (scale, shown) => {
		const canvas = new OffscreenCanvas(640 * scale, 480 * scale);
		const pen = canvas.getContext('2d', { alpha: false });
		pen.scale(scale, scale);
		pen.drawImage(belt, 0, 0, 640, 480);
		for (const [{ bitmap, left, top, width, height }, dx, size] of shown)
			pen.drawImage(bitmap, left + dx, top + (1 - size) * height, width * size, height * size);
		return createImageBitmap(canvas);
	};
	const scenes = [
		[1, []],
		[1, [[open, 3, 1]]],
		[2, [[closed, -20, 1]]],
		[2, [[open, -150, 1], [closed, 140, 1]]],
		[1, [[closed, 41, 0.6]]],
		[2, [[open, 10, 0.5]]]
	];
	const outcomes = [];
	for (const textures of [true, false]) {
		const worker = new Worker(${JSON.stringify(worker)}, { type: 'module' });
		let gaveUp = false;
		worker.addEventListener('message', ({ data }) => (gaveUp ||= data.event === 'textures-given-up'));
		${ASK_WORKER}
		const modelBase = new URL('model/', location.href).href;
		const started = await ask({ type: 'start', modelBase, backends: ['webgl'], textures, attempt: 'first' });
		const outcome = { textures: started.textures && started.selfTest.passed, mouths: [], numbers: [], bytes: [] };
		for (const [scale, shown] of scenes) {
			for (const evidence of [true, false]) {
				const picture = await frame(scale, shown);
				const request = { type: 'judge', picture, allMouths: true, evidence, frameId: 0, live: true };
				const { logits, sceneLogits, quality, mouth, candidates } = await ask(request, [picture]);
				outcome.mouths.push(candidates.length);
				outcome.numbers.push(...(logits ?? []), ...sceneLogits, ...Object.values(quality), ...Object.values(mouth ?? {}));
				outcome.numbers.push(...candidates.flatMap(({ logits }) => logits));
			}
			outcome.bytes.push((await ask({ type: 'memory' })).numBytesInGPU);
		}
		const { passed } = await ask({ type: 'self-test' });
		outcomes.push({ ...outcome, gaveUp: gaveUp || !passed });
		worker.terminate();
	}
	return outcomes;
})()`;
