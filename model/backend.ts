import { setFlagsFromString } from 'node:v8';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { installConvolutions } from '../src/lib/inference/kernels/install';
import type { ConvolutionOps } from '../src/lib/inference/network/layers';
import { registerElementaryGradients } from './gradients/elementary';
import { shareClones } from './gradients/shared-clones';
import { wasmTrainingOps } from './gradients/training-ops';
import { loadKernels } from './gradients/wasm-kernels';

/** Starts the WASM backend with the convolutions that serve. */
export async function startWasm(): Promise<void> {
	if (!(await setBackend('wasm'))) throw new Error('The WASM backend of TensorFlow.js does not start.');
	await installConvolutions();
}

/**
 * Starts the WASM backend with everything that training needs.
 *
 * [Note: relaxed SIMD in Node 20] Multiplying and adding in one instruction takes a sixth off a step. Node 22 has it; Node
 * 20's V8 has it complete, behind a flag. It is set for training only: what is served and measured is what a plain Node
 * computes, and `training-ops.test.ts` holds both builds to the CPU backend.
 */
export async function startTraining(): Promise<ConvolutionOps> {
	if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
	await startWasm();
	const kernels = await loadKernels();
	registerElementaryGradients(kernels);
	shareClones();
	return wasmTrainingOps(kernels);
}
