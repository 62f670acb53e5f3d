import * as THREE from 'three';
import { brands, canvasOf, emblem, textureOf } from './artwork';
import type { LabelDescription } from './description';
import type { Random } from './random';

/** A strong colour, its lightness in percent between the two. */
export const strongColour = (random: Random, light: readonly [number, number]) =>
	`hsl(${random.integer(0, 359)},${random.integer(45, 95)}%,${random.range(...light)}%)`;

/** What is printed all around: a ground, stripes or shapes, the brand upright or along the can, small print. */
export function canPrint(label: LabelDescription, around: number, random: Random): THREE.CanvasTexture {
	const [canvas, pen] = canvasOf(Math.round(384 * around), 384);
	const { width, height } = canvas;
	const ground = random.pick([
		label.paper,
		strongColour(random, [25, 55]),
		strongColour(random, [25, 55]),
		'#101114',
		'#b9bdc2'
	]);
	const ink = random.pick(['#ffffff', '#f4e3a1', label.ink, '#111111', strongColour(random, [70, 92])]);
	pen.fillStyle = ground;
	pen.fillRect(0, 0, width, height);
	pen.fillStyle = strongColour(random, [20, 70]);
	const pattern = random.integer(0, 3);
	for (let mark = 0; mark < 16; mark++) {
		if (pattern === 0) pen.fillRect(0, height * random(), width, height * random.range(0.01, 0.12));
		if (pattern === 1) pen.fillRect(width * random(), 0, width * random.range(0.005, 0.03), height);
		if (pattern === 2) {
			pen.beginPath();
			pen.arc(width * random(), height * random(), height * random.range(0.02, 0.2), 0, 7);
			pen.fill();
		}
		if (mark === 3 && pattern < 2) break;
	}
	pen.textAlign = 'center';
	pen.textBaseline = 'middle';
	const along = random.chance(0.4);
	for (const side of [0.25, 0.75]) {
		pen.save();
		pen.translate(width * side, height * 0.5);
		if (along) pen.rotate(-Math.PI / 2);
		pen.fillStyle = pen.strokeStyle = ink;
		const room = along ? height * 0.9 : width * 0.42;
		const name = random.pick(brands);
		pen.font = `bold ${random.chance(0.5) ? 'italic ' : ''}${Math.min(height * 0.3, (room * 1.6) / name.length)}px "DejaVu Sans", Arial, sans-serif`;
		pen.fillText(name, 0, 0);
		emblem(pen, 0, -height * 0.3, height * 0.08, random.integer(0, 3), name[0]!);
		pen.restore();
	}
	pen.fillStyle = ink;
	for (let line = 0; line < 18; line++)
		pen.fillRect(width * 0.46, height * (0.25 + line * 0.025), width * random.range(0.04, 0.08), 3);
	return textureOf(canvas);
}

/** Drops of water on the wall, as heights. */
export function drops(random: Random): THREE.CanvasTexture {
	const [canvas, pen] = canvasOf(512, 256);
	pen.fillStyle = '#000';
	pen.fillRect(0, 0, 512, 256);
	for (let drop = 0; drop < 420; drop++) {
		const [x, y, size] = [random() * 512, random() * 256, random.range(1, 5)];
		const shade = pen.createRadialGradient(x, y, 0, x, y, size);
		shade.addColorStop(0, '#fff');
		shade.addColorStop(1, 'rgba(255,255,255,0)');
		pen.fillStyle = shade;
		pen.fillRect(x - size, y - size, 2 * size, 2 * size);
	}
	return new THREE.CanvasTexture(canvas);
}

/** The lid's heights from above: countersink, the groove of the tear panel, the tab's bed, letters. */
export function lidHeights(random: Random): THREE.CanvasTexture {
	const [canvas, pen] = canvasOf(256, 256);
	pen.fillStyle = '#888';
	pen.fillRect(0, 0, 256, 256);
	const ring = (radius: number, width: number, shade: string) => {
		pen.strokeStyle = shade;
		pen.lineWidth = width;
		pen.beginPath();
		pen.arc(128, 128, radius, 0, 7);
		pen.stroke();
	};
	ring(120, 14, '#222');
	ring(106, 4, '#ccc');
	pen.strokeStyle = '#333';
	pen.lineWidth = 4;
	pen.beginPath();
	pen.ellipse(128, 172, 44, 38, 0, 0, 7);
	pen.stroke();
	pen.fillStyle = '#555';
	pen.beginPath();
	pen.ellipse(128, 96, 40, 52, 0, 0, 7);
	pen.fill();
	pen.fillStyle = '#ddd';
	pen.font = '14px "DejaVu Sans", Arial, sans-serif';
	pen.textAlign = 'center';
	if (random.chance(0.6)) pen.fillText('RECICLE', 128, 36);
	return new THREE.CanvasTexture(canvas);
}
