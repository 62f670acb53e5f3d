import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import { chromium, type Page } from 'playwright';
import { benchServer } from './bench/server';
import { launchOptions } from './lib/chromium';
import { keep } from './lib/interleave';
import { ASK_WORKER, DRAW_FRAME } from './lib/worker-page';

const USAGE = `Judges many frames in the built app's worker in a real browser, and loads the model anew many times; fails if one
tensor or one byte on the GPU stays behind. Needs dist/static (npm run build:static).

  npm run soak [-- --frames 10000] [--reloads 100] [--backends wasm,webgl] [--minutes 0]

  --minutes N   the most that each part of each backend may take, 0 for no limit; what was reached is what is reported

On a GPU in software 10,000 frames take hours.
`;

const { values } = parseArgs({
	options: {
		frames: { type: 'string', default: '10000' },
		reloads: { type: 'string', default: '100' },
		backends: { type: 'string', default: 'wasm,webgl' },
		minutes: { type: 'string', default: '0' },
		help: { type: 'boolean', short: 'h' }
	}
});
const WORKERS = 'dist/static/_app/immutable/workers';
/** Frames until all the shapes that will come have come once: WebGL keeps freed textures to use them again. */
const WARM_UP = 24;
/** Frames between two looks at the memory. */
const CHUNK = 20;

interface Held {
	readonly numTensors: number;
	readonly numBytesInGPU: number;
}
/** What the worker held at first and after each part, and how many times it was asked for something between. */
interface Soaked {
	readonly n: number;
	readonly wanted: number;
	readonly flat: boolean;
	readonly growth: { readonly tensors: number; readonly bytes: number };
	readonly held: readonly (Held & { readonly done: number })[];
}

/** What the page offers to the script; each frame is drawn anew, as a camera's are. */
const pageOf = (worker: string) => `<!doctype html><canvas width="640" height="480"></canvas><script>
const canvas = document.querySelector('canvas');
const context = canvas.getContext('2d');
${DRAW_FRAME}
let worker;
${ASK_WORKER}
window.load = async (backend) => {
	worker?.terminate();
	worker = new Worker(${JSON.stringify(worker)}, { type: 'module' });
	await ask({ type: 'start', modelBase: location.origin + '/app/model/', backends: [backend], attempt: 'first' });
	return judge(0, 1);
};
window.judge = async (from, count) => {
	for (let i = from; i < from + count; i++) {
		draw(i);
		const picture = await createImageBitmap(canvas);
		await ask({ type: 'judge', picture, allMouths: i % 3 === 0, evidence: i % 2 === 0, frameId: i }, [picture]);
	}
	return ask({ type: 'memory' });
};
</script>`;

type Offered = Window & { load(backend: string): Promise<Held>; judge(from: number, count: number): Promise<Held> };
const load = (page: Page, backend: string) =>
	page.evaluate((name) => (window as unknown as Offered).load(name), backend);
const judge = (page: Page, from: number, count: number) =>
	page.evaluate(([from, count]) => (window as unknown as Offered).judge(from, count), [from, count] as const);

if (values.help) process.stdout.write(USAGE);
else await main();

async function main(): Promise<void> {
	if (!existsSync(WORKERS)) throw new Error(`${WORKERS} is missing: npm run build:static first`);
	const worker = readdirSync(WORKERS).find((file) => /^main-.*\.js$/.test(file))!;
	const html = pageOf(`/app/_app/immutable/workers/${worker}`);
	const server = await benchServer({ '/app/': 'dist/static' }, { '/': ['text/html', html] });
	const browser = await chromium.launch(launchOptions());
	const outcomes: { backend: string; frames: Soaked; reloads: Soaked }[] = [];
	for (const backend of values.backends.split(',')) {
		const page = await (await browser.newContext()).newPage();
		page.setDefaultTimeout(0);
		await page.goto(server.origin);
		await load(page, backend);
		await judge(page, 0, WARM_UP);
		const frames = await soak(`${backend}: frames`, Number(values.frames), CHUNK, (from, n) => judge(page, from, n));
		const reloads = await soak(`${backend}: reloads`, Number(values.reloads), 1, () => load(page, backend));
		outcomes.push({ backend, frames, reloads });
		await page.context().close();
	}
	keep('soak', { browser: browser.version(), outcomes });
	await browser.close();
	server.close();
	for (const { backend, frames, reloads } of outcomes)
		for (const [what, { n, flat, growth }] of Object.entries({ frames, reloads }))
			console.log(
				`  ${backend}, ${n} ${what}: tensors +${growth.tensors}, bytes +${growth.bytes}: ${flat ? 'flat' : 'NOT FLAT'}`
			);
	if (outcomes.some(({ frames, reloads }) => !frames.flat || !reloads.flat)) process.exitCode = 1;
}

/** Does something `wanted` times or until the time is up, and looks after each part at what is held. */
async function soak(
	label: string,
	wanted: number,
	part: number,
	once: (from: number, count: number) => Promise<Held>
): Promise<Soaked> {
	const until = Number(values.minutes) > 0 ? performance.now() + Number(values.minutes) * 60_000 : Infinity;
	const bar = new cliProgress.SingleBar({ format: `${label} {bar} {value}/{total} {eta_formatted}` });
	bar.start(wanted, 0);
	const held: (Held & { done: number })[] = [];
	let done = 0;
	while (done < wanted && (held.length < 2 || performance.now() < until)) {
		const count = Math.min(part, wanted - done);
		const now = await once(WARM_UP + done, count);
		done += count;
		held.push({ done, ...now });
		bar.update(done);
	}
	bar.stop();
	const [first, last] = [held[0]!, held.at(-1)!];
	const growth = { tensors: last.numTensors - first.numTensors, bytes: last.numBytesInGPU - first.numBytesInGPU };
	const flat = held.every((h) => h.numTensors === first.numTensors && h.numBytesInGPU <= first.numBytesInGPU);
	// The file keeps what changed, not thousands of equal lines.
	const changes = held.filter((h, i) => i === 0 || i === held.length - 1 || !same(h, held[i - 1]!));
	return { n: done, wanted, flat, growth, held: changes };
}

function same(a: Held, b: Held): boolean {
	return a.numTensors === b.numTensors && a.numBytesInGPU === b.numBytesInGPU;
}
