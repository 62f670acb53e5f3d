import asc from 'assemblyscript/asc';

/**
 * Compiles one AssemblyScript file with SIMD, without a runtime.
 * @param options further ones of the compiler
 * @throws Error with the compiler's messages
 */
export async function compileAssemblyScript(source: string, options: readonly string[] = []): Promise<Uint8Array> {
	let binary: Uint8Array | undefined;
	const { error, stderr } = await asc.main(
		[
			'kernels.ts',
			'--outFile',
			'kernels.wasm',
			'-O3',
			'--noAssert',
			'--runtime',
			'stub',
			'--enable',
			'simd',
			...options
		],
		{
			readFile: (name) => (name === 'kernels.ts' ? source : null),
			writeFile: (name, contents) => {
				if (name === 'kernels.wasm') binary = contents as unknown as Uint8Array;
			},
			listFiles: () => []
		}
	);
	if (error || !binary) throw new Error(`The kernels do not compile.\n${stderr.toString()}`, { cause: error });
	return binary;
}
