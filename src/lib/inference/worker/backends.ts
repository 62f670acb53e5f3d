import { backend, env, ready, setBackend } from '@tensorflow/tfjs-core';
import { InspectorError } from '../../domain/errors';
import type { BackendName } from '../../domain/inference';
import { installConvolutions } from '../kernels/install';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';

/** A started backend and the state of its GPU, where it has one. */
export interface StartedBackend {
	readonly name: BackendName;
	/** Whether the GPU is gone: what is computed after that is garbage. */
	isLost(): boolean;
	/** Loses the GPU on purpose, for tests. */
	lose(): void;
}

type Starter = (onLost: () => void) => Promise<Omit<StartedBackend, 'name'>>;

/**
 * Starts the first of `backends` that this device has.
 * @param onLost called when the GPU context is lost; what it computes after that is garbage (tfjs#756)
 * @throws InspectorError `backend-missing` where none starts
 */
export async function startBackend(backends: readonly BackendName[], onLost: () => void): Promise<StartedBackend> {
	const faults: string[] = [];
	for (const name of backends) {
		try {
			const start = STARTERS[name];
			if (start) return { name, ...(await start(onLost)) };
			faults.push(`${name}: not built in`);
		} catch (fault) {
			faults.push(`${name}: ${String(fault)}`);
		}
	}
	throw new InspectorError('backend-missing', faults.join('; '));
}

const startWebgl: Starter = async (onLost) => {
	await import('./kernels-webgl');
	// Uniforms instead of shapes baked into shaders: far fewer shaders to compile at the start.
	env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
	await use('webgl');
	const { gl } = (backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
	if (env().getNumber('WEBGL_VERSION') < 2) throw new Error('WebGL 1 only');
	(gl as unknown as { canvas: OffscreenCanvas }).canvas.addEventListener('webglcontextlost', onLost);
	return {
		isLost: () => gl.isContextLost(),
		lose: () => gl.getExtension('WEBGL_lose_context')?.loseContext()
	};
};

const startWebgpu: Starter = async (onLost) => {
	// Asked before anything is fetched for it: the library reads the features of an adapter that may be none.
	if (!(await navigator.gpu?.requestAdapter())) throw new Error('no adapter');
	await import('./kernels-webgpu');
	await use('webgpu');
	const { device } = backend() as unknown as { device: GPUDevice };
	let isLost = false;
	void device.lost.then(() => {
		isLost = true;
		onLost();
	});
	return { isLost: () => isLost, lose: () => device.destroy() };
};

const startWasm: Starter = async () => {
	await import('./kernels-wasm');
	const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm/dist/base');
	// [Note: WASM threads] the threaded build hangs in a minified bundle, and needs cross-origin isolation anyway.
	env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
	setWasmPaths({
		'tfjs-backend-wasm.wasm': wasmUrl,
		'tfjs-backend-wasm-simd.wasm': wasmSimdUrl,
		// Never fetched, but the library wants all three names.
		'tfjs-backend-wasm-threaded-simd.wasm': wasmSimdUrl
	});
	await use('wasm');
	await installConvolutions();
	return { isLost: () => false, lose: () => {} };
};

const STARTERS: Partial<Record<BackendName, Starter>> = { webgl: startWebgl, webgpu: startWebgpu, wasm: startWasm };

async function use(name: string): Promise<void> {
	if (!(await setBackend(name))) throw new Error(`setBackend('${name}') refused`);
	await ready();
}
