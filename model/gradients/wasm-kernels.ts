import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import asc from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compileAssemblyScript } from '../../scripts/lib/assembly-script';

/** The functions of `kernels.as`; pointers are byte offsets into the backend's memory. */
export interface GradientKernels {
	maskRelu6(dy: number, y: number, out: number, length: number): void;
	columnSums(g: number, rows: number, columns: number, out: number): void;
	productTransposedLeft(x: number, g: number, dw: number, rows: number, k: number, n: number): void;
	productTransposedRight(g: number, w: number, dx: number, rows: number, n: number, k: number, turned: number): void;
	depthwiseFilter(x: number, g: number, dw: number, ...geometry: number[]): void;
	depthwiseInput(g: number, k: number, dx: number, ...geometry: number[]): void;
	convFilter(x: number, g: number, dw: number, ...geometry: number[]): void;
}

/** Compiles `kernels.as`, which takes seconds, or finds it compiled already in node_modules/.cache. */
export async function compileKernels(): Promise<Uint8Array<ArrayBuffer>> {
	const source = readFileSync(new URL('./kernels.as', import.meta.url), 'utf8');
	const digest = createHash('sha256').update(asc.version).update(source).digest('hex').slice(0, 16);
	const cached = new URL(`../../node_modules/.cache/gradient-kernels/${digest}.wasm`, import.meta.url);
	if (existsSync(cached)) return new Uint8Array(readFileSync(cached));
	const binary = new Uint8Array(await compileAssemblyScript(source, ['--importMemory']));
	mkdirSync(new URL('.', cached), { recursive: true });
	writeFileSync(cached, binary);
	return binary;
}

/** Gives compiled kernels the memory of the WASM backend, which must be the active one. */
export async function instantiateKernels(binary: Uint8Array<ArrayBuffer>): Promise<GradientKernels> {
	const module = wasmBackend().wasm as unknown as { asm: { memory: WebAssembly.Memory } };
	const { instance } = await WebAssembly.instantiate(binary, {
		env: {
			memory: module.asm.memory,
			abort: () => {
				throw new Error('A gradient kernel aborted.');
			}
		}
	});
	return instance.exports as unknown as GradientKernels;
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
