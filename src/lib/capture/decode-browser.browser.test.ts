import { describe, expect, it } from 'vitest';
import { errorCode } from '../domain/errors';
import { decodeFile } from './decode-browser';
import { FIXTURE_FAULTS, JUDGED_FIXTURES, quadrantColours, UPRIGHT } from '../../../tests/fixtures/files/expected';

const files = import.meta.glob<string>('../../../tests/fixtures/files/*.{jpg,png,webp,avif,gif,svg,heic}', {
	query: '?url',
	import: 'default',
	eager: true
});

async function fixture(name: string): Promise<Blob> {
	const url = Object.entries(files).find(([path]) => path.endsWith(`/${name}`))?.[1];
	if (!url) throw new Error(`no fixture ${name}`);
	return (await fetch(url)).blob();
}

function pixels(bitmap: ImageBitmap): ImageData {
	const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
	const context = canvas.getContext('2d')!;
	context.fillStyle = '#fff';
	context.fillRect(0, 0, bitmap.width, bitmap.height);
	context.drawImage(bitmap, 0, 0);
	return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

describe('decoding in the browser', () => {
	it.each(JUDGED_FIXTURES)('reads %s upright, with its colours', async (name) => {
		const image = pixels(await decodeFile(await fixture(name)));
		expect([image.width, image.height]).toEqual([48, 64]);
		expect(quadrantColours(image)).toEqual(UPRIGHT[name] ?? UPRIGHT.default);
	});

	it.each(Object.entries(FIXTURE_FAULTS))('names what is wrong with %s', async (name, { browser }) => {
		expect(await decodeFile(await fixture(name)).then(() => 'decoded', errorCode)).toBe(browser);
	});

	it('gives up when asked to', async () => {
		const file = await fixture('plain.jpg');
		expect(await decodeFile(file, AbortSignal.abort()).catch(errorCode)).toBe('cancelled');
	});
});
