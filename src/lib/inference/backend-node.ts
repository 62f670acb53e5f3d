import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { installConvolutions } from './kernels/install';

/** WASM SIMD on one thread in Node, for the command line, tests and training's exports. */
export async function startNodeBackend(): Promise<'wasm'> {
	const require = createRequire(import.meta.url);
	setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
	await setBackend('wasm');
	await ready();
	await installConvolutions();
	return 'wasm';
}
