import { memory } from '@tensorflow/tfjs-core';
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
/** The GPU shows all pictures two levels brighter. */
function showOthers() {
	const { sample } = TexturePicture.prototype;
	return vi.spyOn(TexturePicture.prototype, 'sample').mockImplementation(function (
		this: TexturePicture,
		...[regions, size, , mirrored]: Parameters<typeof sample>
	) {
		return sample.call(this, regions, size, { scale: 1, offset: 2 }, mirrored);
	});
}
const look = async (pictures: Pictures, picture: ImageBitmap) => pictures.look(picture, true, isTexture);

describe('pictures in the worker', () => {
	it('stay on the GPU where that is wanted and gives the same pixels', async () => {
		expect(await look(new Pictures(false), await grey())).toBe(false);
		const pictures = new Pictures(true);
		expect(await look(pictures, await grey())).toBe(true);
		expect(await look(pictures, await grey())).toBe(true);
		expect(pictures.textures).toBe(true);
	});

	it('are read back from the first one on that the GPU shows differently', async () => {
		const given = vi.fn();
		const pictures = new Pictures(true, given);
		expect(await look(pictures, await grey())).toBe(true);
		const other = showOthers();
		expect(await look(pictures, await grey(50, 30))).toBe(false);
		other.mockRestore();
		expect(pictures.textures).toBe(false);
		expect(await look(pictures, await grey())).toBe(false);
		expect(given).toHaveBeenCalledOnce();
	});

	it('are compared anew after each self-test; what then differs voids what was said', async () => {
		const pictures = new Pictures(true);
		await look(pictures, await grey());
		const other = showOthers();
		expect(await look(pictures, await grey())).toBe(true);
		pictures.proveAgain();
		await expect(look(pictures, await grey())).rejects.toMatchObject({ code: 'backend-lost' });
		other.mockRestore();
		expect(pictures.textures).toBe(false);
		expect(memory()).toMatchObject({ numTensors: 0, numBytesInGPU: 0 });
	});

	it('are read back where their luma differs, as are pictures that the GPU refuses', async () => {
		const pictures = new Pictures(true);
		const other = vi.spyOn(TexturePicture.prototype, 'luma').mockResolvedValue([new Float32Array(64 * 64)]);
		expect(await look(pictures, await grey())).toBe(false);
		other.mockRestore();
		const refused = new Pictures(true);
		await look(refused, await grey());
		const error = vi.spyOn(WebGL2RenderingContext.prototype, 'getError').mockReturnValue(0x0505);
		expect(await look(refused, await grey())).toBe(false);
		error.mockRestore();
		expect([pictures.textures, refused.textures]).toEqual([false, false]);
		expect(memory()).toMatchObject({ numTensors: 0, numBytesInGPU: 0 });
	});

	it('from files are read back', async () => {
		const pictures = new Pictures(true);
		expect(await pictures.look(await grey(), false, isTexture)).toBe(false);
		expect(pictures.textures).toBe(true);
	});

	it('are looked at again in memory where the GPU throws, and stay there', async () => {
		const pictures = new Pictures(true);
		await look(pictures, await grey());
		const broken = vi.spyOn(TexturePicture.prototype, 'luma').mockRejectedValue(new Error('no such program'));
		const luma = (opened: SampledPicture) => opened.luma([letterbox(40, 30)]);
		expect((await pictures.look(await grey(), true, luma))[0]!.length).toBeGreaterThan(0);
		expect(pictures.textures).toBe(false);
		broken.mockRestore();
	});

	it('stay on the GPU where the picture itself is refused', async () => {
		const pictures = new Pictures(true);
		await look(pictures, await grey());
		const refused = pictures.look(await grey(), true, () => Promise.reject(new InspectorError('image-too-small', '')));
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
