import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { dispose, tensor4d, tidy, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { startNodeBackend } from '../src/lib/inference/backend-node';
import { folderSource } from '../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../src/lib/inference/model-source';
import { judgeForward } from '../src/lib/inference/network/judge';
import { locatorForward } from '../src/lib/inference/network/locator';
import { loadWeights } from '../src/lib/inference/network/weights';
import { interleave, keep, table } from './lib/interleave';
import { SHIPPED_MODEL } from './lib/local-engine';
import { onnxModel } from './lib/onnx-export';

const USAGE = `Compares the app's runtime with ONNX Runtime Web on the same networks: WASM SIMD, one thread, Node.

  tsx scripts/bench-runtimes.ts [--rounds 30] [--model DIR]

Needs bench/node_modules (npm ci --prefix bench); skipped with a message where it is missing.
`;

interface OnnxRuntime {
	env: { wasm: { numThreads: number } };
	Tensor: new (type: 'float32', data: Float32Array, dims: number[]) => unknown;
	InferenceSession: {
		create(
			model: Uint8Array,
			options: object
		): Promise<{
			run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
		}>;
	};
}
interface OnnxProto {
	onnx: { ModelProto: { fromObject(o: object): unknown; encode(m: unknown): { finish(): Uint8Array } } };
}

/** Largest difference of outputs that counts as the same network; sums are taken in another order. */
const TOLERANCE = 1e-3;

const { values } = parseArgs({
	options: { rounds: { type: 'string', default: '30' }, model: { type: 'string' }, help: { type: 'boolean' } }
});
if (values.help) process.stdout.write(USAGE);
else await main(Number(values.rounds), values.model ?? SHIPPED_MODEL);

async function main(rounds: number, folder: string): Promise<void> {
	const require = createRequire(new URL('../bench/package.json', import.meta.url));
	let ort: OnnxRuntime;
	let proto: OnnxProto;
	try {
		ort = require('onnxruntime-web') as OnnxRuntime;
		proto = require('onnx-proto') as OnnxProto;
	} catch {
		console.log('skipped: run npm ci --prefix bench first');
		return;
	}
	ort.env.wasm.numThreads = 1;
	await startNodeBackend();
	const source = folderSource(folder);
	const files = await readModel(source, await currentVersion(source));
	const results = [];
	for (const kind of ['locator', 'judge'] as const) {
		const network = files.manifest[kind];
		const weights = await loadWeights(network, files[`${kind}Shards`]);
		const plain = Object.fromEntries(
			Object.entries(weights).map(([name, t]) => [name, { shape: t.shape, values: t.dataSync<'float32'>().slice() }])
		);
		const { model, outputs } = onnxModel(network.spec, plain);
		const bytes = proto.onnx.ModelProto.encode(proto.onnx.ModelProto.fromObject(model)).finish();
		const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
		// As served: one whole picture for the locator, the crop and its mirror image for the judge.
		const batch = kind === 'judge' ? 2 : 1;
		const side = network.spec.inputSize;
		const nhwc = Float32Array.from(
			{ length: batch * side * side * 3 },
			(_, i) => Math.sin(i * 0.37) * Math.cos(i / 911)
		);
		const nchw = channelsFirst(nhwc, batch, side);
		const ours = () => {
			const x = tensor4d(nhwc, [batch, side, side, 3]);
			const found = tidy(() =>
				forward(network.spec.kind, network.spec, weights, x).map((t) => t.dataSync<'float32'>())
			);
			dispose(x);
			return found;
		};
		const theirs = async () => {
			const found = await session.run({ x: new ort.Tensor('float32', nchw, [batch, 3, side, side]) });
			return outputs.map((name) => found[name]!.data);
		};
		const difference = largestDifference(ours(), await theirs(), batch);
		if (!(difference <= TOLERANCE)) throw new Error(`${kind}: outputs differ by ${difference}`);
		const rows = await interleave(
			kind,
			[
				{ name: 'TensorFlow.js WASM (the app)', run: ours },
				{ name: 'ONNX Runtime Web WASM', run: theirs }
			],
			{ rounds }
		);
		console.log(
			table(`${kind}, ${side} px, batch ${batch}; outputs equal to within ${difference.toExponential(1)}`, rows)
		);
		results.push({
			kind,
			side,
			batch,
			largestDifference: difference,
			onnxBytes: compressed(bytes),
			rows
		});
	}
	const wasm = require.resolve('onnxruntime-web').replace(/[^/]+$/, 'ort-wasm-simd-threaded.wasm');
	const ownWasm = createRequire(import.meta.url).resolve(
		'@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'
	);
	const brotli = {
		app: compressed(readFileSync(ownWasm)),
		onnx: compressed(readFileSync(wasm))
	};
	console.log(
		`\n  WASM over the wire (brotli): ${brotli.app} and ${brotli.onnx} bytes, ${(brotli.onnx / brotli.app).toFixed(1)} x`
	);
	keep('runtimes', { modelVersion: files.manifest.version, results, wasmBytes: { raw: statSync(wasm).size, brotli } });
}

/** Brotli at quality 5: the best takes half a minute for ten megabytes and changes the ratio little. */
function compressed(bytes: Uint8Array): number {
	return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
}

function forward(kind: 'judge' | 'locator', spec: unknown, weights: Record<string, Tensor>, x: Tensor4D): Tensor[] {
	if (kind === 'judge') return [judgeForward(spec as Parameters<typeof judgeForward>[0], weights, x).logits];
	const { grid, scene } = locatorForward(spec as Parameters<typeof locatorForward>[0], weights, x);
	return [grid, scene];
}

function channelsFirst(nhwc: Float32Array, batch: number, side: number, channels = 3): Float32Array {
	const out = new Float32Array(nhwc.length);
	const places = side * side;
	for (let n = 0; n < batch; n++)
		for (let p = 0; p < places; p++)
			for (let c = 0; c < channels; c++) out[(n * channels + c) * places + p] = nhwc[(n * places + p) * channels + c]!;
	return out;
}

/** Ours is channels last; outputs of one place for each picture are the same either way. */
function largestDifference(ours: ArrayLike<number>[], theirs: Float32Array[], batch: number): number {
	let worst = 0;
	ours.forEach((values, o) => {
		const cells = values.length > 12 * batch ? Math.sqrt(values.length / batch / 4) : 0;
		const same = cells > 0 ? channelsFirst(Float32Array.from(values), batch, cells, 4) : values;
		if (same.length !== theirs[o]!.length) throw new Error(`output ${o} has another length`);
		for (let i = 0; i < same.length; i++) worst = Math.max(worst, Math.abs(same[i]! - theirs[o]![i]!));
	});
	return worst;
}
