import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { pwaOptions } from './pwa.config.ts';
import { launchOptions, WEBGPU_IN_SOFTWARE } from './scripts/lib/chromium.ts';
import { slimTensorflow } from './scripts/lib/slim-tensorflow.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** Licence comments would nearly double the bundles; the notices ship as a file of their own. */
const output = { comments: { legal: false } };

/**
 * [Note: few chunks] Left alone, the bundler makes a file of every module that two pages share: sixty requests for the
 * first page, which cost a slow network more than their bytes. What most pages need comes in two files instead; what
 * few pages share stays apart, and so does a large library such as the charts', which three pages share as well.
 */
const chunks = {
	groups: [
		{ name: 'framework', test: /node_modules[\\/](svelte|@sveltejs|esm-env|clsx|devalue)[\\/]/, priority: 2 },
		{ name: 'app', test: /[\\/](src|valibot|idb)[\\/]/, minShareCount: 3, priority: 1 }
	]
};

export default defineConfig(({ isSsrBuild }) => ({
	define: {
		__APP_VERSION__: JSON.stringify(version),
		__REPORTING__: JSON.stringify(process.env.BUILD_TARGET === 'node')
	},
	plugins: [
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
			disableAsyncLocalStorage: true
		}),
		sveltekit(),
		SvelteKitPWA(pwaOptions)
	],
	// The worker's deep imports are found only when it runs: a dev server would reload in the middle of a test.
	optimizeDeps: {
		include: [
			'@tensorflow/tfjs-core',
			'@tensorflow/tfjs-backend-webgl/dist/base',
			'@tensorflow/tfjs-backend-webgpu/dist/base',
			'@tensorflow/tfjs-backend-wasm/dist/base',
			'@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose',
			...['webgl', 'webgpu', 'wasm'].flatMap((backend) =>
				['Add', 'Concat', 'FusedConv2D', 'FusedDepthwiseConv2D', 'Identity', 'Mean', 'Relu6', 'Reshape'].map(
					(kernel) => `@tensorflow/tfjs-backend-${backend}/dist/kernels/${kernel}`
				)
			)
		]
	},
	worker: { format: 'es', plugins: () => [slimTensorflow()], rollupOptions: { output } },
	build: {
		target: 'es2022',
		rollupOptions: { output: isSsrBuild ? output : { ...output, codeSplitting: chunks } }
	},
	test: {
		// Some plugin keeps a handle open; the tests are done by then.
		teardownTimeout: 500,
		projects: [
			{
				extends: true,
				test: {
					name: 'node',
					environment: 'node',
					include: ['{src,model,scripts,tests}/**/*.test.ts'],
					exclude: ['**/*.browser.test.ts'],
					testTimeout: 60_000
				}
			},
			{
				extends: true,
				test: {
					name: 'browser',
					include: ['{src,tests}/**/*.browser.test.ts'],
					testTimeout: 60_000,
					fileParallelism: false,
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						commands: {
							/** Runs the command line's inference in Node, for tests that compare it with the browser's. */
							inferInNode: async (_, paths: string[]) =>
								(await promisify(execFile)('tsx', ['tests/support/infer-in-node.ts', ...paths])).stdout
						},
						provider: playwright({ launchOptions: launchOptions(WEBGPU_IN_SOFTWARE) }),
						instances: [{ browser: 'chromium' }]
					}
				}
			}
		]
	}
}));
