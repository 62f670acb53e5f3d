import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { parse } from 'csv-parse/sync';
import sharp, { type OverlayOptions } from 'sharp';
import { decodeBytes } from '../src/lib/capture/decode-node';
import type { ImageQuality } from '../src/lib/domain/inference';
import { parseModelManifest } from '../src/lib/domain/model-manifest';
import { measureQuality } from '../src/lib/preprocess/quality';
import { runCommand } from './lib/command';
import { SHIPPED_MODEL } from './lib/local-engine';

/** Share of usable photographs that each measure may coach wrongly. */
const COACHED = 0.005;
/** Narrower mouths are asked to come closer before anything else is said of them. */
const LEAST_MOUTH_PIXELS = 28;

const USAGE = `Sets the limits from which the live screen coaches (too dark, glare, blurred) by what usable photographs measure.

  npm run coaching-limits -- --photographs DIR [--out src/lib/decision/coaching-limits.json]

DIR holds manifest.csv and images/. Usable: labelled open or closed, mouth marked and at least ${LEAST_MOUTH_PIXELS} pixels wide, no
studio shot. Each limit to speak is where ${COACHED * 100} % of them would be coached; a frame is refused its vote only beyond
the most extreme of them, by a margin. Beside the limits stands what they catch of the same photographs after we
darkened, defocused and dazzled them. Photographs are only read.
`;

interface Row {
	readonly file: string;
	readonly label: string;
	readonly scene: string;
	readonly mouth_x: string;
	readonly mouth_y: string;
	readonly mouth_w: string;
}

/** A photograph with its mouth in pixels. */
interface Photograph {
	readonly bytes: Buffer;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly picture: { readonly width: number; readonly height: number };
}

/** What goes wrong before a lens, done to a photograph; amounts follow the mouth's width where they are sizes. */
const MISHAPS: Record<string, (photograph: Photograph) => Promise<Buffer>> = {
	/** A sixth of the light that the photograph was exposed for, on the encoded values. */
	darkened: ({ bytes }) =>
		sharp(bytes)
			.rotate()
			.linear(1 / 6, 0)
			.png({ compressionLevel: 0 })
			.toBuffer(),
	/** A blur circle about as wide as the lip is high. */
	defocused: ({ bytes, width }) =>
		sharp(bytes)
			.rotate()
			.blur(Math.max(0.6, width * 0.16))
			.png({ compressionLevel: 0 })
			.toBuffer(),
	/** A lamp's reflection as wide as the mouth. */
	dazzled: ({ bytes, x, y, width, picture }) =>
		sharp(bytes)
			.rotate()
			.composite([lamp(x, y, width, picture)])
			.png({ compressionLevel: 0 })
			.toBuffer()
};

function lamp(x: number, y: number, width: number, picture: Photograph['picture']): OverlayOptions {
	const size = `width="${picture.width}" height="${picture.height}"`;
	const disc = `<circle cx="${x}" cy="${y}" r="${width / 2}" fill="#fff"/>`;
	return { input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${disc}</svg>`) };
}

function readArguments() {
	const { values } = parseArgs({
		options: {
			photographs: { type: 'string', default: '' },
			out: { type: 'string', default: 'src/lib/decision/coaching-limits.json' },
			help: { type: 'boolean', short: 'h' }
		}
	});
	if (!values.help && !values.photographs) throw new Error('--photographs is missing');
	return values;
}

async function main(options: ReturnType<typeof readArguments>): Promise<number> {
	const photographs = await usable(options.photographs);
	const bar = new SingleBar({ format: '{bar} {value}/{total} · {eta_formatted} left', stream: process.stderr });
	bar.start(photographs.length, 0);
	const plain: ImageQuality[] = [];
	const spoilt: Record<string, ImageQuality[]> = {};
	for (const photograph of photographs) {
		plain.push(await measured(photograph, photograph.bytes));
		for (const [name, spoil] of Object.entries(MISHAPS)) {
			(spoilt[name] ??= []).push(await measured(photograph, await spoil(photograph)));
		}
		bar.increment();
	}
	bar.stop();
	const limits = limitsFrom(plain);
	const coachedBy = (qualities: readonly ImageQuality[], limit: keyof typeof limits | null) =>
		rounded(qualities.filter((quality) => isCoached(quality, limits, limit)).length / qualities.length);
	const written = {
		source: 'npm run coaching-limits',
		photographs: plain.length,
		coachedEach: COACHED,
		limits,
		/** Share of photographs coached by any of the three measures as they are, and by the fitting one when spoilt. */
		coached: {
			asTaken: coachedBy(plain, null),
			darkened: coachedBy(spoilt.darkened!, 'dark'),
			defocused: coachedBy(spoilt.defocused!, 'sharpness'),
			dazzled: coachedBy(spoilt.dazzled!, 'glare')
		}
	};
	writeFileSync(options.out, `${JSON.stringify(written, null, '\t')}\n`);
	console.log(JSON.stringify(written));
	return 0;
}

async function usable(folder: string): Promise<Photograph[]> {
	const rows: Row[] = parse(readFileSync(join(folder, 'manifest.csv')), { columns: true });
	const marked = rows.filter(
		({ label, scene, mouth_w }) => (label === 'open' || label === 'closed') && scene !== 'studio' && mouth_w !== ''
	);
	const photographs = marked.map(async (row): Promise<Photograph> => {
		const bytes = readFileSync(join(folder, 'images', row.file));
		const { autoOrient: picture } = await sharp(bytes).metadata();
		const at = (share: string, side: number) => Number(share) * side;
		const x = at(row.mouth_x, picture.width);
		return { bytes, picture, x, y: at(row.mouth_y, picture.height), width: at(row.mouth_w, picture.width) };
	});
	return (await Promise.all(photographs)).filter(({ width }) => width >= LEAST_MOUTH_PIXELS);
}

const { version } = JSON.parse(readFileSync(join(SHIPPED_MODEL, 'current.json'), 'utf8')) as { version: string };
const { judge } = parseModelManifest(JSON.parse(readFileSync(join(SHIPPED_MODEL, version, 'manifest.json'), 'utf8')));

/** As the engine measures a frame: on the judge's crop around the mouth. */
async function measured({ x, y, width }: Photograph, bytes: Buffer): Promise<ImageQuality> {
	return measureQuality(await decodeBytes(bytes), { cx: x, cy: y, side: width * judge.cropScale, angle: 0 });
}

function limitsFrom(qualities: readonly ImageQuality[]) {
	const quantile = (of: keyof ImageQuality, share: number) => {
		const sorted = qualities.map((quality) => quality[of]).sort((a, b) => a - b);
		return sorted[Math.round(share * (sorted.length - 1))]!;
	};
	// Half, or half-way to everything: beyond anything that was seen among the usable.
	return {
		dark: { speak: rounded(quantile('brightness', COACHED)), refuse: rounded(quantile('brightness', 0) / 2) },
		glare: { speak: rounded(quantile('glare', 1 - COACHED)), refuse: rounded((quantile('glare', 1) + 1) / 2) },
		sharpness: { speak: rounded(quantile('sharpness', COACHED)), refuse: rounded(quantile('sharpness', 0) / 2) }
	};
}

type Limits = ReturnType<typeof limitsFrom>;

/** True where `measure` (null: any) would be spoken of. */
function isCoached(quality: ImageQuality, limits: Limits, measure: keyof Limits | null): boolean {
	const spoken = {
		dark: quality.brightness < limits.dark.speak,
		glare: quality.glare > limits.glare.speak,
		sharpness: quality.sharpness < limits.sharpness.speak
	};
	return measure ? spoken[measure] : Object.values(spoken).some(Boolean);
}

function rounded(value: number): number {
	return Number(value.toPrecision(3));
}

await runCommand(USAGE, readArguments, main, 'cannot set the limits');
