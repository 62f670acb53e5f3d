import type * as THREE from 'three';
import { canvasOf, textureOf } from './artwork';
import type { Random } from './random';

export type Surface = 'wood' | 'planks' | 'cloth' | 'stone' | 'paint' | 'tiles' | 'steel' | 'paper';
export const surfaces: readonly Surface[] = ['wood', 'planks', 'cloth', 'stone', 'paint', 'tiles', 'steel', 'paper'];

const hsl = (h: number, s: number, l: number) => `hsl(${h},${s}%,${l}%)`;

function speckle(
	pen: CanvasRenderingContext2D,
	size: number,
	random: Random,
	count: number,
	strength: number,
	spread = 2
) {
	for (let dot = 0; dot < count; dot++) {
		pen.fillStyle = random.chance(0.5)
			? `rgba(255,255,255,${strength * random()})`
			: `rgba(0,0,0,${strength * random()})`;
		const edge = random.range(0.5, spread);
		pen.fillRect(random() * size, random() * size, edge, edge);
	}
}

/** Long wavy grain lines over a rectangle. */
function grain(pen: CanvasRenderingContext2D, x: number, width: number, size: number, hue: number, random: Random) {
	for (let line = 0; line < width * 0.9; line++) {
		pen.strokeStyle = hsl(hue + random.range(-4, 4), 40, random.range(8, 46))
			.replace(')', ',.16)')
			.replace('hsl', 'hsla');
		pen.lineWidth = random.range(0.5, 2.5);
		const at = x + random() * width;
		pen.beginPath();
		pen.moveTo(at, 0);
		pen.bezierCurveTo(
			at + random.range(-9, 9),
			size * 0.3,
			at + random.range(-9, 9),
			size * 0.7,
			at + random.range(-5, 5),
			size
		);
		pen.stroke();
	}
}

/** Draws a material into a square canvas. `colour` is the CSS colour of paint, cloth, paper or tiles. */
export function surfaceCanvas(kind: Surface, random: Random, colour: string, size = 512): HTMLCanvasElement {
	const [canvas, pen] = canvasOf(size, size);
	pen.fillStyle = colour;
	pen.fillRect(0, 0, size, size);
	if (kind === 'wood' || kind === 'planks') {
		const boards = kind === 'wood' ? 1 : random.integer(3, 6);
		const hue = random.range(16, 34);
		const base = random.range(22, 52);
		for (let board = 0; board < boards; board++) {
			const width = size / boards;
			pen.fillStyle = hsl(hue, random.range(25, 55), base + random.range(-6, 6));
			pen.fillRect(board * width, 0, width, size);
			pen.save();
			pen.beginPath();
			pen.rect(board * width, 0, width, size);
			pen.clip();
			grain(pen, board * width, width, size, hue, random);
			pen.restore();
			pen.fillStyle = 'rgba(0,0,0,.55)';
			if (boards > 1) pen.fillRect(board * width, 0, 3, size);
		}
	} else if (kind === 'cloth') {
		for (let line = 0; line < size; line += 4) {
			pen.fillStyle = 'rgba(0,0,0,.08)';
			pen.fillRect(line, 0, 2, size);
			pen.fillRect(0, line, size, 2);
		}
		if (random.chance(0.6)) {
			pen.fillStyle = hsl(random.range(0, 360), 50, random.range(20, 80)).replace(')', ',.45)').replace('hsl', 'hsla');
			const pitch = size / random.integer(4, 12);
			for (let at = 0; at < size; at += pitch) {
				pen.fillRect(at, 0, pitch / 2, size);
				if (random.chance(0.7)) pen.fillRect(0, at, size, pitch / 2);
			}
		}
		speckle(pen, size, random, 3000, 0.12);
	} else if (kind === 'stone') {
		speckle(pen, size, random, 16000, 0.3, 4);
		for (let vein = 0; vein < 6; vein++) {
			pen.strokeStyle = 'rgba(255,255,255,.2)';
			pen.lineWidth = random.range(1, 4);
			pen.beginPath();
			pen.moveTo(random() * size, 0);
			pen.bezierCurveTo(random() * size, size * 0.3, random() * size, size * 0.6, random() * size, size);
			pen.stroke();
		}
	} else if (kind === 'tiles') {
		const pitch = size / random.integer(4, 10);
		pen.strokeStyle = random.chance(0.5) ? 'rgba(240,240,240,.8)' : 'rgba(40,40,40,.6)';
		pen.lineWidth = 3;
		for (let y = 0; y < size; y += pitch)
			for (let x = 0; x < size; x += pitch) {
				pen.fillStyle = `rgba(${random.chance(0.5) ? '255,255,255' : '0,0,0'},${random.range(0, 0.14)})`;
				pen.fillRect(x, y, pitch, pitch);
				pen.strokeRect(x, y, pitch, pitch);
			}
	} else if (kind === 'steel') {
		pen.fillStyle = hsl(210, 6, random.range(48, 68));
		pen.fillRect(0, 0, size, size);
		for (let line = 0; line < size; line++) {
			pen.fillStyle = `rgba(${random.chance(0.5) ? '255,255,255' : '0,0,0'},${random.range(0, 0.12)})`;
			pen.fillRect(0, line, size, 1);
		}
	} else {
		speckle(pen, size, random, kind === 'paper' ? 2500 : 5000, 0.06, 3);
		const shade = pen.createLinearGradient(0, 0, random.range(-1, 1) * size, size);
		shade.addColorStop(0, 'rgba(255,255,255,.1)');
		shade.addColorStop(1, 'rgba(0,0,0,.18)');
		pen.fillStyle = shade;
		pen.fillRect(0, 0, size, size);
	}
	return canvas;
}

export function surfaceTexture(kind: Surface, random: Random, colour: string): THREE.CanvasTexture {
	return textureOf(surfaceCanvas(kind, random, colour));
}
