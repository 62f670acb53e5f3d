import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import { chromium, type Page } from 'playwright';
import { benchServer } from './bench/server';
import { launchOptions, rendererOf, withMesa } from './lib/chromium';
import { amount, runCommand, wholeNumber } from './lib/command';
import { keep } from './lib/interleave';
import { BELT_PERIOD, soakPage, type PathCounts } from './lib/soak-page';

const USAGE = `Judges many frames in the built app's worker in a real browser, and loads the model anew many times; fails if one
tensor or one byte on the GPU stays behind. Needs dist/static (npm run build:static).

  npm run soak [-- --frames 10000] [--reloads 100] [--backends webgl,wasm] [--minutes 0] [--mesa]

  --minutes N   the most that each part of each backend may take, 0 for no limit
  --mesa        WebGL by Mesa's llvmpipe instead of SwiftShader (Debian: libgl1-mesa-dri, libegl1)

What was reached is what is reported, in bench/results/soak.json, also when it is stopped (Ctrl+C). In software 10,000 frames
of both backends take about three quarters of an hour on two cores.
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			frames: { type: 'string', default: '10000' },
			reloads: { type: 'string', default: '100' },
			backends: { type: 'string', default: 'webgl,wasm' },
			minutes: { type: 'string', default: '0' },
			mesa: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h' }
		}
	});
	return {
		...values,
		frames: wholeNumber('frames', values.frames),
		reloads: wholeNumber('reloads', values.reloads),
		minutes: amount('minutes', values.minutes)
	};
}

type Options = ReturnType<typeof readArguments>;

const WORKERS = 'dist/static/_app/immutable/workers';
/** Frames between two looks at the memory; not a divisor of the belt's period, so that looks fall on all its frames. */
const CHUNK = 20;

interface Held {
	readonly numTensors: number;
	readonly numBytesInGPU: number;
	/** With the textures that are kept to be used again. */
	readonly numBytesAllocatedInGPU: number;
}
/** What the worker held at first and after each part, and how many times it was asked for something between. */
interface Soaked {
	readonly n: number;
	readonly wanted: number;
	readonly seconds: number;
	readonly flat: boolean;
	readonly growth: { readonly tensors: number; readonly bytes: number; readonly allocated: number };
	readonly held: readonly (Held & { readonly done: number })[];
}
interface Outcome {
	readonly backend: string;
	readonly frames: Soaked & { readonly paths: PathCounts };
	readonly reloads: Soaked;
}

type Judged = { readonly held: Held; readonly seen: PathCounts };
type Offered = Window & { load(backend: string): Promise<Held>; judge(from: number, count: number): Promise<Judged> };
const load = (page: Page, backend: string) =>
	page.evaluate((name) => (window as unknown as Offered).load(name), backend);
const judge = (page: Page, from: number, count: number) =>
	page.evaluate(([from, count]) => (window as unknown as Offered).judge(from, count), [from, count] as const);

let stopped = false;

async function main(options: Options): Promise<number> {
	if (!existsSync(WORKERS)) throw new Error(`${WORKERS} is missing: npm run build:static first`);
	const worker = readdirSync(WORKERS).find((file) => /^main-.*\.js$/.test(file))!;
	const html = soakPage(`/app/_app/immutable/workers/${worker}`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stopped = true));
	const server = await benchServer({ '/app/': 'dist/static' }, { '/': ['text/html', html] });
	// Stopping ends the part at hand; the browser must live until it has been asked what it holds.
	const browser = await chromium.launch({
		...(options.mesa ? withMesa() : launchOptions()),
		handleSIGINT: false,
		handleSIGTERM: false
	});
	const outcomes: Outcome[] = [];
	for (const backend of options.backends.split(',')) {
		if (stopped) break;
		const page = await (await browser.newContext()).newPage();
		page.setDefaultTimeout(0);
		await page.goto(server.origin);
		const renderer = await rendererOf(page);
		outcomes.push(await soakBackend(page, backend, options));
		await page.context().close();
		keep('soak', { browser: browser.version(), renderer, outcomes });
	}
	await browser.close();
	server.close();
	for (const { backend, frames, reloads } of outcomes)
		for (const [what, { n, flat, growth }] of Object.entries({ frames, reloads }))
			console.log(
				`  ${backend}, ${n} ${what}: tensors +${growth.tensors}, bytes +${growth.bytes}: ${flat ? 'flat' : 'NOT FLAT'}`
			);
	const untried = outcomes.filter(({ backend, frames: { n, paths } }) => {
		const { onTextures, ...others } = paths;
		return Object.values(others).includes(0) || (backend === 'webgl' && onTextures < n);
	});
	if (untried.length > 0) console.error('  a path of the worker was not tried:', untried[0]!.frames.paths);
	return untried.length > 0 || outcomes.some(({ frames, reloads }) => !frames.flat || !reloads.flat) ? 1 : 0;
}

async function soakBackend(page: Page, backend: string, options: Options): Promise<Outcome> {
	await load(page, backend);
	// All the shapes that will come have come once: WebGL keeps freed textures to use them again.
	await judge(page, 0, BELT_PERIOD);
	const paths = { firstGlanceOnly: 0, judged: 0, severalMouths: 0, evidence: 0, onTextures: 0 };
	const frames = await soak(`${backend}: frames`, options.frames, options.minutes, CHUNK, async (from, count) => {
		const { held, seen } = await judge(page, from, count);
		for (const path of Object.keys(paths) as (keyof PathCounts)[]) paths[path] += seen[path];
		return held;
	});
	const reloads = await soak(`${backend}: reloads`, options.reloads, options.minutes, 1, () => load(page, backend));
	return { backend, frames: { ...frames, paths }, reloads };
}

/** Does something `wanted` times or until the time is up, and looks after each part at what is held. */
async function soak(
	label: string,
	wanted: number,
	minutes: number,
	part: number,
	once: (from: number, count: number) => Promise<Held>
): Promise<Soaked> {
	const began = performance.now();
	const until = minutes > 0 ? began + minutes * 60_000 : Infinity;
	const bar = new cliProgress.SingleBar({
		format: `${label} {bar} {value}/{total} {eta_formatted} left`,
		etaBuffer: 50
	});
	bar.start(wanted, 0);
	const held: (Held & { done: number })[] = [];
	let done = 0;
	const mayGoOn = () => !stopped && (held.length < 2 || performance.now() < until);
	while (done < wanted && (held.length === 0 || mayGoOn())) {
		const count = Math.min(part, wanted - done);
		const now = await once(done, count);
		done += count;
		held.push({ done, ...now });
		bar.update(done);
	}
	bar.stop();
	const [first, last] = [held[0]!, held.at(-1)!];
	const growth = {
		tensors: last.numTensors - first.numTensors,
		bytes: last.numBytesInGPU - first.numBytesInGPU,
		allocated: last.numBytesAllocatedInGPU - first.numBytesAllocatedInGPU
	};
	const flat = held.every(
		(h) =>
			h.numTensors === first.numTensors &&
			h.numBytesInGPU <= first.numBytesInGPU &&
			h.numBytesAllocatedInGPU <= first.numBytesAllocatedInGPU
	);
	// The file keeps what changed, not thousands of equal lines.
	const changes = held.filter((h, i) => i === 0 || i === held.length - 1 || !same(h, held[i - 1]!));
	const seconds = (performance.now() - began) / 1000;
	return { n: done, wanted, seconds, flat, growth, held: changes };
}

function same(a: Held, b: Held): boolean {
	return (
		a.numTensors === b.numTensors &&
		a.numBytesInGPU === b.numBytesInGPU &&
		a.numBytesAllocatedInGPU === b.numBytesAllocatedInGPU
	);
}

await runCommand(USAGE, readArguments, main, 'cannot soak');
