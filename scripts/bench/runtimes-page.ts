/**
 * Runs in Chromium, bundled by bench-runtimes: the same two networks on TensorFlow.js, ONNX Runtime Web and LiteRT.js,
 * all on WASM SIMD with one thread.
 */
import { dispose, env, setBackend, tensor4d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { installConvolutions } from '../../src/lib/inference/kernels/install';
import { httpSource, currentVersion, readModel } from '../../src/lib/inference/model-source';
import { judgeForward } from '../../src/lib/inference/network/judge';
import { locatorForward } from '../../src/lib/inference/network/locator';
import { loadWeights } from '../../src/lib/inference/network/weights';

export type Kind = 'judge' | 'locator';
export type Runtime = 'app' | 'onnx' | 'litert';
type Outputs = Float32Array[];

/** As served: one whole picture for the locator, the crop and its mirror image for the judge. */
export const BATCH: Record<Kind, number> = { judge: 2, locator: 1 };

interface OnnxRuntime {
	env: { wasm: { numThreads: number; wasmPaths: string } };
	Tensor: new (type: 'float32', data: Float32Array, dims: number[]) => unknown;
	InferenceSession: {
		create(
			url: string,
			options: object
		): Promise<{
			outputNames: string[];
			run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
		}>;
	};
}
interface LiteTensor {
	toTypedArray(): Float32Array;
	delete(): void;
}
interface LiteRuntime {
	loadLiteRt(folder: string, options: object): Promise<unknown>;
	loadAndCompile(url: string, options: object): Promise<{ run(input: LiteTensor[]): Promise<LiteTensor[]> }>;
	Tensor: new (data: Float32Array, shape: number[]) => LiteTensor;
}

/** A module of the benchmark's server, which the bundler must leave alone. */
const importAt = (path: string): Promise<unknown> => import(path);

const forwards: Partial<Record<`${Runtime} ${Kind}`, () => Outputs | Promise<Outputs>>> = {};

const input = (batch: number, side: number) =>
	Float32Array.from({ length: batch * side * side * 3 }, (_, i) => Math.sin(i * 0.37) * Math.cos(i / 911));

async function model() {
	const source = httpSource(`${location.origin}/shipped/model/`);
	return readModel(source, await currentVersion(source));
}

async function prepareApp(): Promise<void> {
	env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
	setWasmPaths('/tfjs-wasm/');
	await setBackend('wasm');
	await installConvolutions();
	const files = await model();
	const judge = await loadWeights(files.manifest.judge, files.judgeShards);
	const locator = await loadWeights(files.manifest.locator, files.locatorShards);
	for (const kind of ['judge', 'locator'] as const) {
		const side = files.manifest[kind].spec.inputSize;
		const shape = [BATCH[kind], side, side, 3] as [number, number, number, number];
		const values = input(BATCH[kind], side);
		forwards[`app ${kind}`] = () => {
			const x = tensor4d(values, shape);
			const found = tidy(() => {
				const all: Tensor[] =
					kind === 'judge'
						? [judgeForward(files.manifest.judge.spec, judge, x).logits]
						: Object.values(locatorForward(files.manifest.locator.spec, locator, x));
				return all.map((output) => output.dataSync<'float32'>().slice());
			});
			dispose(x);
			return found;
		};
	}
}

async function prepareOnnx(): Promise<void> {
	const path = '/rivals/onnxruntime-web/dist/';
	const ort = (await importAt(`${path}ort.wasm.min.mjs`)) as OnnxRuntime;
	ort.env.wasm.numThreads = 1;
	ort.env.wasm.wasmPaths = path;
	const { manifest } = await model();
	for (const kind of ['judge', 'locator'] as const) {
		const session = await ort.InferenceSession.create(`/exported/${kind}.onnx`, { executionProviders: ['wasm'] });
		const side = manifest[kind].spec.inputSize;
		const batch = BATCH[kind];
		const values = channelsFirst(input(batch, side), batch, side * side, 3);
		forwards[`onnx ${kind}`] = async () => {
			const found = await session.run({ x: new ort.Tensor('float32', values, [batch, 3, side, side]) });
			return session.outputNames.map((name) => found[name]!.data);
		};
	}
}

async function prepareLite(): Promise<void> {
	const path = '/rivals/@litertjs/core/';
	// Bundled apart by bench-runtimes: the package imports its helpers by bare names.
	const lite = (await importAt('/litert.js')) as LiteRuntime;
	await lite.loadLiteRt(`${path}wasm/`, { threads: false });
	const { manifest } = await model();
	for (const kind of ['judge', 'locator'] as const) {
		const compiled = await lite.loadAndCompile(`/exported/${kind}.tflite`, { accelerator: 'wasm' });
		const side = manifest[kind].spec.inputSize;
		const values = input(BATCH[kind], side);
		forwards[`litert ${kind}`] = async () => {
			const x = new lite.Tensor(values, [BATCH[kind], side, side, 3]);
			const found = await compiled.run([x]);
			const outputs = found.map((output) => output.toTypedArray().slice());
			for (const tensor of [x, ...found]) tensor.delete();
			return outputs;
		};
	}
}

function channelsFirst(nhwc: Float32Array, batch: number, places: number, channels: number): Float32Array {
	const out = new Float32Array(nhwc.length);
	for (let n = 0; n < batch; n++)
		for (let p = 0; p < places; p++)
			for (let c = 0; c < channels; c++) out[(n * channels + c) * places + p] = nhwc[(n * places + p) * channels + c]!;
	return out;
}

/** Grids come as maps of four values, channels first from ONNX; all else has one place for each picture. */
function largestDifference(kind: Kind, runtime: Runtime, ours: Outputs, theirs: Outputs): number {
	let worst = ours.length === theirs.length ? 0 : Infinity;
	ours.forEach((values, o) => {
		const isGrid = kind === 'locator' && o === 0;
		const same = isGrid && runtime === 'onnx' ? channelsFirst(values, BATCH[kind], values.length / 4, 4) : values;
		if (same.length !== theirs[o]!.length) worst = Infinity;
		else for (let i = 0; i < same.length; i++) worst = Math.max(worst, Math.abs(same[i]! - theirs[o]![i]!));
	});
	return worst;
}

const prepare: Record<Runtime, () => Promise<void>> = { app: prepareApp, onnx: prepareOnnx, litert: prepareLite };

Object.assign(window, {
	prepare: (runtime: Runtime) => prepare[runtime](),
	difference: async (runtime: Runtime, kind: Kind) =>
		largestDifference(kind, runtime, await forwards[`app ${kind}`]!(), await forwards[`${runtime} ${kind}`]!()),
	/** Milliseconds of one forward pass, by the page's clock. */
	time: async (runtime: Runtime, kind: Kind) => {
		const began = performance.now();
		await forwards[`${runtime} ${kind}`]!();
		return performance.now() - began;
	}
});
