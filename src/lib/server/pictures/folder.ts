import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreUnavailable } from '../stores/report-store';
import { sniffMediaType, type PictureStore } from './picture-store';

const HASH = /^[0-9a-f]{64}$/;

/**
 * A folder with one file for each picture, named by its hash, spread over 256 folders by the first two digits.
 * Written beside its place, flushed and renamed, so that a name never stands for half a picture.
 */
export function folderPictures(root: string): PictureStore {
	const pathOf = (sha256: string) => {
		// The route has checked it; checked again here, where a mistake would leave the folder.
		if (!HASH.test(sha256)) throw new RangeError('not a SHA-256');
		return join(root, sha256.slice(0, 2), sha256);
	};

	return {
		async put(sha256, { bytes }) {
			const path = pathOf(sha256);
			if (await exists(path)) return 'duplicate';
			const unfinished = join(root, `.${randomUUID()}`);
			try {
				await mkdir(dirname(path), { recursive: true });
				const file = await open(unfinished, 'wx');
				try {
					await file.writeFile(bytes);
					await file.sync();
				} finally {
					await file.close();
				}
				await rename(unfinished, path);
			} catch (thrown) {
				// Where even this fails, the first fault is the one to tell.
				await rm(unfinished, { force: true }).catch(() => undefined);
				throw new StoreUnavailable('The picture could not be written.', { cause: thrown });
			}
			return 'stored';
		},
		async get(sha256) {
			const path = pathOf(sha256);
			try {
				const bytes = new Uint8Array(await readFile(path));
				const mediaType = sniffMediaType(bytes);
				return mediaType ? { bytes, mediaType } : null;
			} catch (thrown) {
				if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
				throw new StoreUnavailable('The picture could not be read.', { cause: thrown });
			}
		},
		async ping() {
			await mkdir(root, { recursive: true });
			await access(root, constants.W_OK);
		}
	};
}

async function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false
	);
}
