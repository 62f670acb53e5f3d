import { ASK_WORKER } from './worker-page';

/** Frames until the belt of {@link soakPage} shows the same again: every path and every shape has come once. */
export const BELT_PERIOD = 72;

/** What the worker answered, frames of each kind; a kind that never came was not tried. */
export interface PathCounts {
	/** The first glance saw nothing and was the only one. */
	readonly firstGlanceOnly: number;
	/** A mouth was judged. */
	readonly judged: number;
	/** Two mouths or more, where all were asked for. */
	readonly severalMouths: number;
	readonly evidence: number;
	/** The frame was sampled on the GPU. */
	readonly onTextures: number;
}

/**
 * A page that asks the built worker what the live screen asks: a belt that is empty in five frames of six, then shows a bottle,
 * now near, now far, now two of them; every mouth or the guide's alone, with and without the evidence. On WebGL frames are sampled on
 * the GPU, as on a device that has one. Each frame is drawn anew from the app's own rendered belt, as a camera's are.
 *
 * `load(backend)` starts a new worker, `judge(from, count)` judges frames; both resolve to the memory held, `judge` also to
 * what the frames showed.
 */
export const soakPage = (worker: string) => `<!doctype html><canvas width="640" height="480"></canvas><script>
const canvas = document.querySelector('canvas');
const pen = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
const shelf = '/app/samples/conveyor/';
const picture = async (file) => createImageBitmap(await (await fetch(shelf + file)).blob());
let belt, bottles;
const ready = (async () => {
	const { backdrop, sprites } = await (await fetch(shelf + 'conveyor.json')).json();
	belt = await picture(backdrop);
	bottles = await Promise.all(sprites.map(async (sprite) => ({ ...sprite, bitmap: await picture(sprite.file) })));
})();

function draw(i) {
	const at = i % ${BELT_PERIOD};
	const stretch = Math.floor(at / 6);
	pen.setTransform(1, 0, 0, 1, 0, 0);
	pen.drawImage(belt, (at * 7) % 5, 0);
	if (at % 6 === 5) {
		const small = stretch % 3 === 2;
		if (small) pen.setTransform(0.6, 0, 0, 0.6, 128, 170);
		const stand = ({ bitmap, left, top }, offset) => pen.drawImage(bitmap, left + offset, top);
		const offset = ((stretch * 37) % 61) - 30;
		stand(bottles[stretch % bottles.length], offset);
		if (stretch % 4 === 3) stand(bottles[(stretch + 3) % bottles.length], offset + 190);
	}
	return { allMouths: stretch % 4 === 3, evidence: stretch % 3 === 0 };
}

let worker;
let textures = false;
${ASK_WORKER}
window.load = async (backend) => {
	worker?.terminate();
	await ready;
	worker = new Worker(${JSON.stringify(worker)}, { type: 'module' });
	worker.addEventListener('message', ({ data }) => data.event === 'textures-given-up' && (textures = false));
	const modelBase = location.origin + '/app/model/';
	({ textures } = await ask({ type: 'start', modelBase, backends: [backend], textures: true, attempt: 'first' }));
	return (await judge(5, 1)).held;
};
window.judge = async (from, count) => {
	const seen = { firstGlanceOnly: 0, judged: 0, severalMouths: 0, evidence: 0, onTextures: 0 };
	for (let i = from; i < from + count; i++) {
		const { allMouths, evidence } = draw(i);
		const picture = await createImageBitmap(canvas);
		const region = allMouths ? undefined : { x: 0.2, y: 0.02, width: 0.6, height: 0.96 };
		const inference = await ask({ type: 'judge', picture, region, allMouths, evidence, frameId: i, live: true }, [picture]);
		const mouths = inference.candidates.length;
		seen[mouths === 0 ? 'firstGlanceOnly' : 'judged']++;
		if (allMouths && mouths > 1) seen.severalMouths++;
		if (inference.evidence) seen.evidence++;
		if (textures) seen.onTextures++;
	}
	return { seen, held: await ask({ type: 'memory' }) };
};
</script>`;
