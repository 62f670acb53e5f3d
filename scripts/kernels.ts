import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compileAssemblyScript } from './lib/assembly-script';

const USAGE = `Compiles src/lib/preprocess/resample.as into resample.wasm.ts beside it (WASM SIMD as base64, so that the
worker, Node and tests load it alike, without a fetch).

  npm run kernels
`;

const FOLDER = new URL('../src/lib/preprocess/', import.meta.url);

/** The text of resample.wasm.ts as its source compiles now. */
export async function kernelModule(): Promise<string> {
	const source = readFileSync(new URL('resample.as', FOLDER), 'utf8');
	const binary = await compileAssemblyScript(source, ['--initialMemory', '1']);
	return `// Written by \`npm run kernels\` from resample.as; a test holds the two together.
export const RESAMPLE_WASM =
	'${Buffer.from(binary).toString('base64')}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
	if (values.help) process.stdout.write(USAGE);
	else writeFileSync(new URL('resample.wasm.ts', FOLDER), await kernelModule());
}
