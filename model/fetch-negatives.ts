/**
 * Fetches photographs that show no bottle: faces, rooms, animals, landscapes, tools, screens. The labelled sources hold
 * 96 of these, and a network that has met nothing else takes a face for a mouth with its cap on.
 *
 * [Note: Pictures from packages] They lie in Debian's packages (`data/negatives.json`), whose licences allow it, and come
 * by apt-get, so that whoever trains gets the same ones. Whole packages are trained on, looked at between two runs (test) or
 * kept for the figure that is reported (confirm), never parts of one; a picture that is in several, resized or not, is
 * kept for the last of these only.
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { stringify } from 'csv-stringify/sync';
import sharp, { type Sharp } from 'sharp';
import { runCommand } from '../scripts/lib/command';
import negatives from './data/negatives.json';
import withBottles from './data/negatives-with-bottles.json';

const USAGE = `Usage: npx tsx model/fetch-negatives.ts [--out DIR]
  --out DIR   default .tmp/negatives; packages are kept in DIR/packages. Writes DIR/train, DIR/test and DIR/confirm, each
              with images/ and manifest.csv, for \`prepare.ts --negatives\` and \`npm run evaluate\`
Needs Debian's apt-get and its sources; 600 MB are fetched.
`;

/** Longest side of what is written, as of the other photographs. */
const SIDE = 640;
const LEAST = { width: 300, height: 200, bytes: 12_000 };
/** Pictures whose hashes differ in fewer of 64 bits are one picture. */
const SAME = 6;
const USES = ['confirm', 'test', 'train'];

/** Hashes of the pictures written, and pictures that things cut out are laid onto. */
const seen: bigint[] = [];
const grounds: string[] = [];

function readArguments() {
	const { values } = parseArgs({
		options: { out: { type: 'string', default: '.tmp/negatives' }, help: { type: 'boolean', default: false } }
	});
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const packages = resolve(options.out, 'packages');
	for (const use of USES) {
		rmSync(join(options.out, use), { recursive: true, force: true });
		mkdirSync(join(options.out, use, 'images'), { recursive: true });
	}
	// Tested first: what is seen there is not trained on. Stamps last: they are laid onto what came before.
	const ordered = USES.flatMap((use) => negatives.filter((entry) => entry.use === use));
	const rows: Record<string, Record<string, string>[]> = Object.fromEntries(USES.map((use) => [use, []]));
	for (const entry of ordered) {
		const folder = fetchPackage(packages, entry.package, entry.kind === 'source');
		const files = pictureFiles(folder).toSorted();
		const bar = new SingleBar({ format: `${entry.package} {bar} {value}/{total}` }, Presets.shades_classic);
		bar.start(files.length, 0);
		for (const path of files) {
			const file = `${entry.package}_${path.slice(folder.length + 1).replace(/[^\w.]+/g, '_')}.jpg`.slice(-120);
			const target = join(options.out, entry.use, 'images', file);
			if (!withBottles.includes(file) && (await writePicture(path, target))) {
				if (entry.use === 'train') grounds.push(target);
				const { package: source, licence } = entry;
				rows[entry.use]!.push({ file, label: 'none', group: `${source}:${file}`, source: `debian/${source}`, licence });
			}
			bar.increment();
		}
		bar.stop();
	}
	for (const [use, list] of Object.entries(rows)) {
		const full = list.map((row) => ({ ...row, material: '', scene: 'other', mouth_x: '', mouth_y: '', mouth_w: '' }));
		writeFileSync(join(options.out, use, 'manifest.csv'), stringify(full, { header: true }));
		console.log(`${use}: ${list.length} pictures of ${new Set(list.map(({ source }) => source)).size} packages`);
	}
	return 0;
}

/** Fetches and unpacks a package once; its folder. */
function fetchPackage(packages: string, name: string, isSource: boolean): string {
	const folder = join(packages, name);
	if (existsSync(folder)) return folder;
	const aside = join(packages, `${name}.part`);
	rmSync(aside, { recursive: true, force: true });
	mkdirSync(aside, { recursive: true });
	const run = (command: string, ...words: string[]) =>
		execFileSync(command, words, { cwd: aside, stdio: ['ignore', 'ignore', 'inherit'] });
	if (isSource) {
		run('apt-get', ...sourceLists(packages), '-q', 'source', '--download-only', '--tar-only', name);
		for (const archive of readdirSync(aside).filter((file) => /\.orig(-\w+)?\.tar\./.test(file)))
			run('tar', 'xf', archive);
	} else {
		run('apt-get', '-q', 'download', name);
		for (const archive of readdirSync(aside).filter((file) => file.endsWith('.deb'))) run('dpkg', '-x', archive, '.');
		for (const file of allFiles(aside).filter((path) => path.endsWith('.rcc'))) unpackResources(file);
	}
	execFileSync('mv', [aside, folder]);
	return folder;
}

/** apt's lists of sources, kept beside the packages: a machine's own lists often hold binaries only. */
function sourceLists(packages: string): string[] {
	const lists = join(packages, 'source-lists');
	const sources = join(packages, 'sources.list');
	const words = [
		`-oDir::Etc::sourcelist=${sources}`,
		'-oDir::Etc::sourceparts=/dev/null',
		`-oDir::State::lists=${lists}`
	];
	if (!existsSync(sources)) {
		mkdirSync(join(lists, 'partial'), { recursive: true });
		// The machine's own mirror and release, of which it may know the binaries only.
		const known = execFileSync('apt-get', ['indextargets', '--format', 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)']);
		writeFileSync(sources, `${[...new Set(known.toString().trim().split('\n'))].join('\n')}\n`);
		execFileSync('apt-get', [...words, 'update'], { stdio: ['ignore', 'ignore', 'inherit'] });
	}
	return words;
}

/** Writes the WebP and JPEG files inside Qt's resource file beside it: each stands there whole, its length before it. */
function unpackResources(path: string): void {
	const bytes = readFileSync(path);
	for (const { magic, ending } of [
		{ magic: Buffer.from('RIFF'), ending: 'webp' },
		{ magic: Buffer.from([0xff, 0xd8, 0xff]), ending: 'jpg' }
	]) {
		for (let at = bytes.indexOf(magic, 4); at >= 0; at = bytes.indexOf(magic, at + 3)) {
			const length = bytes.readUInt32BE(at - 4);
			if (length < LEAST.bytes || at + length > bytes.length) continue;
			writeFileSync(`${path}-${at}.${ending}`, bytes.subarray(at, at + length));
		}
	}
}

function allFiles(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}

function pictureFiles(folder: string): string[] {
	return allFiles(folder).filter((path) => /\.(jpe?g|png|webp)$/i.test(path) && statSync(path).size >= LEAST.bytes);
}

/** Writes a picture at the size of the others; false where it is too small, unreadable or there already. */
async function writePicture(path: string, target: string): Promise<boolean> {
	try {
		const { width = 0, height = 0, hasAlpha } = await sharp(path).metadata();
		if (width < LEAST.width || height < LEAST.height) return false;
		const hash = await differenceHash(path);
		if (seen.some((other) => bits(other ^ hash) < SAME)) return false;
		const shown = sharp(path).rotate().resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true });
		const opaque = !hasAlpha || (await sharp(path).stats()).isOpaque || grounds.length === 0;
		const picture = opaque ? shown.flatten({ background: '#ffffff' }) : await laidOnGround(path, hash);
		await picture.jpeg({ quality: 92 }).toFile(target);
		seen.push(hash);
		return true;
	} catch {
		return false;
	}
}

/** A thing cut out of its picture, in another one: which, and where, says its hash. */
async function laidOnGround(path: string, hash: bigint): Promise<Sharp> {
	const digest = createHash('sha256').update(hash.toString()).digest();
	const ground = sharp(grounds[digest.readUInt32LE(0) % grounds.length]!).resize(SIDE, 480, { fit: 'cover' });
	const side = 120 + (digest.readUInt16LE(4) % 330);
	const thing = await sharp(path).resize(side, side, { fit: 'inside' }).png().toBuffer({ resolveWithObject: true });
	const left = digest.readUInt16LE(6) % Math.max(1, SIDE - thing.info.width);
	const top = digest.readUInt16LE(8) % Math.max(1, 480 - thing.info.height);
	return sharp(
		await ground
			.composite([{ input: thing.data, left, top }])
			.png()
			.toBuffer()
	);
}

/** Signs of the differences between neighbours on a grid of 9 by 8 (difference hash, Krawetz 2013). */
async function differenceHash(path: string): Promise<bigint> {
	const grid = await sharp(path).rotate().flatten().resize(9, 8, { fit: 'fill' }).greyscale().raw().toBuffer();
	let hash = 0n;
	for (let i = 0; i < 64; i++) {
		const at = Math.floor(i / 8) * 9 + (i % 8);
		hash = (hash << 1n) | BigInt(grid[at]! > grid[at + 1]! ? 1 : 0);
	}
	return hash;
}

function bits(value: bigint): number {
	return value.toString(2).replaceAll('0', '').length;
}

await runCommand(USAGE, readArguments, main, 'cannot fetch');
