import type { Random } from '../random';
import { doubleExposure, motionBlur } from './blur';
import { addNoise } from './colour';

/**
 * The picture at night from a hand that moves: little light, lamps and their reflections anywhere, a long exposure, and
 * then the sensor's noise. In place on RGB values 0..255, [side, side, 3].
 *
 * @param mouth width of the mouth in fractions of the side: a smear is shorter than half of it
 */
export function night(pixels: Float32Array, side: number, random: Random, mouth: number): void {
	const light = random.uniform(0.35, 1);
	for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i]! * light;
	for (let left = random.integer(12); left > 0; left--) lamp(pixels, side, random);
	// An exposure of two instants leaves two outlines; a longer one draws them out.
	if (random.chance(0.3)) doubleExposure(pixels, side, random.uniform(0.05, 0.24) * mouth * side, random);
	else if (random.chance(0.85)) motionBlur(pixels, side, random.logUniform(0.07, 0.48) * mouth * side, random);
	addNoise(pixels, random, random.uniform(1, 8));
}

/** One lamp, out of focus: a disc with a soft edge that adds its light, white, or red, green, amber or blue. */
function lamp(pixels: Float32Array, side: number, random: Random): void {
	const [cx, cy] = [random.uniform(0, side), random.uniform(0, side)];
	const radius = random.logUniform(0.006, 0.07) * side;
	const peak = random.uniform(60, 255);
	const white = random.chance(0.4);
	const tint = [0, 1, 2].map(
		() => peak * (white ? random.uniform(0.8, 1) : random.chance(0.5) ? 1 : random.uniform(0, 0.4))
	);
	const reach = Math.ceil(radius) + 2;
	for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(side, cy + reach); y++)
		for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(side, cx + reach); x++) {
			const cover = Math.max(0, Math.min(1, radius - Math.hypot(x - cx, y - cy) + 0.5));
			for (let c = 0; c < 3; c++) {
				const at = (y * side + x) * 3 + c;
				pixels[at] = pixels[at]! + cover * tint[c]!;
			}
		}
}
