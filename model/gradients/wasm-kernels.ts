import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import asc from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compileAssemblyScript } from '../../scripts/lib/assembly-script';
import {
	loadConvolutions,
	type Convolutions,
	type ConvolutionsBuild
} from '../../src/lib/inference/kernels/convolutions';

/** The functions of `kernels.as`, and of the app's forward pass beside them; pointers are byte offsets into the backend's memory. */
export interface GradientKernels extends Convolutions {
	maskRelu6(dy: number, y: number, out: number, rows: number, columns: number, sums: number): void;
	columnSums(g: number, rows: number, columns: number, out: number): void;
	productTransposedLeft(x: number, g: number, dw: number, rows: number, k: number, n: number): void;
	transpose(w: number, out: number, rows: number, columns: number): void;
	productTransposedRight(g: number, w: number, dx: number, rows: number, n: number, k: number): void;
	depthwiseFilter(x: number, g: number, dw: number, ...geometry: number[]): void;
	depthwiseInput(g: number, k: number, dx: number, ...geometry: number[]): void;
	convFilter(x: number, g: number, dw: number, ...geometry: number[]): void;
}

/** The builds of the kernels that this process can run. */
export type KernelsBuild = Exclude<ConvolutionsBuild, 'library'>;

/**
 * Gives the kernels the memory of the WASM backend, which must be the active one.
 * @param only a build to insist on; otherwise the fastest that this process can run
 * @throws Error where it can run none
 */
export async function loadKernels(only?: KernelsBuild): Promise<GradientKernels> {
	const forward = await loadConvolutions(wasmBackend(), only);
	if (!forward) throw new Error(`WASM SIMD is missing here${only ? ` (${only})` : ''}: training needs it.`);
	const module = wasmBackend().wasm as unknown as { asm: { memory: WebAssembly.Memory } };
	const { instance } = await WebAssembly.instantiate(await compileKernels(forward.build), {
		env: {
			memory: module.asm.memory,
			abort: () => {
				throw new Error('A gradient kernel aborted.');
			}
		}
	});
	return { ...forward.kernels, ...(instance.exports as unknown as Omit<GradientKernels, keyof Convolutions>) };
}

/** Compiles `kernels.as`, which takes seconds, or finds it compiled already in node_modules/.cache. */
async function compileKernels(build: KernelsBuild): Promise<Uint8Array<ArrayBuffer>> {
	const source = readFileSync(new URL('./kernels.as', import.meta.url), 'utf8');
	const digest = createHash('sha256').update(asc.version).update(build).update(source).digest('hex').slice(0, 16);
	const cached = new URL(`../../node_modules/.cache/gradient-kernels/${digest}.wasm`, import.meta.url);
	if (existsSync(cached)) return new Uint8Array(readFileSync(cached));
	const options = build === 'relaxed' ? ['--enable', 'relaxed-simd'] : [];
	const binary = new Uint8Array(await compileAssemblyScript(source, ['--importMemory', ...options]));
	mkdirSync(new URL('.', cached), { recursive: true });
	writeFileSync(cached, binary);
	return binary;
}

function wasmBackend(): BackendWasm {
	return engine().backend as BackendWasm;
}

/** Where a tensor's values lie in the backend's memory, bytes. */
export function pointer(tensor: TensorInfo): number {
	return wasmBackend().typedArrayFromHeap(tensor).byteOffset;
}

/** A tensor of undefined values on the WASM backend. */
export function allocate<T extends Tensor>(shape: readonly number[]): T {
	return engine().makeTensorFromTensorInfo(wasmBackend().makeOutput([...shape], 'float32')) as T;
}
