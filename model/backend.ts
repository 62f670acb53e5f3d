import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { installConvolutions } from '../src/lib/inference/kernels/install';
import type { ConvolutionOps } from '../src/lib/inference/network/layers';
import { registerElementaryGradients } from './gradients/elementary';
import { shareClones } from './gradients/shared-clones';
import { wasmTrainingOps } from './gradients/training-ops';
import { compileKernels, instantiateKernels } from './gradients/wasm-kernels';

/** Starts the WASM backend with the convolutions that serve. */
export async function startWasm(): Promise<void> {
	if (!(await setBackend('wasm'))) throw new Error('The WASM backend of TensorFlow.js does not start.');
	await installConvolutions();
}

/** Starts the WASM backend with everything that training needs. */
export async function startTraining(): Promise<ConvolutionOps> {
	await startWasm();
	const kernels = await instantiateKernels(await compileKernels());
	registerElementaryGradients(kernels);
	shareClones();
	return wasmTrainingOps(kernels);
}
