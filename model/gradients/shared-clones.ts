import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Identity, registerKernel, unregisterKernel, type TensorInfo } from '@tensorflow/tfjs-core';

/**
 * Makes clones on the WASM backend share their values, as they do on the other backends.
 *
 * [Note: clones without copies] What a gradient needs is kept by `save`, which clones it, and the library's `Identity` on
 * WASM copies it: every input and output of every convolution, a tenth of a step. Nothing writes into a tensor, and the
 * backend counts who uses its values.
 */
export function shareClones(): void {
	unregisterKernel(Identity, 'wasm');
	registerKernel({
		kernelName: Identity,
		backendName: 'wasm',
		kernelFunc: ({ inputs, backend }) => {
			const { dataId, shape, dtype } = (inputs as { x: TensorInfo }).x;
			(backend as BackendWasm).incRef(dataId);
			return { dataId, shape, dtype };
		}
	});
}
