import adapterNode from '@sveltejs/adapter-node';
import adapterStatic from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// [Note: two builds] BUILD_TARGET=node adds the reporting route; anything else is the static demo/app.
// The route lives in a node-only hooks file, because adapter-static rightly refuses dynamic +server.ts files.
const node = process.env.BUILD_TARGET === 'node';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: node
			? adapterNode({ out: 'dist/node', precompress: true })
			: adapterStatic({ pages: 'dist/static', assets: 'dist/static', fallback: '404.html', precompress: true }),
		files: { hooks: { server: node ? 'src/hooks.server.node' : 'src/hooks.server.static' } },
		// Relative links let one static build live under any sub-path.
		paths: { relative: true },
		serviceWorker: { register: false },
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['none'],
				'script-src': ['self', 'wasm-unsafe-eval'],
				'worker-src': ['self'],
				'style-src': ['self'],
				// Kit's own route announcer carries one style attribute; this is the hash of exactly that text.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'blob:', 'data:'],
				'media-src': ['self', 'blob:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'manifest-src': ['self'],
				'form-action': ['none'],
				'base-uri': ['none'],
				'object-src': ['none']
			}
		},
		typescript: {
			config: (config) => ({
				...config,
				exclude: [...(config.exclude ?? []), '../src/lib/inference/worker/**', '../src/lib/records/journal/worker/**']
			})
		}
	}
};
