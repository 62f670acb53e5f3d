import { tensor4d, type Tensor4D } from '@tensorflow/tfjs-core';
import type { PixelImage } from '../domain/geometry';
import type { Normalisation } from '../domain/model-manifest';
import type { SquareRegion } from '../preprocess/letterbox';
import { sampleLuma } from '../preprocess/quality';
import { sampleViews } from './views';

/** A picture that the engine can look into, wherever its pixels lie. */
export interface SampledPicture {
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	/**
	 * Squares of the picture, each followed by its mirror image where `mirrored`, as `sampleRegion` defines them.
	 * @returns normalised RGB, [regions (twice where mirrored), size, size, 3]; the caller disposes of it
	 */
	sample(regions: readonly SquareRegion[], size: number, normalisation: Normalisation, mirrored: boolean): Tensor4D;
	/** The luma of squares, one grid each as `sampleLuma` defines it. */
	luma(regions: readonly SquareRegion[]): Promise<Float32Array[]>;
}

/** A picture whose pixels lie in memory. */
export const pixelPicture = (image: PixelImage): SampledPicture => ({
	width: image.width,
	height: image.height,
	sample: (regions, size, normalisation, mirrored) =>
		tensor4d(sampleViews(image, regions, size, normalisation, mirrored), [
			mirrored ? 2 * regions.length : regions.length,
			size,
			size,
			3
		]),
	luma: async (regions) => regions.map((region) => sampleLuma(image, region))
});
