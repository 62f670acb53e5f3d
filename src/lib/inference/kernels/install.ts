import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
	Add,
	backend as activeBackend,
	FusedConv2D,
	FusedDepthwiseConv2D,
	getKernel,
	registerKernel,
	unregisterKernel,
	type KernelConfig,
	type KernelFunc
} from '@tensorflow/tfjs-core';
import {
	attemptAdd,
	attemptConvolution,
	attemptDepthwise,
	loadConvolutions,
	type Attempt,
	type ConvolutionsBuild
} from './convolutions';

type Loaded = Awaited<ReturnType<typeof loadConvolutions>>;

interface Installed {
	/** Kept while the library's kernels are in use: a module made anew would begin slowly again. */
	own: Loaded;
	inUse: Loaded;
}
const installed = new WeakMap<BackendWasm, Installed>();

/**
 * Puts our convolutions in front of those of TensorFlow.js on its WASM backend, which must be the active one. A second
 * call changes nothing.
 *
 * [Note: convolutions of our own] The library's XNNPACK is of a time before relaxed SIMD, so it multiplies and adds in two
 * instructions, and its depthwise kernels read every weight anew for every pixel. Ours work on the library's own memory,
 * without copies: `asm.memory` of its Emscripten module is imported, tensors are byte offsets into it. They read filters
 * as they lie, so there is nothing packed to keep, or to free with a model. What they do not cover (no bias, other
 * activations, few channels) falls through to the library's kernel. `bench-limit.ts` measures both.
 *
 * @param only a build to insist on, for tests and benchmarks; `library` leaves everything to the library
 */
export async function installConvolutions(only?: ConvolutionsBuild): Promise<ConvolutionsBuild> {
	const backend = activeBackend() as BackendWasm;
	let state = installed.get(backend);
	if (state && !only) return buildOf(state);
	if (!state) {
		state = { own: null, inUse: null };
		installed.set(backend, state);
		replace(FusedConv2D, attemptConvolution);
		replace(FusedDepthwiseConv2D, attemptDepthwise);
		replace(Add, attemptAdd);
	}
	const { own } = state;
	if (only !== 'library' && (!own || (only && own.build !== only))) state.own = await loadConvolutions(backend, only);
	state.inUse = only === 'library' ? null : state.own;
	return buildOf(state);
}

const buildOf = ({ inUse }: Installed): ConvolutionsBuild => inUse?.build ?? 'library';

function replace<Call extends { readonly backend: BackendWasm }>(kernelName: string, attempt: Attempt<Call>): void {
	const library = getKernel(kernelName, 'wasm');
	const kernelFunc = (call: Call) => {
		const kernels = installed.get(call.backend)?.inUse?.kernels;
		return (kernels && attempt(kernels, call)) ?? library.kernelFunc(call as unknown as Parameters<KernelFunc>[0]);
	};
	unregisterKernel(kernelName, 'wasm');
	registerKernel({ ...library, kernelFunc } as unknown as KernelConfig);
}
