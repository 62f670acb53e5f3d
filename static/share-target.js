// @ts-check
/// <reference lib="webworker" />
/**
 * Part of the service worker (workbox `importScripts`, see pwa.config.ts): takes the pictures that another app
 * shares into the installed one. A share is a POST, which a static host cannot answer; the pictures are put aside in
 * a cache under the share's own number, and the page /open/ takes them from there and deletes them.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener('fetch', (event) => {
	const target = new URL('open/', worker.registration.scope);
	const url = new URL(event.request.url);
	if (event.request.method !== 'POST' || url.pathname !== target.pathname) return;
	event.respondWith(putAside(event.request, target));
});

/**
 * @param {Request} request a multipart form with files named `pictures`
 * @param {URL} target the page that takes them
 * @returns {Promise<Response>} a redirect, so that a reload does not share again
 */
async function putAside(request, target) {
	const share = String(Date.now());
	try {
		const files = (await request.formData()).getAll('pictures').filter((entry) => entry instanceof File);
		const cache = await caches.open('shared-pictures');
		await Promise.all(
			files.map((file, i) => {
				const { name, type } = /** @type {File} */ (file);
				const headers = { 'content-type': type || 'application/octet-stream', 'x-file-name': encodeURIComponent(name) };
				return cache.put(
					new URL(`shared/${share}/${i}`, target),
					new Response(/** @type {File} */ (file), { headers })
				);
			})
		);
		target.searchParams.set('share', share);
	} catch {
		// The page says that nothing was received.
		target.searchParams.set('share', 'failed');
	}
	return Response.redirect(target.href, 303);
}
