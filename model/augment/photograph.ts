import type { Random } from '../random';
import { defocus, lowResolution, motionBlur } from './blur';
import { addNoise, clampLevels, dim, glare, jitterColour, shade, turnHue } from './colour';
import { jpegArtefacts } from './jpeg';
import { night } from './night';

/** What a run asks for beside the strength; shares are 0..1, 0 where absent. */
export interface Retaking {
	/** Share of the pictures in which every colour becomes another one first. */
	readonly hueShare?: number;
	/** Share of the pictures taken at night, by a hand that moves. */
	readonly nightShare?: number;
	/** Width of the mouth in fractions of the side, for smears to be in proportion; 0.2 where absent. */
	readonly mouth?: number;
}

/**
 * Takes the picture again with another camera, light and hand: in the order in which these act on a photograph
 * (light, optics, sensor, resampling, compression). In place on RGB 0..255, [side, side, 3].
 *
 * @param strength 0 leaves the picture alone, 1 is the training default
 */
export function rephotograph(
	pixels: Float32Array,
	side: number,
	random: Random,
	strength: number,
	{ hueShare = 0, nightShare = 0, mouth = 0.2 }: Retaking = {}
): void {
	if (strength <= 0) return;
	const may = (probability: number) => random.chance(probability * strength);
	if (hueShare > 0 && random.chance(hueShare)) turnHue(pixels, random.uniform(0.6, 2 * Math.PI - 0.6));
	if (may(0.9)) jitterColour(pixels, random, strength);
	if (may(0.15)) shade(pixels, side, random);
	if (may(0.12)) glare(pixels, side, random);
	clampLevels(pixels);
	// Where a run asks for no nights the generator is not asked either, so that it draws the pictures that it drew.
	const dark = nightShare > 0 && random.chance(nightShare);
	if (dark) night(pixels, side, random, mouth);
	else if (may(0.2)) defocus(pixels, side, random.logUniform(0.005, 0.03) * side);
	else if (may(0.15)) motionBlur(pixels, side, random.uniform(0.02, 0.09) * side, random);
	if (may(0.3)) lowResolution(pixels, side, Math.round(side * random.uniform(0.3, 0.8)));
	if (!dark && may(0.1)) dim(pixels, random);
	else if (may(0.3)) addNoise(pixels, random, random.logUniform(2, 16));
	clampLevels(pixels);
	if (may(0.25)) jpegArtefacts(pixels, side, random.uniform(15, 80));
	clampLevels(pixels);
}
