import * as THREE from 'three';
import type { CapDescription, LabelDescription } from './description';
import type { Random } from './random';

/** Brands of our own invention; none is a trade mark that we know of. */
export const brands = [
	'Serra Azul',
	'Vale Verde',
	'Porto Norte',
	'Lua Cheia',
	'Ponte Alta',
	'Farol 27',
	'Três Rios',
	'Capim'
];

export function canvasOf(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
	const canvas = document.createElement('canvas');
	canvas.width = width;
	canvas.height = height;
	// Asked to be read often, the canvas is drawn by the CPU: far faster than a software GPU's command queue.
	return [canvas, canvas.getContext('2d', { willReadFrequently: true })!];
}

export function textureOf(canvas: HTMLCanvasElement): THREE.CanvasTexture {
	const texture = new THREE.CanvasTexture(canvas);
	texture.colorSpace = THREE.SRGBColorSpace;
	texture.anisotropy = 4;
	return texture;
}

const serif = 'Georgia, "DejaVu Serif", serif';
const sans = '"Helvetica Neue", "DejaVu Sans", Arial, sans-serif';

/** A round emblem around (x, y): star, hop cone, wave or letter. */
export function emblem(
	pen: CanvasRenderingContext2D,
	x: number,
	y: number,
	size: number,
	kind: number,
	letter: string
) {
	pen.beginPath();
	if (kind === 0) {
		for (let point = 0; point < 10; point++) {
			const r = point % 2 ? size * 0.42 : size;
			const angle = (point * Math.PI) / 5 - Math.PI / 2;
			pen.lineTo(x + Math.cos(angle) * r, y + Math.sin(angle) * r);
		}
		pen.fill();
	} else if (kind === 1) {
		for (let scale = 0; scale < 9; scale++) {
			const row = Math.floor(scale / 3);
			const px = x + ((scale % 3) - 1) * size * 0.42 * (1 - row * 0.2);
			pen.ellipse(px, y - size * 0.5 + row * size * 0.5, size * 0.24, size * 0.34, 0, 0, 7);
			pen.closePath();
		}
		pen.fill();
	} else if (kind === 2) {
		pen.lineWidth = size * 0.22;
		for (let wave = -1; wave <= 1; wave++) {
			pen.moveTo(x - size, y + wave * size * 0.5);
			pen.bezierCurveTo(
				x - size * 0.3,
				y + wave * size * 0.5 - size * 0.6,
				x + size * 0.3,
				y + wave * size * 0.5 + size * 0.6,
				x + size,
				y + wave * size * 0.5
			);
		}
		pen.stroke();
	} else {
		pen.font = `bold ${size * 1.9}px ${serif}`;
		pen.fillText(letter, x, y + size * 0.05);
	}
}

/** The printed top of a crown cap, its skirt in the same paint or in another. */
export function capTop(cap: CapDescription, random: Random): THREE.CanvasTexture {
	const [canvas, pen] = canvasOf(256, 256);
	pen.textAlign = 'center';
	pen.textBaseline = 'middle';
	pen.fillStyle = cap.skirt;
	pen.fillRect(0, 0, 256, 256);
	pen.fillStyle = cap.colour;
	pen.beginPath();
	pen.arc(128, 128, 101, 0, 7);
	pen.fill();
	if (cap.print) {
		pen.strokeStyle = pen.fillStyle = cap.print;
		pen.lineWidth = 4;
		if (random.chance(0.6)) {
			pen.beginPath();
			pen.arc(128, 128, 84, 0, 7);
			pen.stroke();
		}
		const name = random.pick(brands).toUpperCase();
		emblem(pen, 128, 128, 34, random.integer(0, 3), name[0]!);
		pen.font = `bold 20px ${sans}`;
		[...name].forEach((letter, index) => {
			pen.save();
			pen.translate(128, 128);
			pen.rotate((index - (name.length - 1) / 2) * 0.27);
			pen.fillText(letter, 0, -67);
			pen.restore();
		});
	}
	// Wear: fine scratches, so that the top is no flat disc of one colour.
	pen.lineWidth = 1;
	for (let scratch = 0; scratch < 30; scratch++) {
		pen.strokeStyle = random.chance(0.5) ? 'rgba(255,255,255,.18)' : 'rgba(0,0,0,.16)';
		pen.beginPath();
		const x = random() * 256;
		const y = random() * 256;
		pen.moveTo(x, y);
		pen.lineTo(x + random.range(-24, 24), y + random.range(-24, 24));
		pen.stroke();
	}
	return textureOf(canvas);
}

/** The label around a bottle's body or neck, to be wrapped over `2 * halfAngle` radians. */
export function labelArt(label: LabelDescription, aspect: number, random: Random): THREE.CanvasTexture {
	const height = 384;
	const width = Math.max(64, Math.round(height * aspect));
	const [canvas, pen] = canvasOf(width, height);
	pen.textAlign = 'center';
	pen.textBaseline = 'middle';
	pen.fillStyle = label.paper;
	pen.fillRect(0, 0, width, height);
	pen.strokeStyle = pen.fillStyle = label.ink;
	pen.lineWidth = 8;
	pen.strokeRect(10, 10, width - 20, height - 20);
	if (random.chance(0.6)) pen.fillRect(0, height * 0.68, width, height * 0.2);
	pen.fillStyle = label.accent;
	if (random.chance(0.5)) pen.fillRect(0, 22, width, 26);
	pen.strokeStyle = label.accent;
	emblem(pen, width / 2, height * 0.22, height * 0.09, random.integer(0, 3), label.brand[0]!);
	pen.fillStyle = label.ink;
	const size = Math.min(height * 0.24, (width * 1.25) / label.brand.length);
	pen.font = `bold ${random.chance(0.4) ? 'italic ' : ''}${size}px ${random.chance(0.6) ? serif : sans}`;
	pen.fillText(label.brand, width / 2, height * 0.48);
	pen.fillStyle = label.paper;
	pen.font = `${height * 0.075}px ${sans}`;
	pen.fillText('CERVEJA · 330 ml', width / 2, height * 0.78);
	pen.fillStyle = label.ink;
	pen.font = `${height * 0.045}px ${sans}`;
	pen.fillText('água · malte · lúpulo', width / 2, height * 0.92);
	return textureOf(canvas);
}
