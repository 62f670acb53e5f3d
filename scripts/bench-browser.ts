import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright';
import { benchServer, type Made } from './bench/server';
import { launchOptions } from './lib/chromium';
import { runCommand, wholeNumber } from './lib/command';
import { compare, interleave, keep, table } from './lib/interleave';
import { ASK_WORKER, DRAW_FRAME } from './lib/worker-page';

const USAGE = `Compares the built app's worker with Teachable Machine's library in the same Chromium on the same pictures:
first start, second start from what the browser kept, each frame, bytes.

  tsx scripts/bench-browser.ts [--rounds 15] [--starts 3] [--backends wasm,webgl] [--export ../shared/backbone]

Needs dist/static (npm run build:static), bench/node_modules (npm ci --prefix bench) and --export, a folder with
model.json and weights.bin of an image model exported by Teachable Machine; skipped with a message otherwise.
`;

const BUILD = 'dist/static';
const FRAME = { width: 640, height: 480 };

function readArguments() {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '15' },
			starts: { type: 'string', default: '3' },
			backends: { type: 'string', default: 'wasm,webgl' },
			export: { type: 'string', default: '../shared/backbone' },
			help: { type: 'boolean' }
		}
	});
	return { ...values, rounds: wholeNumber('rounds', values.rounds), starts: wholeNumber('starts', values.starts) };
}

type Options = ReturnType<typeof readArguments>;

/** Draws frame `seed`: a bottle's outline on a ground whose shade changes, the same in every page. */
const DRAW = `
const canvas = document.createElement('canvas');
canvas.width = ${FRAME.width}; canvas.height = ${FRAME.height};
const context = canvas.getContext('2d', { willReadFrequently: true });
${DRAW_FRAME}
window.frame = async (seed) => { draw(seed); const began = performance.now(); await judge(); return performance.now() - began; };`;

const oursPage = (worker: string, backend: string) => `<!doctype html><script>${DRAW}
const worker = new Worker(${JSON.stringify(worker)}, { type: 'module' });
${ASK_WORKER}
async function judge() {
	const picture = await createImageBitmap(canvas);
	return ask({ type: 'judge', picture, allMouths: false, evidence: false, frameId: 0 }, [picture]);
}
window.ready = ask({ type: 'start', modelBase: location.origin + '/app/model/', backends: [${JSON.stringify(backend)}], attempt: 'first' })
	.then(async () => { draw(0); await judge(); return performance.now(); });
</script>`;

const THEIRS = `<!doctype html><script src="/rivals/@tensorflow/tfjs/dist/tf.min.js"></script>
<script src="/rivals/@teachablemachine/image/dist/teachablemachine-image.min.js"></script><script>${DRAW}
let model;
const judge = () => model.predict(canvas);
window.ready = tmImage.load('/export/model.json', '/metadata.json')
	.then(async (loaded) => { model = loaded; draw(0); await judge(); return performance.now(); });
</script>`;

const scriptOf = (html: string) =>
	html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));

/** Settled once the service worker has precached everything. */
const INSTALLED = `navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated' || new Promise((done) =>
	active.addEventListener('statechange', () => active.state === 'activated' && done(true))))`;

interface Entrant {
	readonly name: string;
	readonly path: string;
}

async function main(options: Options): Promise<number> {
	const workers = `${BUILD}/_app/immutable/workers`;
	for (const [path, remedy] of [
		[workers, 'npm run build:static'],
		['bench/node_modules', 'npm ci --prefix bench'],
		[`${options.export}/model.json`, '--export FOLDER']
	] as const) {
		if (existsSync(path)) continue;
		console.log(`skipped: ${path} is missing (${remedy})`);
		return 0;
	}
	const worker = readdirSync(workers).find((file) => /^main-.*\.js$/.test(file))!;
	const server = await serve(`/app/_app/immutable/workers/${worker}`, options);
	const { origin } = server;
	const entrants: Entrant[] = [
		{ name: 'Teachable Machine (WebGL)', path: '/theirs' },
		...options.backends.split(',').map((name) => ({ name: `the app (${name})`, path: `/ours-${name}` }))
	];
	const browser = await chromium.launch(launchOptions());
	try {
		const { starts, bytes } = await measureStarts(browser, origin, entrants, options.starts);
		console.log(table('from navigation to the first verdict', starts));
		const again = await measureSecondStarts(browser, server, entrants, worker, options.starts);
		console.log(table('from navigation to the first verdict, second visit', again));
		const frames = await measureFrames(browser, origin, entrants, options.rounds);
		console.log(table('from a frame to its verdict', frames));
		console.log('\n  over the wire to the first verdict (brotli)');
		for (const [i, size] of bytes.entries()) {
			const share = (size / bytes[0]!).toFixed(2);
			console.log(`  ${entrants[i]!.name.padEnd(30)}${(size / 1000).toFixed(0).padStart(8)} kB${share.padStart(8)} x`);
		}
		keep('browser', { browser: browser.version(), entrants, starts, again, frames, bytes });
	} finally {
		await browser.close();
		server.close();
	}
	return 0;
}

async function open(browser: Browser, origin: string, { path }: Entrant): Promise<Page> {
	const page = await (await browser.newContext()).newPage();
	page.setDefaultTimeout(0);
	await page.goto(origin + path);
	return page;
}

/** Each start is in a fresh context: nothing is cached, neither files nor compiled shaders of the page. */
async function measureStarts(browser: Browser, origin: string, entrants: readonly Entrant[], rounds: number) {
	const ms = entrants.map((): number[] => []);
	const bytes = entrants.map(() => 0);
	for (let round = 0; round < rounds; round++) {
		for (const [i, entrant] of entrants.entries()) {
			const context = await browser.newContext();
			const page = await context.newPage();
			page.setDefaultTimeout(0);
			const fetched: Promise<number>[] = [];
			// Bodies are read in one round only: nobody would wait for those of a context that is closed.
			context.on('requestfinished', (request) => {
				if (round > 0) return;
				fetched.push(
					request.response().then(async (response) => brotliCompressSync((await response?.body()) ?? '').length)
				);
			});
			await page.goto(origin + entrant.path);
			ms[i]!.push((await page.evaluate('ready')) as number);
			if (round === 0) bytes[i] = (await Promise.all(fetched)).reduce((sum, size) => sum + size, 0);
			await context.close();
		}
	}
	return {
		starts: compare(
			entrants.map(({ name }) => name),
			ms
		),
		bytes
	};
}

async function measureFrames(browser: Browser, origin: string, entrants: readonly Entrant[], rounds: number) {
	const pages: Page[] = [];
	for (const entrant of entrants) {
		const page = await open(browser, origin, entrant);
		await page.evaluate('ready');
		pages.push(page);
	}
	let seed = 0;
	const inPage = entrants.map((): number[] => []);
	await interleave(
		'frames',
		entrants.map(({ name }, i) => ({
			name,
			run: async () => inPage[i]!.push((await pages[i]!.evaluate(`frame(${seed++ >> 1})`)) as number)
		})),
		{ rounds, untimed: 2 }
	);
	// The page's own clock, without the way to the browser and back; the first two of each are not counted.
	return compare(
		entrants.map(({ name }) => name),
		inPage.map((all) => all.slice(2))
	);
}

/**
 * Second visits. Teachable Machine's page is loaded again in the same profile, so its files come from the HTTP cache. The
 * app is first visited as it is, until its service worker holds everything; then the same start runs in one of its own
 * pages, all files coming from the service worker.
 */
async function measureSecondStarts(
	browser: Browser,
	{ origin }: { origin: string },
	entrants: readonly Entrant[],
	worker: string,
	rounds: number
) {
	const ms = entrants.map((): number[] => []);
	const pages: (() => Promise<number>)[] = [];
	for (const { path } of entrants) {
		const context = await browser.newContext();
		const page = await context.newPage();
		page.setDefaultTimeout(0);
		const isApp = path.startsWith('/ours');
		await page.goto(origin + (isApp ? '/app/more/' : path));
		if (isApp) {
			await page.evaluate(INSTALLED);
			const script = scriptOf(oursPage(`/app/_app/immutable/workers/${worker}`, path.slice('/ours-'.length)));
			// As early as the page can: what the shell itself does is part of a second start.
			await page.addInitScript(`addEventListener('DOMContentLoaded', () => { ${script} })`);
		} else await page.evaluate('ready');
		pages.push(async () => {
			await page.reload();
			await page.waitForFunction('window.ready');
			return (await page.evaluate('window.ready')) as number;
		});
	}
	for (let round = 0; round < rounds; round++) for (const [i, start] of pages.entries()) ms[i]!.push(await start());
	return compare(
		entrants.map(({ name }) => name),
		ms
	);
}

function serve(worker: string, options: Options) {
	const classes = Array.from({ length: 64 }, (_, i) => `class ${i}`);
	const made: Record<string, Made> = {
		'/theirs': ['text/html', THEIRS],
		'/metadata.json': ['application/json', JSON.stringify({ labels: classes, imageSize: 224 })]
	};
	for (const name of options.backends.split(',')) made[`/ours-${name}`] = ['text/html', oursPage(worker, name)];
	return benchServer({ '/app/': BUILD, '/rivals/': 'bench/node_modules', '/export/': options.export }, made);
}

await runCommand(USAGE, readArguments, main, 'cannot compare');
