/** One file to judge, with the path by which its owner knows it. */
export interface GatheredFile {
	readonly file: File;
	/** Path inside the chosen or dropped folder, or just the name; `/` between the parts. */
	readonly path: string;
	/**
	 * Found in a folder rather than named by the user: what turns out to be no image is left out without a fault,
	 * since folders hold other things as well.
	 */
	readonly fromFolder: boolean;
}

/** Files that systems leave in folders and nobody means: .DS_Store, ._shadow files, Thumbs.db. */
const isLitter = (path: string): boolean => /(^|\/)(\..*|Thumbs\.db|desktop\.ini)$/i.test(path);

/** Files of an `<input type=file>`, a paste or a share; those of a chosen folder know their path. */
export function fromFileList(files: Iterable<File>): GatheredFile[] {
	const gathered = [...files].map((file) => {
		const path = file.webkitRelativePath || file.name;
		return { file, path, fromFolder: file.webkitRelativePath !== '' };
	});
	return inOrder(gathered.filter(({ path, fromFolder }) => !(fromFolder && isLitter(path))));
}

/**
 * Files and folders that were dropped, folders to any depth.
 * [Note: drops expire] The entries must be taken before the first await: afterwards the browser empties the list.
 */
export async function fromDrop(transfer: DataTransfer): Promise<GatheredFile[]> {
	const items = [...transfer.items].filter((item) => item.kind === 'file');
	const entries = items.map((item) => item.webkitGetAsEntry());
	const loose = items.map((item) => item.getAsFile());
	const gathered = await Promise.all(
		entries.map((entry, i) => {
			if (entry) return filesUnder(entry, false);
			const file = loose[i];
			return file ? [{ file, path: file.name, fromFolder: false }] : [];
		})
	);
	return inOrder(gathered.flat());
}

async function filesUnder(entry: FileSystemEntry, fromFolder: boolean): Promise<GatheredFile[]> {
	const path = entry.fullPath.replace(/^\//, '');
	if (fromFolder && isLitter(path)) return [];
	if (isFile(entry)) {
		const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
		// A file that can no longer be read is still listed, and decoding will say so.
		return [{ file: file ?? new File([], entry.name), path, fromFolder }];
	}
	const children = await listFolder(entry as FileSystemDirectoryEntry);
	return (await Promise.all(children.map((child) => filesUnder(child, true)))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** All entries of a folder: `readEntries` hands them out in portions (100 in Chromium) until one is empty. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
	const reader = folder.createReader();
	const all: FileSystemEntry[] = [];
	for (;;) {
		const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
		if (portion.length === 0) return all;
		all.push(...portion);
	}
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** By path, numbers by their value: picture 2 before picture 10. */
function inOrder(files: GatheredFile[]): GatheredFile[] {
	return [...files].sort((a, b) => collator.compare(a.path, b.path));
}
