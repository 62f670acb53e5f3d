import type { Random } from '../random';

/**
 * All augmentations work in place on RGB values 0..255, [side, side, 3]. They are bent towards what a tablet at a
 * bottling line meets: sodium and LED casts, back light, dim halls, glare.
 */

/** Gamma, gain and cast of each channel, contrast about the mean, saturation. `strength` 0..1 scales them all. */
export function jitterColour(pixels: Float32Array, random: Random, strength: number): void {
	const gamma = Math.exp(random.normal() * 0.25 * strength);
	const gain = Math.exp(random.normal() * 0.2 * strength);
	const contrast = Math.exp(random.normal() * 0.2 * strength);
	const saturation = random.chance(0.1 * strength) ? 0 : Math.exp(random.normal() * 0.3 * strength);
	const [redGain, greenGain, blueGain] = [0, 1, 2].map(() => gain * Math.exp(random.normal() * 0.1 * strength)) as [
		number,
		number,
		number
	];
	const lift = random.normal() * 10 * strength;
	const curve = new Float32Array(256).map((_, i) => 255 * (i / 255) ** gamma);
	for (let i = 0; i < pixels.length; i += 3) {
		const red = curve[level(pixels[i]!)]! * redGain;
		const green = curve[level(pixels[i + 1]!)]! * greenGain;
		const blue = curve[level(pixels[i + 2]!)]! * blueGain;
		const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
		pixels[i] = (luma + (red - luma) * saturation - 118) * contrast + 118 + lift;
		pixels[i + 1] = (luma + (green - luma) * saturation - 118) * contrast + 118 + lift;
		pixels[i + 2] = (luma + (blue - luma) * saturation - 118) * contrast + 118 + lift;
	}
}

/**
 * Turns every hue by one angle about the grey axis (radians), lightness and saturation kept: Rodrigues' rotation about
 * (1, 1, 1). Caps, labels and glass come in every colour, so none may mean open or closed.
 */
export function turnHue(pixels: Float32Array, angle: number): void {
	const along = (1 + 2 * Math.cos(angle)) / 3;
	const beside = (1 - Math.cos(angle)) / 3;
	const across = Math.sin(angle) / Math.sqrt(3);
	for (let i = 0; i < pixels.length; i += 3) {
		const [red, green, blue] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
		pixels[i] = red * along + green * (beside - across) + blue * (beside + across);
		pixels[i + 1] = red * (beside + across) + green * along + blue * (beside - across);
		pixels[i + 2] = red * (beside - across) + green * (beside + across) + blue * along;
	}
}

/** Dim hall or night: little light, and the sensor noise that comes with it. */
export function dim(pixels: Float32Array, random: Random): void {
	const light = random.uniform(0.2, 0.6);
	for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i]! * light;
	addNoise(pixels, random, random.uniform(2, 10));
}

/** Light that falls off across the picture. */
export function shade(pixels: Float32Array, side: number, random: Random): void {
	const angle = random.uniform(0, 2 * Math.PI);
	const slope = random.uniform(0.3, 0.9);
	const [dx, dy] = [Math.cos(angle) / side, Math.sin(angle) / side];
	for (let y = 0, i = 0; y < side; y++)
		for (let x = 0; x < side; x++, i += 3) {
			const light = 1 + slope * ((x - side / 2) * dx + (y - side / 2) * dy);
			for (let c = 0; c < 3; c++) pixels[i + c] = pixels[i + c]! * light;
		}
}

/** A reflected lamp: a soft bright spot or streak. */
export function glare(pixels: Float32Array, side: number, random: Random): void {
	const [cx, cy] = [random.uniform(0, side), random.uniform(0, side)];
	const [rx, ry] = [random.uniform(0.03, 0.2) * side, random.uniform(0.03, 0.2) * side];
	const peak = random.uniform(60, 255);
	for (let y = 0, i = 0; y < side; y++)
		for (let x = 0; x < side; x++, i += 3) {
			const distance = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
			if (distance > 8) continue;
			const light = peak * Math.exp(-distance);
			for (let c = 0; c < 3; c++) pixels[i + c] = pixels[i + c]! + light;
		}
}

/** Noise of the given standard deviation (levels); sum of uniforms, close enough to normal and cheap. */
export function addNoise(pixels: Float32Array, random: Random, deviation: number): void {
	const factor = deviation * Math.sqrt(6);
	for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i]! + (random.next() + random.next() - 1) * factor;
}

/** To the range of a stored picture. */
export function clampLevels(pixels: Float32Array): void {
	for (let i = 0; i < pixels.length; i++) {
		const value = pixels[i]!;
		pixels[i] = value < 0 ? 0 : value > 255 ? 255 : value;
	}
}

function level(value: number): number {
	return value < 0 ? 0 : value > 255 ? 255 : (value + 0.5) | 0;
}
