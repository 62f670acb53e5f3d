import { backend } from '@tensorflow/tfjs-core';
import { InspectorError } from '../../domain/errors';
import type { PixelImage } from '../../domain/geometry';
import type { Normalisation } from '../../domain/model-manifest';
import { letterbox } from '../../preprocess/letterbox';
import { pixelPicture, type SampledPicture } from '../sampled-picture';
import { readPixels } from './pixels';
import { TexturePicture } from './texture-regions';

/** Side of the glance by which the two ways are compared, pixels. */
const COMPARED_SIDE = 192;
/** TensorFlow.js keeps a texture of every size it has met. A camera has one or two; files, which have any, are read back. */
const MOST_SIZES = 4;
const LEVELS: Normalisation = { scale: 1, offset: 0 };
/** Largest accepted difference of any value from the processor's, levels of 255. Textures of float16 round by 0.06. */
const TOLERANCE = 1;

type Opened = SampledPicture & { dispose?(): void };

/**
 * Opens pictures for the engine: on the GPU where that is wanted and has been seen to give the same pixels, else in memory.
 *
 * [Note: proof of textures] What a driver makes of a bitmap (colours, alpha, floats) cannot be known beforehand. The golden
 * self-test goes through textures, and the first picture of every size is sampled both ways; where any value differs by
 * more than a level, or anything throws, this worker reads pixels back from then on.
 */
export class Pictures {
	#textures: boolean;
	readonly #proved = new Set<string>();

	/** @param textures whether to keep pictures on the GPU; the WebGL backend must be the active one then */
	constructor(textures: boolean) {
		this.#textures = textures;
	}

	/** Whether bitmaps are sampled on the GPU. */
	get textures(): boolean {
		return this.#textures;
	}

	/** Reads all pictures back from now on. */
	distrust(): void {
		this.#textures = false;
	}

	/**
	 * Opens a picture, looks into it and closes it; where that fails on the GPU, it looks again in memory. A bitmap may be
	 * closed on the way, and is the caller's otherwise.
	 * @throws what `see` throws
	 */
	async look<T>(picture: ImageBitmap | PixelImage, see: (opened: SampledPicture) => Promise<T>): Promise<T> {
		const opened = await this.#open(picture);
		try {
			return await see(opened);
		} catch (fault) {
			if (!(opened instanceof TexturePicture) || fault instanceof InspectorError) throw fault;
			this.distrust();
			if (!isOpen(picture)) throw fault;
			return await see(pixelPicture(readPixels(picture)));
		} finally {
			opened.dispose?.();
		}
	}

	async #open(picture: ImageBitmap | PixelImage): Promise<Opened> {
		if (!(picture instanceof ImageBitmap) || !this.#textures) return pixelPicture(readPixels(picture));
		const size = `${picture.width} x ${picture.height}`;
		const isProved = this.#proved.has(size);
		if (!fits(picture) || (!isProved && this.#proved.size >= MOST_SIZES)) return pixelPicture(readPixels(picture));
		let texture: TexturePicture | null = null;
		try {
			texture = new TexturePicture(picture);
			if (isProved) return texture;
			const inMemory = pixelPicture(readPixels(picture));
			if ((await largestDifference(texture, inMemory)) <= TOLERANCE) {
				this.#proved.add(size);
				return texture;
			}
			this.distrust();
			texture.dispose();
			return inMemory;
		} catch (fault) {
			this.distrust();
			texture?.dispose();
			if (!isOpen(picture)) throw fault;
			return pixelPicture(readPixels(picture));
		}
	}
}

/** A bitmap that was closed, as one is that was read, has sides of 0. */
const isOpen = ({ width }: ImageBitmap | PixelImage): boolean => width > 0;

function fits({ width, height }: ImageBitmap): boolean {
	const { gl } = (backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
	return Math.max(width, height) <= (gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
}

/** Of any value of the letterboxed picture, levels; not a number counts as Infinity. */
async function largestDifference(a: SampledPicture, b: SampledPicture): Promise<number> {
	const whole = letterbox(a.width, a.height);
	const [ours, theirs] = await Promise.all(
		[a, b].map(async (picture) => {
			const tensor = picture.sample([whole], COMPARED_SIDE, LEVELS, false);
			try {
				return await tensor.data<'float32'>();
			} finally {
				tensor.dispose();
			}
		})
	);
	let largest = 0;
	for (let i = 0; i < ours!.length; i++) {
		const difference = Math.abs(ours![i]! - theirs![i]!);
		largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
	}
	return largest;
}
