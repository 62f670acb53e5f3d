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
/** TensorFlow.js keeps a texture of every size it has met. A camera has one or two; of ever other sizes are read back. */
const MOST_SIZES = 4;
const LEVELS: Normalisation = { scale: 1, offset: 0 };
/** Largest accepted difference of any value from the processor's, levels of 255. Textures of float16 round by 0.06. */
const TOLERANCE = 1;

/**
 * Opens pictures for the engine: on the GPU where that is wanted and has been seen to give the same pixels, else in memory.
 *
 * [Note: proof of textures] What a driver makes of a bitmap (colours, alpha, floats) cannot be known beforehand. The golden
 * self-test goes through textures, and the first live picture of every size after each self-test is sampled both ways; where
 * any value differs by more than a level, or anything throws, this worker reads pixels back from then on. What differs
 * although it was the same before is answered as a lost GPU is: verdicts since then are in doubt. Pictures from files, of any
 * colour profile and transparency, are always read back.
 */
export class Pictures {
	#textures: boolean;
	/** Sizes that were the same both ways at least once, and whether they were since the last self-test. */
	readonly #proofs = new Map<string, boolean>();

	/**
	 * @param textures whether to keep live pictures on the GPU; the WebGL backend must be the active one then
	 * @param onDistrust called once, where that ends
	 */
	constructor(
		textures: boolean,
		readonly onDistrust: () => void = () => {}
	) {
		this.#textures = textures;
	}

	/** Whether live bitmaps are sampled on the GPU. */
	get textures(): boolean {
		return this.#textures;
	}

	/** Reads all pictures back from now on. */
	distrust(): void {
		if (!this.#textures) return;
		this.#textures = false;
		this.onDistrust();
	}

	/** The next live picture of each size is compared anew. */
	proveAgain(): void {
		for (const size of this.#proofs.keys()) this.#proofs.set(size, false);
	}

	/**
	 * Opens a picture, looks into it and closes it; where that fails on the GPU, it looks again in memory. A bitmap may be
	 * closed on the way, and is the caller's otherwise.
	 * @throws what `see` throws; InspectorError `backend-lost` where the GPU shows pictures differently than before
	 */
	async look<T>(
		picture: ImageBitmap | PixelImage,
		live: boolean,
		see: (opened: SampledPicture) => Promise<T>
	): Promise<T> {
		const opened = live && picture instanceof ImageBitmap && this.#textures ? await this.#onGpu(picture) : null;
		if (!opened) return see(pixelPicture(readPixels(picture)));
		try {
			return await see(opened);
		} catch (fault) {
			if (!(opened instanceof TexturePicture) || fault instanceof InspectorError) throw fault;
			this.distrust();
			if (!isOpen(picture)) throw fault;
			return await see(pixelPicture(readPixels(picture)));
		} finally {
			if (opened instanceof TexturePicture) opened.dispose();
		}
	}

	/** Null where the picture is to be read back; in memory already where it was read to compare, and differed. */
	async #onGpu(picture: ImageBitmap): Promise<SampledPicture | null> {
		const size = `${picture.width} x ${picture.height}`;
		const proof = this.#proofs.get(size);
		if (!fits(picture) || (proof === undefined && this.#proofs.size >= MOST_SIZES)) return null;
		let texture: TexturePicture | null = null;
		try {
			texture = new TexturePicture(picture);
			if (proof) return texture;
			const inMemory = pixelPicture(readPixels(picture));
			if ((await largestDifference(texture, inMemory)) <= TOLERANCE) {
				this.#proofs.set(size, true);
				return texture;
			}
			if (proof === false) throw new InspectorError('backend-lost', 'the GPU shows pictures differently than before');
			texture.dispose();
			this.distrust();
			return inMemory;
		} catch (fault) {
			texture?.dispose();
			this.distrust();
			if (!isOpen(picture)) throw fault;
			return null;
		}
	}
}

/** A bitmap that was closed, as one is that was read, has sides of 0. */
const isOpen = ({ width }: ImageBitmap | PixelImage): boolean => width > 0;

function fits({ width, height }: ImageBitmap): boolean {
	const { gl } = (backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
	return Math.max(width, height) <= (gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
}

/** Of any value and any luma of the letterboxed picture, levels; not a number counts as Infinity. */
async function largestDifference(a: SampledPicture, b: SampledPicture): Promise<number> {
	const whole = [letterbox(a.width, a.height)];
	const [ours, theirs] = await Promise.all(
		[a, b].map(async (picture) => {
			const tensor = picture.sample(whole, COMPARED_SIDE, LEVELS, false);
			try {
				return [await tensor.data<'float32'>(), ...(await picture.luma(whole))];
			} finally {
				tensor.dispose();
			}
		})
	);
	let largest = 0;
	ours!.forEach((values, of) => {
		values.forEach((value, i) => {
			const difference = Math.abs(value - theirs![of]![i]!);
			largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
		});
	});
	return largest;
}
