import type { GatheredFile } from './gather';

/**
 * The pictures on the clipboard, asked for by a button; the browser may ask the user first. Nothing where there
 * are none or the user refuses.
 */
export async function pasteFromClipboard(clipboard: Clipboard = navigator.clipboard): Promise<GatheredFile[]> {
	const items = await clipboard.read().catch(() => []);
	const blobs = await Promise.all(
		items.flatMap((item) => {
			const type = item.types.find((candidate) => candidate.startsWith('image/'));
			return type ? [item.getType(type)] : [];
		})
	);
	return blobs.map((blob, i) => {
		const path = `clipboard-${i + 1}.${blob.type.slice('image/'.length)}`;
		return { file: new File([blob], path, { type: blob.type }), path, fromFolder: false };
	});
}
