import type { SvelteKitPWAOptions } from '@vite-pwa/sveltekit';

/**
 * Everything that the app needs to inspect without a network is precached, model shards included.
 * [Note: precache globs] the plugin's defaults omit .bin, .wasm and .json and silently drop files over
 * 2 MiB; tests/build holds the emitted precache list against the model manifest.
 */
export const pwaOptions: Partial<SvelteKitPWAOptions> = {
	strategies: 'generateSW',
	// An update is offered, never forced on a running inspection.
	registerType: 'prompt',
	injectRegister: false,
	manifest: {
		id: './',
		name: 'Inspetor de garrafas',
		short_name: 'Inspetor',
		description:
			'Aponte a câmera: o inspetor diz se a garrafa está aberta ou fechada, conta, alarma e registra. Tudo é decidido no próprio aparelho, sem rede; nenhuma imagem sai dele.',
		lang: 'pt-BR',
		dir: 'ltr',
		start_url: './',
		scope: './',
		display: 'standalone',
		orientation: 'any',
		background_color: '#0f1417',
		theme_color: '#0f1417',
		categories: ['productivity', 'business', 'utilities'],
		// Pictures shared from other apps, or opened with this one, arrive at the page /open/; static/share-target.js
		// takes the share's POST, which no static host could answer.
		share_target: {
			action: './open/',
			method: 'POST',
			enctype: 'multipart/form-data',
			params: { files: [{ name: 'pictures', accept: ['image/*'] }] }
		},
		file_handlers: [
			{
				action: './open/',
				accept: {
					'image/jpeg': ['.jpg', '.jpeg'],
					'image/png': ['.png'],
					'image/webp': ['.webp'],
					'image/avif': ['.avif'],
					'image/heic': ['.heic', '.heif'],
					'image/bmp': ['.bmp']
				}
			}
		],
		shortcuts: [
			{
				name: 'Inspecionar',
				description: 'Abrir a câmera e ver o veredito',
				url: './',
				icons: [{ src: 'icons/shortcut-inspect.png', sizes: '96x96', type: 'image/png' }]
			},
			{
				name: 'Histórico',
				description: 'Todas as garrafas conferidas neste aparelho',
				url: './history/',
				icons: [{ src: 'icons/shortcut-history.png', sizes: '96x96', type: 'image/png' }]
			},
			{
				name: 'Relatório do turno',
				description: 'O turno em uma página, pronto para imprimir',
				url: './report/',
				icons: [{ src: 'icons/shortcut-report.png', sizes: '96x96', type: 'image/png' }]
			}
		],
		// Taken by scripts/screenshots.ts, which names the same sizes.
		screenshots: [
			{
				src: 'screenshots/narrow-demo.webp',
				label: 'Imagens julgadas agora, neste aparelho',
				sizes: '720x1600',
				type: 'image/webp',
				form_factor: 'narrow'
			},
			{
				src: 'screenshots/narrow-fool.webp',
				label: 'Casos que enganam: o que ele diz e onde se apoia',
				sizes: '720x1600',
				type: 'image/webp',
				form_factor: 'narrow'
			},
			{
				src: 'screenshots/wide-demo.webp',
				label: 'Imagens julgadas agora, neste aparelho',
				sizes: '1280x800',
				type: 'image/webp',
				form_factor: 'wide'
			},
			{
				src: 'screenshots/wide-fool.webp',
				label: 'Casos que enganam: o que ele diz e onde se apoia',
				sizes: '1280x800',
				type: 'image/webp',
				form_factor: 'wide'
			}
		],
		icons: [
			{ src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
			{ src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
			{ src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
			{ src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }
		]
	},
	workbox: {
		globPatterns: [
			'client/**/*.{js,css,html,svg,png,webp,jpg,ico,json,bin,wasm,woff2,webmanifest}',
			'prerendered/**/*.{html,json}'
		],
		globIgnores: ['**/screenshots/**', '**/share-target.js'],
		importScripts: ['share-target.js'],
		maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
		navigateFallback: null,
		// A share lands on /open/?share=…, and must find its page without a network too.
		ignoreURLParametersMatching: [/^utm_/, /^share$/],
		cleanupOutdatedCaches: true,
		clientsClaim: false,
		skipWaiting: false
	},
	// Pages are visited with a final slash (src/routes/+layout.ts); without it here none but the first opens offline.
	// The first page's address is the service worker's own folder, so that the app can be served under any path.
	kit: { includeVersionFile: true, trailingSlash: 'always', base: './' }
};
