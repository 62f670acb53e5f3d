import type { GatheredFile } from './gather';

/** Where static/share-target.js puts shared pictures aside. */
const SHARED_CACHE = 'shared-pictures';

/**
 * Takes the pictures of one share out of the cache, in their order; they are deleted there, so that they are judged
 * once and do not stay on the device. Empty where there are none.
 * @param share the number in the page's address
 */
export async function takeShared(share: string, storage: CacheStorage = caches): Promise<GatheredFile[]> {
	if (!/^\d+$/.test(share)) return [];
	const cache = await storage.open(SHARED_CACHE);
	const requests = (await cache.keys()).filter(({ url }) => new URL(url).pathname.includes(`/shared/${share}/`));
	const taken = await Promise.all(
		requests.map(async (request) => {
			const response = (await cache.match(request))!;
			const path = decodeURIComponent(response.headers.get('x-file-name') ?? '') || 'shared';
			const file = new File([await response.blob()], path, { type: response.headers.get('content-type') ?? '' });
			await cache.delete(request);
			return { file, path, fromFolder: false, place: Number(new URL(request.url).pathname.split('/').at(-1)) };
		})
	);
	return taken.sort((a, b) => a.place - b.place).map(({ file, path, fromFolder }) => ({ file, path, fromFolder }));
}

/** The part of the File Handling API that is used; not yet in TypeScript's DOM types. */
interface LaunchQueue {
	setConsumer(consumer: (params: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Calls `take` with the files that the system opens with the app, now and later; does nothing without the API. */
export function onOpenedWith(
	take: (files: GatheredFile[]) => void,
	target: { readonly launchQueue?: LaunchQueue } = window as { launchQueue?: LaunchQueue }
): void {
	target.launchQueue?.setConsumer(async ({ files = [] }) => {
		const opened = await Promise.all(files.map((handle) => handle.getFile().catch(() => new File([], handle.name))));
		take(opened.map((file) => ({ file, path: file.name, fromFolder: false })));
	});
}
