import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { chromium, type Page } from 'playwright';
import { startNodeBackend } from '../src/lib/inference/backend-node';
import { folderSource } from '../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../src/lib/inference/model-source';
import { loadWeights } from '../src/lib/inference/network/weights';
import type { Kind, Runtime } from './bench/runtimes-page';
import { benchServer } from './bench/server';
import { launchOptions } from './lib/chromium';
import { runCommand, wholeNumber } from './lib/command';
import { compare, interleave, keep, table } from './lib/interleave';
import { SHIPPED_MODEL } from './lib/local-engine';
import { onnxModel } from './lib/onnx-export';
import { tfliteModel, type FlatBuilder } from './lib/tflite-export';

const USAGE = `Compares the app's runtime with ONNX Runtime Web and LiteRT.js in the same Chromium, on the same networks:
WASM SIMD, one thread. Both get the shipped network from this repository's own exporters; outputs must agree.

  tsx scripts/bench-runtimes.ts [--rounds 200]

Needs bench/node_modules (npm ci --prefix bench); skipped with a message where it is missing.
`;

/** Largest difference of outputs that counts as the same network; sums are taken in another order. */
const TOLERANCE = 1e-3;
const NAMES: Record<Runtime, string> = {
	app: 'TensorFlow.js (the app)',
	onnx: 'ONNX Runtime Web',
	litert: 'LiteRT.js'
};
const KINDS: readonly Kind[] = ['locator', 'judge'];
const JUDGE_BATCH = 2;

/** TensorFlow.js names modules of Node that it never reaches in a browser. */
const WITHOUT_NODE: Plugin = {
	name: 'without-node',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^(fs|path|os|perf_hooks|worker_threads|util|crypto)$/ }, ({ path }) => ({
			path,
			namespace: 'without-node'
		}));
		onLoad({ filter: /./, namespace: 'without-node' }, () => ({ contents: 'module.exports = {};' }));
	}
};

interface OnnxProto {
	onnx: { ModelProto: { fromObject(o: object): unknown; encode(m: unknown): { finish(): Uint8Array } } };
}

function readArguments() {
	const { values } = parseArgs({ options: { rounds: { type: 'string', default: '200' }, help: { type: 'boolean' } } });
	return { help: values.help, rounds: wholeNumber('rounds', values.rounds) };
}

type Options = ReturnType<typeof readArguments>;

async function main({ rounds }: Options): Promise<number> {
	if (!existsSync('bench/node_modules')) {
		console.log('skipped: run npm ci --prefix bench first');
		return 0;
	}
	const ofRivals = createRequire(new URL('../bench/package.json', import.meta.url));
	const ofApp = createRequire(import.meta.url);
	const { exported, version } = await exportNetworks(ofRivals);
	const server = await benchServer(
		{
			'/rivals/': 'bench/node_modules',
			'/shipped/': 'static',
			'/tfjs-wasm/': dirname(ofApp.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'))
		},
		{
			'/': ['text/html', '<!doctype html><script type="module" src="/page.js"></script>'],
			'/page.js': ['text/javascript', await bundle('scripts/bench/runtimes-page.ts')],
			'/litert.js': ['text/javascript', await bundle(ofRivals.resolve('@litertjs/core'))],
			...exported
		}
	);
	const browser = await chromium.launch(launchOptions());
	try {
		const page = await browser.newPage();
		page.setDefaultTimeout(0);
		page.on('pageerror', (error) => console.error(error.message));
		await page.goto(server.origin);
		await page.waitForFunction('typeof prepare === "function"');
		const { entrants, absent } = await prepared(page);
		const outcomes = [];
		for (const kind of KINDS) outcomes.push(await measure(page, kind, entrants, rounds));
		const wasm = wasmBytes(ofApp, ofRivals);
		const ratio = (bytes: number) => (bytes / wasm.app).toFixed(1);
		console.log(
			`\n  .wasm over the wire (brotli): the app ${wasm.app} bytes, ONNX ${ratio(wasm.onnx)} x, LiteRT ${ratio(wasm.litert)} x`
		);
		keep('runtimes', { modelVersion: version, browser: browser.version(), absent, outcomes, wasmBytes: wasm });
	} finally {
		await browser.close();
		server.close();
	}
	return 0;
}

/** The app must run; a rival that does not is named with its reason, and the others are compared. */
async function prepared(page: Page): Promise<{ entrants: Runtime[]; absent: Record<string, string> }> {
	await page.evaluate('prepare("app")');
	const entrants: Runtime[] = ['app'];
	const absent: Record<string, string> = {};
	for (const runtime of ['onnx', 'litert'] as const) {
		try {
			await page.evaluate(`prepare("${runtime}")`);
			for (const kind of KINDS) {
				const difference = (await page.evaluate(`difference("${runtime}", "${kind}")`)) as number;
				if (!(difference <= TOLERANCE)) throw new Error(`${kind}: outputs differ by ${difference}`);
			}
			entrants.push(runtime);
		} catch (fault) {
			absent[runtime] = String(fault).split('\n')[0]!;
			console.log(`  ${NAMES[runtime]} is not compared: ${absent[runtime]}`);
		}
	}
	return { entrants, absent };
}

async function measure(page: Page, kind: Kind, entrants: readonly Runtime[], rounds: number) {
	const inPage = entrants.map((): number[] => []);
	// A stream's frames come by the thousand: what the browser compiles anew while it runs, it has compiled by then.
	const untimed = 20;
	await interleave(
		kind,
		entrants.map((runtime, i) => ({
			name: NAMES[runtime],
			run: async () => inPage[i]!.push((await page.evaluate(`time("${runtime}", "${kind}")`)) as number)
		})),
		{ rounds, untimed }
	);
	// The page's own clock, without the way to the browser and back.
	const rows = compare(
		entrants.map((runtime) => NAMES[runtime]),
		inPage.map((all) => all.slice(untimed))
	);
	console.log(table(`${kind}, one forward pass`, rows));
	return { kind, rows };
}

async function exportNetworks(ofRivals: NodeJS.Require) {
	const proto = ofRivals('onnx-proto') as OnnxProto;
	const { Builder } = ofRivals('flatbuffers') as { Builder: new (bytes: number) => FlatBuilder };
	await startNodeBackend();
	const source = folderSource(SHIPPED_MODEL);
	const version = await currentVersion(source);
	const files = await readModel(source, version);
	const exported: Record<string, [string, Uint8Array]> = {};
	for (const kind of KINDS) {
		const network = files.manifest[kind];
		const tensors = await loadWeights(network, files[`${kind}Shards`]);
		const weights = Object.fromEntries(
			Object.entries(tensors).map(([name, t]) => [name, { shape: t.shape, values: t.dataSync<'float32'>().slice() }])
		);
		const { model } = onnxModel(network.spec, weights);
		const onnx = proto.onnx.ModelProto.encode(proto.onnx.ModelProto.fromObject(model)).finish();
		const batch = kind === 'judge' ? JUDGE_BATCH : 1;
		exported[`/exported/${kind}.onnx`] = ['application/octet-stream', onnx];
		exported[`/exported/${kind}.tflite`] = [
			'application/octet-stream',
			tfliteModel(new Builder(1 << 20), network.spec, weights, batch)
		];
	}
	return { exported, version };
}

async function bundle(entry: string): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [entry],
		bundle: true,
		write: false,
		format: 'esm',
		target: 'es2022',
		plugins: [WITHOUT_NODE],
		logLevel: 'error'
	});
	return outputFiles[0]!.text;
}

/** Bytes of what each downloads to compute at all. */
function wasmBytes(ofApp: NodeJS.Require, ofRivals: NodeJS.Require): Record<Runtime, number> {
	const rival = (name: string, file: string) =>
		compressed(`${ofRivals.resolve(name).split(`/${name}/`)[0]}/${name}/${file}`);
	return {
		app:
			compressed(ofApp.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm')) +
			compressed('src/lib/inference/kernels/convolutions.wasm.ts'),
		onnx: rival('onnxruntime-web', 'dist/ort-wasm-simd-threaded.wasm'),
		litert: rival('@litertjs/core', 'wasm/litert_wasm_internal.wasm')
	};
}

/** Brotli at quality 5: the best takes half a minute for ten megabytes and changes the ratio little. */
function compressed(path: string): number {
	return brotliCompressSync(readFileSync(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
}

await runCommand(USAGE, readArguments, main, 'cannot compare');
