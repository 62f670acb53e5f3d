import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import sharp from 'sharp';

/** Chromium's fake camera plays MJPEG files at this rate. */
export const CLIP_FPS = 30;
const WIDTH = 640;
const HEIGHT = 360;

/** What stands before the lens for a while. `glide` lets the bottle move in from the left and out to the right. */
export interface Shot {
	readonly shows: 'open' | 'closed' | 'nothing' | 'blur' | 'pair';
	readonly seconds: number;
	readonly glide?: boolean;
}

/** The double of the engine tells bottles by these colours of their mouths; see fake-engine.ts. */
export const MOUTH_COLOURS = { open: '#00e5ff', closed: '#ff00c8' } as const;

/** `pair`: an open bottle in the middle, a closed one to its right. */
function drawing(shows: Shot['shows'], x: number): string {
	const bottles =
		shows === 'nothing' ? '' : shows === 'pair' ? bottle('open', x) + bottle('closed', x + 200) : bottle(shows, x);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
		<defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#33424a"/><stop offset="1" stop-color="#1b262b"/></linearGradient></defs>
		<rect width="100%" height="100%" fill="url(#g)"/><rect y="330" width="100%" height="30" fill="#454f54"/>${bottles}</svg>`;
}

function bottle(shows: Exclude<Shot['shows'], 'nothing' | 'pair'>, x: number): string {
	return `<g transform="translate(${x} 96)">
				<path d="M-22 16h44v12q-3 8-3 16v60c1 44 44 46 48 100v160h-134v-160c4-54 47-56 48-100v-60q0-8-3-16z" fill="#7a4a12"/>
				<path d="M-10 50v70c0 34-34 46-38 92" stroke="#d7a256" stroke-width="4" fill="none" opacity=".6"/>
				${shows === 'open' ? `<ellipse cx="0" cy="12" rx="22" ry="9" fill="${MOUTH_COLOURS.open}"/>` : ''}
				${shows === 'closed' ? `<rect x="-24" y="-2" width="48" height="24" rx="6" fill="${MOUTH_COLOURS.closed}"/>` : ''}
				${shows === 'blur' ? '<rect x="-24" y="-2" width="48" height="24" rx="6" fill="#888"/>' : ''}
			</g>`;
}

/** One such drawing as a picture file, for the screens that take pictures. */
export const drawnPicture = (shows: Shot['shows']): Promise<Buffer> =>
	sharp(Buffer.from(drawing(shows, WIDTH / 2)))
		.jpeg({ quality: 88, chromaSubsampling: '4:4:4' })
		.toBuffer();

/**
 * Writes a clip for `--use-file-for-fake-video-capture`: JPEG frames one after another, which is all that MJPEG is.
 * The camera plays it in a loop.
 * @returns its absolute path
 */
export async function writeClip(file: string, shots: readonly Shot[]): Promise<string> {
	const frames: Buffer[] = [];
	const drawn = new Map<string, Buffer>();
	for (const { shows, seconds, glide } of shots) {
		const count = Math.round(seconds * CLIP_FPS);
		for (let i = 0; i < count; i++) {
			const x = glide ? Math.round(-40 + ((WIDTH + 80) * i) / (count - 1)) : WIDTH / 2;
			const svg = drawing(shows, x);
			if (!drawn.has(svg))
				drawn.set(svg, await sharp(Buffer.from(svg)).jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).toBuffer());
			frames.push(drawn.get(svg)!);
		}
	}
	const path = resolve(file);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, Buffer.concat(frames));
	return path;
}
