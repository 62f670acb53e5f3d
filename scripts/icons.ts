import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const USAGE = `Draws the app's icons: icon.svg, icon-192.png, icon-512.png, maskable-512.png, apple-touch-icon.png
and the shortcuts' icons.

  tsx scripts/icons.ts [--help]
`;

const OUT = 'static/icons';
const GROUND = '#0f1417';
const TEXT = '#f0f5f7';
const SOFT = '#7b8d97';
const CLOSED = '#3fcf9b';
const ACCENT = '#8cc9f5';

/** Scalloped edge of a crown cap between two x positions, as it shows from the side. */
function flutes(left: number, right: number, y: number, count: number, depth: number): string {
	const step = (right - left) / count;
	let path = '';
	for (let flute = 0; flute < count; flute++) path += `q${step / 2} ${depth} ${step} 0`;
	return `M${left} ${y}${path}`;
}

/** The mark on a 512 grid: a crowned neck in the guide frame. `scale` shrinks it into a mask's safe zone. */
function mark(scale: number): string {
	const cap = `${flutes(170, 342, 196, 7, 26)}L328 142q-4 -24 -30 -26h-84q-26 2 -30 26z`;
	const neck =
		'M200 222h112v30q8 6 8 15t-8 15v26c0 44 62 66 62 142v22H138v-22c0 -76 62 -98 62 -142v-26q-8 -6 -8 -15t8 -15z';
	return `<g transform="translate(256 256) scale(${scale}) translate(-256 -268)">
<g fill="none" stroke="${SOFT}" stroke-width="20" stroke-linecap="round"><path d="M64 150V104q0 -40 40 -40h46M362 64h46q40 0 40 40v46M448 386v46q0 40 -40 40h-46M150 472h-46q-40 0 -40 -40v-46"/></g>
<clipPath id="n"><path d="M0 0h512v444H0z"/></clipPath>
<g clip-path="url(#n)"><path d="${neck}" fill="${TEXT}"/><path d="M222 300c0 34 -18 58 -36 86" fill="none" stroke="${ACCENT}" stroke-width="14" stroke-linecap="round"/></g>
<path d="${cap}" fill="${CLOSED}"/>
<path d="M216 136q40 -7 80 0" fill="none" stroke="#d6fff0" stroke-width="10" stroke-linecap="round" opacity=".8"/></g>`;
}

const svg = (corner: number, scale: number) =>
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" rx="${corner}" fill="${GROUND}"/>${mark(scale)}</svg>\n`;

/** Icons of the shortcuts: the places' own shapes on a dark tile. */
const SHORTCUTS = {
	'shortcut-history': 'M3.5 12a8.5 8.5 0 1 0 2.6-6.1L3.5 8.4M3.5 3.8v4.6h4.6M12 7.5V12l3 2',
	'shortcut-report': 'M6 3h8.5L19 7.5V21H6zM14 3v5h5M9.5 17.5v-3M12.5 17.5v-6M15.5 17.5V13',
	'shortcut-inspect':
		'M3 8V5a2 2 0 0 1 2-2h3M16 3h3a2 2 0 0 1 2 2v3M21 16v3a2 2 0 0 1-2 2h-3M8 21H5a2 2 0 0 1-2-2v-3M10.5 6.5h3M10.7 9v1.8L9 13.4V17a.8.8 0 0 0 .8.8h4.4a.8.8 0 0 0 .8-.8v-3.6l-1.7-2.6V9'
};

const tile = (path: string) =>
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -6 36 36"><rect x="-6" y="-6" width="36" height="36" rx="8" fill="${GROUND}"/><path d="${path}" fill="none" stroke="${TEXT}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

if (process.argv.includes('--help')) {
	process.stdout.write(USAGE);
	process.exit(0);
}
const rounded = svg(112, 0.94);
const square = svg(0, 0.94);
// A mask may cut everything outside a circle of 80 % of the side.
const maskable = svg(0, 0.68);
const png = (source: string, side: number, name: string) =>
	sharp(Buffer.from(source), { density: 288 })
		.resize(side, side)
		.png({ compressionLevel: 9, palette: true })
		.toFile(join(OUT, name));
await writeFile(join(OUT, 'icon.svg'), rounded);
await png(rounded, 192, 'icon-192.png');
await png(rounded, 512, 'icon-512.png');
await png(maskable, 512, 'maskable-512.png');
await png(square, 180, 'apple-touch-icon.png');
for (const [name, path] of Object.entries(SHORTCUTS)) await png(tile(path), 96, `${name}.png`);
