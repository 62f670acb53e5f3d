import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { deflateSync, crc32 } from 'node:zlib';

const USAGE = `Writes tests/fixtures/files: small drawn pictures in every format and state that a user may bring.

  tsx scripts/make-file-fixtures.ts
`;

const FOLDER = fileURLToPath(new URL('../tests/fixtures/files/', import.meta.url));
const WIDTH = 48;
const HEIGHT = 64;

/** Red upper left, green upper right, blue lower left, white lower right: any wrong turn or mirroring shows. */
function quadrants(): Buffer {
	const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
	for (let y = 0; y < HEIGHT; y++)
		for (let x = 0; x < WIDTH; x++) {
			const top = y < HEIGHT / 2;
			const left = x < WIDTH / 2;
			const colour = top ? (left ? [230, 20, 20] : [20, 200, 20]) : left ? [20, 20, 230] : [250, 250, 250];
			pixels.set(colour, (y * WIDTH + x) * 3);
		}
	return pixels;
}

const picture = () => sharp(quadrants(), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });

/** The stored pixels for an EXIF orientation, so that applying it gives the upright picture (TIFF 6.0, tag 274). */
async function stored(orientation: number): Promise<Buffer> {
	const undo: Record<number, (image: Sharp) => Sharp> = {
		1: (i) => i,
		2: (i) => i.flop(),
		3: (i) => i.rotate(180),
		4: (i) => i.flip(),
		5: (i) => i.rotate(270).flop(),
		6: (i) => i.rotate(270),
		7: (i) => i.rotate(90).flop(),
		8: (i) => i.rotate(90)
	};
	// Rotating and mirroring in one pipeline would be reordered: go through pixels in between.
	const turned = await undo[orientation]!(sharp(await picture().png().toBuffer()))
		.png()
		.toBuffer();
	return sharp(turned).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
}

function chunk(type: string, content: Buffer): Buffer {
	const head = Buffer.alloc(4);
	head.writeUInt32BE(content.length);
	const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(body) >>> 0);
	return Buffer.concat([head, body, sum]);
}

/** A valid header of 30,000 x 30,000 pixels over a little data: it must be refused before it is decoded. */
function hugePng(): Buffer {
	const header = Buffer.from([0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0]);
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return Buffer.concat([
		signature,
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(Buffer.alloc(1000))),
		chunk('IEND', Buffer.alloc(0))
	]);
}

async function animatedGif(): Promise<Buffer> {
	const second = await picture().negate().raw().toBuffer();
	const stacked = Buffer.concat([quadrants(), second]);
	return sharp(stacked, { raw: { width: WIDTH, height: HEIGHT * 2, channels: 3, pageHeight: HEIGHT } })
		.gif({ delay: [100, 100], loop: 0 })
		.toBuffer();
}

async function files(): Promise<Record<string, Buffer>> {
	const jpeg = await picture().jpeg({ quality: 95 }).toBuffer();
	const png = await picture().png().toBuffer();
	const all: Record<string, Buffer> = {
		'plain.jpg': jpeg,
		'plain.png': png,
		'plain.webp': await picture().webp({ quality: 95 }).toBuffer(),
		'plain.avif': await picture().avif({ quality: 90 }).toBuffer(),
		'png-named.jpg': png,
		'grey.png': await picture().greyscale().png().toBuffer(),
		'rgba.png': await picture().ensureAlpha(0).png().toBuffer(),
		'16-bit.png': await picture().toColourspace('rgb16').png().toBuffer(),
		'cmyk.jpg': await picture().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
		'animated.gif': await animatedGif(),
		'huge.png': hugePng(),
		'truncated.jpg': jpeg.subarray(0, Math.floor(jpeg.length * 0.7)),
		'truncated.png': png.subarray(0, Math.floor(png.length * 0.7)),
		'empty.jpg': Buffer.alloc(0),
		'text.jpg': Buffer.from('this is no picture\n'),
		'drawing.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="48" height="64"/>'),
		'phone.heic': Buffer.concat([
			Buffer.from([0, 0, 0, 24]),
			Buffer.from('ftypheic\0\0\0\0heicmif1', 'latin1'),
			Buffer.alloc(64)
		])
	};
	for (let o = 1; o <= 8; o++) all[`exif-${o}.jpg`] = await stored(o);
	return all;
}

if (process.argv.includes('--help')) process.stdout.write(USAGE);
else {
	await mkdir(FOLDER, { recursive: true });
	for (const [name, content] of Object.entries(await files())) await writeFile(FOLDER + name, content);
}
