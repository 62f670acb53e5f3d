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
const loaded = new WeakMap<BackendWasm, Loaded>();

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
	const isFirst = !loaded.has(backend);
	if (isFirst) {
		loaded.set(backend, null);
		replace(FusedConv2D, attemptConvolution);
		replace(FusedDepthwiseConv2D, attemptDepthwise);
		replace(Add, attemptAdd);
	}
	if (isFirst || only) loaded.set(backend, await loadConvolutions(backend, only));
	return loaded.get(backend)?.build ?? 'library';
}

function replace<Call extends { readonly backend: BackendWasm }>(kernelName: string, attempt: Attempt<Call>): void {
	const library = getKernel(kernelName, 'wasm');
	const kernelFunc = (call: Call) => {
		const kernels = loaded.get(call.backend)?.kernels;
		return (kernels && attempt(kernels, call)) ?? library.kernelFunc(call as unknown as Parameters<KernelFunc>[0]);
	};
	unregisterKernel(kernelName, 'wasm');
	registerKernel({ ...library, kernelFunc } as unknown as KernelConfig);
}
