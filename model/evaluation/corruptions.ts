import sharp, { type Sharp } from 'sharp';
import type { PixelImage } from '../../src/lib/domain/geometry';
import type { Robustness } from '../../src/lib/domain/evaluation';
import { Random } from '../random';

type Corruption = Robustness['corruption'];

/**
 * Levels of each corruption. Units: blur, Gaussian sigma in thousandths of the long side; exposure, factor on the
 * pixel values; noise, standard deviation of 0..255; jpeg, quality; scale, factor on the picture's sides;
 * rotation, degrees.
 */
export const LEVELS: Record<Corruption, readonly number[]> = {
	blur: [1, 2, 4, 8],
	exposure: [0.15, 0.3, 0.6, 1.6, 2.4],
	noise: [8, 16, 32, 64],
	jpeg: [60, 30, 15, 5],
	scale: [0.75, 0.5, 0.35, 0.25],
	rotation: [-30, -15, -7, 7, 15, 30]
};

const from = (image: PixelImage) =>
	sharp(image.data, { raw: { width: image.width, height: image.height, channels: 4 } }).removeAlpha();

/** One corrupted copy of a picture; noise is seeded, so that a run can be repeated. */
export async function corrupt(image: PixelImage, kind: Corruption, level: number, seed: number): Promise<PixelImage> {
	const long = Math.max(image.width, image.height);
	switch (kind) {
		case 'blur':
			return pixels(from(image).blur(Math.max(0.3, (level / 1000) * long)));
		case 'exposure':
			return pixels(from(image).linear(level, 0));
		case 'noise':
			return noisy(image, level, seed);
		case 'jpeg':
			return pixels(sharp(await from(image).jpeg({ quality: level }).toBuffer()));
		case 'scale':
			return pixels(from(image).resize(Math.max(16, Math.round(image.width * level))));
		case 'rotation':
			return pixels(from(image).rotate(level, { background: '#808080' }));
	}
}

async function pixels(image: Sharp): Promise<PixelImage> {
	const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
	return { data, width: info.width, height: info.height };
}

function noisy(image: PixelImage, deviation: number, seed: number): PixelImage {
	const random = new Random(seed);
	const data = new Uint8ClampedArray(image.data);
	for (let i = 0; i < data.length; i++) {
		if (i % 4 === 3) continue;
		// Box-Muller; one of the pair is enough here.
		const gaussian = Math.sqrt(-2 * Math.log(random.next() + 1e-12)) * Math.cos(2 * Math.PI * random.next());
		data[i] = data[i]! + gaussian * deviation;
	}
	return { data, width: image.width, height: image.height };
}
