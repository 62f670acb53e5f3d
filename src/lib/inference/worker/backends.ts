import { backend, env, ready, setBackend } from '@tensorflow/tfjs-core';
import { InspectorError } from '../../domain/errors';
import type { BackendName } from '../../domain/inference';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';

/** A started backend; `context` is the GPU's, for tests that lose it on purpose. */
export interface StartedBackend {
	readonly name: BackendName;
	readonly context: WebGL2RenderingContext | null;
}

/**
 * Starts the first of `backends` that this device has.
 * @param onLost called when the GPU context is lost; what it computes after that is garbage (tfjs#756)
 * @throws InspectorError `backend-missing` where none starts
 */
export async function startBackend(backends: readonly BackendName[], onLost: () => void): Promise<StartedBackend> {
	const faults: string[] = [];
	for (const name of backends) {
		try {
			if (name === 'webgl') return { name, context: await startWebgl(onLost) };
			if (name === 'wasm') return { name, context: await startWasm() };
			faults.push(`${name}: not built in`);
		} catch (fault) {
			faults.push(`${name}: ${String(fault)}`);
		}
	}
	throw new InspectorError('backend-missing', faults.join('; '));
}

async function startWebgl(onLost: () => void): Promise<WebGL2RenderingContext> {
	await import('./kernels-webgl');
	// Uniforms instead of shapes baked into shaders: far fewer shaders to compile at the start.
	env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
	await use('webgl');
	const { gl } = (backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
	if (env().getNumber('WEBGL_VERSION') < 2) throw new Error('WebGL 1 only');
	(gl as unknown as { canvas: OffscreenCanvas }).canvas.addEventListener('webglcontextlost', onLost);
	return gl;
}

async function startWasm(): Promise<null> {
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
	return null;
}

async function use(name: string): Promise<void> {
	if (!(await setBackend(name))) throw new Error(`setBackend('${name}') refused`);
	await ready();
}
