import * as THREE from 'three';
import { brands, canvasOf, textureOf } from './artwork';
import type { SceneDescription } from './description';
import { seeded, type Random } from './random';
import { surfaceCanvas, surfaces } from './surfaces';

const hue = (random: Random, s: number, l: number, a = 1) => `hsla(${Math.floor(random() * 360)},${s}%,${l}%,${a})`;

function lamps(pen: CanvasRenderingContext2D, random: Random, count: number, low: number, high: number, edge: number) {
	for (let lamp = 0; lamp < count; lamp++) {
		pen.fillStyle = random.chance(0.5)
			? `rgba(255,${random.integer(190, 250)},${random.integer(120, 230)},${random.range(0.4, 1)})`
			: hue(random, 90, 60, random.range(0.3, 0.95));
		pen.beginPath();
		pen.arc(random() * 1024, random.range(low, high) * 1024, random.range(edge * 0.3, edge), 0, 7);
		pen.fill();
	}
}

function furniture(pen: CanvasRenderingContext2D, random: Random, count: number, lightness: readonly [number, number]) {
	for (let piece = 0; piece < count; piece++) {
		const w = random.range(40, 420);
		const h = random.range(60, 640);
		const x = random.range(-60, 960);
		const y = random.chance(0.5) ? 1024 - h * 0.8 : random.range(-80, 700);
		pen.save();
		pen.translate(x, y);
		pen.rotate(random.range(-0.05, 0.05));
		if (random.chance(0.35))
			pen.drawImage(
				surfaceCanvas(random.pick(surfaces), random, hue(random, random.range(5, 35), random.range(...lightness)), 256),
				0,
				0,
				w,
				h
			);
		else {
			pen.fillStyle = hue(random, random.range(3, 38), random.range(...lightness));
			pen.fillRect(0, 0, w, h);
		}
		pen.fillStyle = 'rgba(0,0,0,.28)';
		pen.fillRect(w - 8, 6, 8, h);
		if (random.chance(0.35)) {
			pen.fillStyle = hue(random, 45, random.range(20, 90));
			pen.font = `bold ${random.range(24, 90)}px sans-serif`;
			pen.fillText(random.pick(brands).toUpperCase(), 8, h * 0.4, w);
		}
		pen.restore();
	}
}

/** Upright blurred bodies, as of people, machines or bottles further back. */
function uprights(pen: CanvasRenderingContext2D, random: Random, count: number) {
	for (let piece = 0; piece < count; piece++) {
		const w = random.range(14, 70);
		const h = w * random.range(3, 7);
		const x = random() * 1024;
		const y = random.range(300, 800);
		const shade = pen.createLinearGradient(x, 0, x + w, 0);
		const base = random.integer(0, 359);
		shade.addColorStop(0, `hsl(${base},30%,12%)`);
		shade.addColorStop(0.35, `hsl(${base},30%,55%)`);
		shade.addColorStop(1, `hsl(${base},30%,10%)`);
		pen.fillStyle = shade;
		pen.fillRect(x, y - h, w, h);
	}
}

function foliage(pen: CanvasRenderingContext2D, random: Random) {
	for (let leaf = 0; leaf < 1500; leaf++) {
		pen.fillStyle = `hsla(${random.range(70, 140)},${random.range(20, 60)}%,${random.range(8, 50)}%,.8)`;
		pen.beginPath();
		pen.ellipse(random() * 1024, random.range(120, 1024), random.range(4, 26), random.range(3, 12), random() * 6, 0, 7);
		pen.fill();
	}
}

function gradient(pen: CanvasRenderingContext2D, from: string, to: string) {
	const sweep = pen.createLinearGradient(0, 0, 0, 1024);
	sweep.addColorStop(0, from);
	sweep.addColorStop(1, to);
	pen.fillStyle = sweep;
	pen.fillRect(0, 0, 1024, 1024);
}

/** What lies behind the bottle, out of focus by the lens's depth. */
export function wallCanvas(scene: SceneDescription): HTMLCanvasElement {
	const random = seeded(scene.seed + 101);
	const [sharp, pen] = canvasOf(1024, 1024);
	if (scene.setting === 'plain') {
		pen.drawImage(surfaceCanvas('paint', random, scene.wall, 512), 0, 0, 1024, 1024);
	} else if (scene.setting === 'room') {
		pen.drawImage(
			surfaceCanvas(random.pick(['paint', 'tiles', 'paint', 'cloth']), random, scene.wall, 512),
			0,
			0,
			1024,
			1024
		);
		furniture(pen, random, random.integer(2, 8), [15, 80]);
		if (random.chance(0.4)) uprights(pen, random, random.integer(1, 6));
	} else if (scene.setting === 'hall') {
		gradient(pen, '#5d666b', '#8f9698');
		furniture(pen, random, random.integer(6, 14), [28, 75]);
		uprights(pen, random, random.integer(3, 14));
		for (let pipe = 0; pipe < 7; pipe++) {
			pen.fillStyle = `hsl(205,${random.range(2, 16)}%,${random.range(40, 85)}%)`;
			if (random.chance(0.5)) pen.fillRect(0, random() * 1024, 1024, random.range(4, 18));
			else pen.fillRect(random() * 1024, 0, random.range(4, 22), 1024);
		}
	} else if (scene.setting === 'night') {
		gradient(pen, '#040508', '#10131a');
		furniture(pen, random, random.integer(2, 8), [2, 14]);
		lamps(pen, random, random.integer(5, 40), 0.1, 0.75, random.range(6, 34));
	} else if (scene.setting === 'backlit') {
		gradient(pen, '#ffffff', '#e8edf2');
		furniture(pen, random, random.integer(0, 3), [60, 95]);
		pen.fillStyle = '#2a2b2e';
		for (let bar = random.integer(1, 4); bar > 0; bar--) pen.fillRect(random() * 1024, 0, random.range(10, 60), 1024);
	} else if (scene.setting === 'outdoor') {
		gradient(pen, '#a9c9ea', '#dfe8e6');
		foliage(pen, random);
		furniture(pen, random, random.integer(0, 4), [30, 80]);
	} else {
		gradient(pen, '#2a170c', '#150c07');
		furniture(pen, random, random.integer(2, 6), [6, 30]);
		uprights(pen, random, random.integer(4, 18));
		lamps(pen, random, random.integer(3, 16), 0.02, 0.5, 26);
	}
	const [canvas, out] = canvasOf(1024, 1024);
	const blur = scene.lens.depth;
	out.filter = blur ? `blur(${blur}px)` : 'none';
	out.drawImage(sharp, -blur * 2, -blur * 2, 1024 + blur * 4, 1024 + blur * 4);
	return canvas;
}

const ambience: Record<SceneDescription['setting'], readonly [sky: string, ground: string, gain: number]> = {
	hall: ['#b9c2c8', '#5d6062', 0.8],
	room: ['#d5cfc4', '#6b5f52', 0.7],
	night: ['#0b0e16', '#07070a', 0.6],
	plain: ['#e6e6e4', '#a9a7a2', 0.8],
	backlit: ['#8d9398', '#55534f', 0.5],
	outdoor: ['#bcd4ee', '#6d6f58', 1.1],
	bar: ['#3b2413', '#1a0e07', 0.6]
};

/** The surroundings: a far dome with lamps and windows for the glass to mirror, and the wall behind. */
export function backdrop(scene: SceneDescription): THREE.Group {
	const random = seeded(scene.seed + 211);
	const group = new THREE.Group();
	const [sky, ground, gain] = ambience[scene.setting];
	const [canvas, pen] = canvasOf(512, 256);
	const sweep = pen.createLinearGradient(0, 0, 0, 256);
	sweep.addColorStop(0, sky);
	sweep.addColorStop(0.5, sky);
	sweep.addColorStop(0.62, ground);
	sweep.addColorStop(1, ground);
	pen.fillStyle = sweep;
	pen.fillRect(0, 0, 512, 256);
	pen.filter = 'blur(3px)';
	for (let patch = 0; patch < 26; patch++) {
		pen.fillStyle = hue(random, 25, scene.setting === 'night' ? 5 : random.range(10, 80), 0.5);
		pen.fillRect(random() * 512, random.range(70, 200), random.range(10, 70), random.range(10, 90));
	}
	const dome = new THREE.Mesh(
		new THREE.SphereGeometry(600, 32, 16),
		new THREE.MeshBasicMaterial({ map: textureOf(canvas), side: THREE.BackSide, toneMapped: false })
	);
	dome.material.color.setScalar(gain * scene.light.fill);
	group.add(dome);
	const wall = new THREE.Mesh(
		new THREE.PlaneGeometry(330, 330),
		new THREE.MeshBasicMaterial({ map: textureOf(wallCanvas(scene)), toneMapped: false })
	);
	const bright = { hall: 0.75, room: 0.7, night: 1, plain: 0.85, backlit: 2.4, outdoor: 1, bar: 0.7 }[scene.setting];
	wall.material.color.setScalar(bright * (scene.setting === 'night' ? 1.2 : 0.4 + 0.6 * scene.light.fill));
	const azimuth = (scene.camera.azimuth * Math.PI) / 180;
	wall.position.set(-Math.sin(azimuth) * 130, 25, -Math.cos(azimuth) * 130);
	wall.rotation.y = azimuth;
	group.add(wall);
	addLamps(group, scene, random);
	return group;
}

/** Windows and light fittings, brighter than white; the glass's highlights are their mirror images. */
function addLamps(group: THREE.Group, scene: SceneDescription, random: Random) {
	const strips = { hall: 6, room: 3, night: 4, plain: 3, backlit: 2, outdoor: 1, bar: 5 }[scene.setting];
	for (let strip = 0; strip < strips; strip++) {
		const small = scene.setting === 'night' || scene.setting === 'bar';
		const shape = scene.setting === 'hall' ? [12, 150] : small ? [14, 14] : random.chance(0.5) ? [90, 120] : [30, 140];
		const material = new THREE.MeshBasicMaterial({ side: THREE.DoubleSide, toneMapped: false });
		material.color.set(small ? hue(random, 60, 70).replace('hsla', 'hsl').replace(',1)', ')') : '#fff6e8');
		material.color.multiplyScalar((small ? 9 : 5) * scene.light.fill * random.range(0.5, 1.3));
		const lamp = new THREE.Mesh(new THREE.PlaneGeometry(shape[0], shape[1]), material);
		const angle = random.range(-2.2, 2.2);
		const high = scene.setting === 'hall' ? random.range(0.7, 1.3) : random.range(0.05, 1.1);
		lamp.position.set(Math.sin(angle) * 260, 30 + high * 190, Math.cos(angle) * 260);
		lamp.lookAt(0, 20, 0);
		group.add(lamp);
	}
	if (scene.light.flash) {
		const flash = new THREE.Mesh(
			new THREE.CircleGeometry(5, 24),
			new THREE.MeshBasicMaterial({ color: new THREE.Color(60, 58, 55), toneMapped: false, side: THREE.DoubleSide })
		);
		const { anchor, azimuth } = scene.camera;
		flash.position.set(
			anchor[0] + Math.sin((azimuth * Math.PI) / 180) * 90 + 5,
			anchor[1] + 12,
			anchor[2] + Math.cos((azimuth * Math.PI) / 180) * 90
		);
		flash.lookAt(...(anchor as [number, number, number]));
		group.add(flash);
	}
}
