import { beforeAll, describe, expect, it, vi } from 'vitest';
import { InspectorError } from '../../domain/errors';
import { letterbox } from '../../preprocess/letterbox';
import type { SampledPicture } from '../sampled-picture';
import { startBackend } from './backends';
import { Pictures } from './pictures';
import { TexturePicture } from './texture-regions';

beforeAll(async () => void (await startBackend(['webgl'], () => {})));

async function grey(width = 40, height = 30): Promise<ImageBitmap> {
	const data = new Uint8ClampedArray(width * height * 4).fill(90);
	for (let i = 3; i < data.length; i += 4) data[i] = 255;
	return createImageBitmap(new ImageData(data, width, height));
}

const isTexture = async (opened: SampledPicture) => opened instanceof TexturePicture;
const look = async (pictures: Pictures, picture: ImageBitmap) => pictures.look(picture, isTexture);

describe('pictures in the worker', () => {
	it('stay on the GPU where that is wanted and gives the same pixels', async () => {
		expect(await look(new Pictures(false), await grey())).toBe(false);
		const pictures = new Pictures(true);
		expect(await look(pictures, await grey())).toBe(true);
		expect(await look(pictures, await grey())).toBe(true);
		expect(pictures.textures).toBe(true);
	});

	it('are read back from the first one on that the GPU shows differently', async () => {
		const pictures = new Pictures(true);
		expect(await look(pictures, await grey())).toBe(true);
		const sample = TexturePicture.prototype.sample;
		const other = vi.spyOn(TexturePicture.prototype, 'sample').mockImplementation(function (
			this: TexturePicture,
			regions,
			size,
			_,
			mirrored
		) {
			return sample.call(this, regions, size, { scale: 1, offset: 2 }, mirrored);
		});
		expect(await look(pictures, await grey(50, 30))).toBe(false);
		other.mockRestore();
		expect(pictures.textures).toBe(false);
		expect(await look(pictures, await grey())).toBe(false);
	});

	it('are looked at again in memory where the GPU throws, and stay there', async () => {
		const pictures = new Pictures(true);
		await look(pictures, await grey());
		const broken = vi.spyOn(TexturePicture.prototype, 'luma').mockRejectedValue(new Error('no such program'));
		const luma = (opened: SampledPicture) => opened.luma([letterbox(40, 30)]);
		expect((await pictures.look(await grey(), luma))[0]!.length).toBeGreaterThan(0);
		expect(pictures.textures).toBe(false);
		broken.mockRestore();
	});

	it('stay on the GPU where the picture itself is refused', async () => {
		const pictures = new Pictures(true);
		await look(pictures, await grey());
		const refused = pictures.look(await grey(), () => Promise.reject(new InspectorError('image-too-small', '')));
		await expect(refused).rejects.toThrow();
		expect(pictures.textures).toBe(true);
	});

	it('of ever other sizes are read back, since the GPU would keep a texture of each', async () => {
		const pictures = new Pictures(true);
		const seen = [];
		for (const width of [30, 31, 32, 33, 34, 35, 30]) seen.push(await look(pictures, await grey(width)));
		expect(seen).toEqual([true, true, true, true, false, false, true]);
	});
});
