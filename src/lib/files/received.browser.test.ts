import { afterEach, describe, expect, it } from 'vitest';
import { onOpenedWith, takeShared } from './received';
import type { GatheredFile } from './gather';

afterEach(() => caches.delete('shared-pictures'));

async function putAside(share: string, place: number, name: string, content: string) {
	const headers = { 'content-type': 'image/png', 'x-file-name': encodeURIComponent(name) };
	const cache = await caches.open('shared-pictures');
	await cache.put(`/open/shared/${share}/${place}`, new Response(content, { headers }));
}

describe('shared pictures', () => {
	it('come in their order with their names and content, and are taken only once', async () => {
		for (const place of [10, 2, 0]) await putAside('17', place, `garrafa é ${place}.png`, `picture ${place}`);
		await putAside('18', 0, 'another share.png', 'x');
		const files = await takeShared('17');
		expect(files.map(({ path }) => path)).toEqual(['garrafa é 0.png', 'garrafa é 2.png', 'garrafa é 10.png']);
		expect(await files[1]!.file.text()).toBe('picture 2');
		expect(files[0]!.file.type).toBe('image/png');
		expect(await takeShared('17')).toEqual([]);
		expect(await takeShared('18')).toHaveLength(1);
	});

	it.each(['failed', '', '../17', '1/2'])('are none for the share %j', async (share) => {
		await putAside('17', 0, 'a.png', 'x');
		expect(await takeShared(share)).toEqual([]);
	});
});

describe('files opened with the app', () => {
	it('are taken, and one that cannot be read is still listed', async () => {
		const taken: GatheredFile[] = [];
		const launched = Promise.withResolvers<void>();
		const readable = { name: 'a.png', getFile: async () => new File(['x'], 'a.png') };
		const gone = { name: 'b.png', getFile: async () => Promise.reject(new DOMException('gone', 'NotFoundError')) };
		onOpenedWith(
			(files) => {
				taken.push(...files);
				launched.resolve();
			},
			{ launchQueue: { setConsumer: (consume) => consume({ files: [readable, gone] as never }) } }
		);
		await launched.promise;
		expect(taken.map(({ path, file }) => [path, file.size])).toEqual([
			['a.png', 1],
			['b.png', 0]
		]);
	});

	it('do no harm where the browser has no such queue', () => {
		expect(() => onOpenedWith(() => {}, {})).not.toThrow();
	});
});
