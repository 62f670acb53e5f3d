import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compileAssemblyScript } from './lib/assembly-script';
import { runCommand } from './lib/command';
import { isMain } from './lib/is-main';

const USAGE = `Compiles the app's AssemblyScript into .wasm.ts beside its source (WASM SIMD as base64, so that the worker,
Node and tests load it alike, without a fetch): src/lib/preprocess/resample.as and, once with relaxed SIMD and once without,
src/lib/inference/kernels/convolutions.as.

  npm run kernels
`;

const RESAMPLE = new URL('../src/lib/preprocess/resample.as', import.meta.url);
const CONVOLUTIONS = new URL('../src/lib/inference/kernels/convolutions.as', import.meta.url);

/** The text of resample.wasm.ts as its source compiles now. */
export async function resampleModule(): Promise<string> {
	return moduleText('resample.as', { RESAMPLE_WASM: await compiled(RESAMPLE, ['--initialMemory', '1']) });
}

/** The text of convolutions.wasm.ts as its source compiles now. */
export async function convolutionsModule(): Promise<string> {
	const options = ['--importMemory'];
	return moduleText('convolutions.as', {
		CONVOLUTIONS_WASM: await compiled(CONVOLUTIONS, options),
		CONVOLUTIONS_RELAXED_WASM: await compiled(CONVOLUTIONS, [...options, '--enable', 'relaxed-simd'])
	});
}

async function compiled(source: URL, options: readonly string[]): Promise<string> {
	return Buffer.from(await compileAssemblyScript(readFileSync(source, 'utf8'), options)).toString('base64');
}

function moduleText(source: string, constants: Record<string, string>): string {
	const lines = Object.entries(constants).map(([name, base64]) => `export const ${name} =\n\t'${base64}';\n`);
	return `// Written by \`npm run kernels\` from ${source}; a test holds the two together.\n${lines.join('')}`;
}

async function main(): Promise<number> {
	writeFileSync(new URL('resample.wasm.ts', RESAMPLE), await resampleModule());
	writeFileSync(new URL('convolutions.wasm.ts', CONVOLUTIONS), await convolutionsModule());
	return 0;
}

const readArguments = () => parseArgs({ options: { help: { type: 'boolean' } } }).values;
if (isMain(import.meta.url)) await runCommand(USAGE, readArguments, main, 'cannot compile');
