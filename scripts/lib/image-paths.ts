import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SNIFF_BYTES, sniff } from '../../src/lib/preprocess/sniff';

const IMAGE_NAME = /\.(jpe?g|png|gif|webp|bmp|avif|heic|heif|tiff?|svg)$/i;

/**
 * Expands arguments in their order: a file stands for itself (existing or not), a folder for the images in it and
 * below it, sorted. Within folders a file counts as an image by its content, or by a name that claims to be one; links
 * to files count as files.
 */
export async function expandImagePaths(paths: readonly string[]): Promise<string[]> {
	const expanded: string[] = [];
	for (const path of paths) {
		const isFolder = await stat(path).then(
			(s) => s.isDirectory(),
			() => false
		);
		expanded.push(...(isFolder ? await imagesBelow(path) : [path]));
	}
	return expanded;
}

async function imagesBelow(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true, recursive: true });
	// A link that leads nowhere but is named as a picture stays: it has to be said that it cannot be judged.
	const files = entries.filter((e) => e.isFile() || e.isSymbolicLink()).map((e) => join(e.parentPath, e.name));
	const images: string[] = [];
	for (const file of files.sort()) if (IMAGE_NAME.test(file) || (await looksLikeImage(file))) images.push(file);
	return images;
}

async function looksLikeImage(path: string): Promise<boolean> {
	// What cannot be opened and has no picture's name is no picture: it must not end the run for all others.
	const handle = await open(path).catch(() => null);
	if (!handle) return false;
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
		sniff(buffer.subarray(0, bytesRead));
		return true;
	} catch {
		return false;
	} finally {
		await handle.close();
	}
}
