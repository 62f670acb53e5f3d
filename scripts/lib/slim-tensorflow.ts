import type { Plugin } from 'vite';

/**
 * [Note: slim worker] Bundles only what the serving networks reach in TensorFlow.js: core without gradients,
 * optimizers, chained operations and its savers; WebGL and WebGPU without the CPU kernels that it could fall back on; WASM
 * without its threaded build (see the note on WASM threads). Applied to built workers only: the test of the
 * first-visit budget runs the built worker on both backends, because a part cut off wrongly fails at run time.
 *
 * Every cut names the text or file that it replaces and the build stops where the library no longer has it.
 */
export function slimTensorflow(): Plugin {
	return {
		name: 'slim-tensorflow',
		enforce: 'pre',
		async resolveId(id, importer) {
			if (id === '@tensorflow/tfjs-core') return CORE;
			if (importer === CORE) return this.resolve(id);
			if (THREADED_GLUE.test(id)) return EMPTY;
			if (NEVER_IN_A_BROWSER.test(id) && importer?.includes('@tensorflow')) return EMPTY;
			const resolved = await this.resolve(id, importer, { skipSelf: true });
			if (!resolved || !WITHOUT_SIDE_EFFECTS.test(resolved.id)) return resolved;
			return { ...resolved, moduleSideEffects: false };
		},
		load(id) {
			if (id === EMPTY) return 'export default null; export const wasmWorkerContents = "";';
			return id === CORE ? CORE_SOURCE : null;
		},
		transform(code, id) {
			if (id.endsWith('tfjs-core/dist/platforms/platform_browser.js')) return withoutSavers(code);
			if (/tfjs-backend-web(gl|gpu)\/dist\/kernel_utils\/shared\.js$/.test(id)) return namedReexports(code);
			return null;
		}
	};
}

const CORE = '\0slim-tensorflow:core';
/** Core's index without what it registers for training: flags, platform and tensors' own operations stay. */
const CORE_SOURCE = `import '@tensorflow/tfjs-core/dist/base_side_effects';
export * from '@tensorflow/tfjs-core/dist/base';`;
const EMPTY = '\0slim-tensorflow:empty';
const THREADED_GLUE = /tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/;
const NEVER_IN_A_BROWSER = /^(\.\/platforms\/platform_node|fs|path|os|perf_hooks|worker_threads|util|crypto)$/;
/** Registries of savers and loaders: the app reads its weights itself. */
const WITHOUT_SIDE_EFFECTS = /tfjs-core\/dist\/io\/[^/]+\.js$/;

/** The browser's platform registers storages for models, which nothing here saves. */
function withoutSavers(code: string): string {
	const kept = code
		.replace(/^import .* from '\.\.\/io\/.*$/gm, '')
		.replace(/^ *try \{\s*ModelStoreManagerRegistry\.registerManager\([^)]*\)\);\s*\}\s*catch \(err\) \{\s*\}$/gm, '');
	if (kept.includes('ModelStoreManagerRegistry')) throw new Error('slim-tensorflow: platform_browser.js has changed');
	return kept;
}

/** `const { a: b } = namespace` keeps the whole namespace alive; named re-exports do not. */
function namedReexports(code: string): string {
	const match = /import \* as shared from '([^']+)';\s*const \{([^}]+)\} = shared;/.exec(code);
	if (!match) throw new Error('slim-tensorflow: kernel_utils/shared.js has changed');
	const names = match[2]!.split(',').flatMap((pair) => {
		const [from, to] = pair.split(':').map((name) => name.trim());
		return from && to ? [`${from} as ${to}`] : [];
	});
	return `export { ${names.join(', ')} } from '${match[1]}';`;
}
