import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drawnPicture } from '../testing';
import { INDEX_FILE, loadPictures, PIXELS_FILE, readIndex } from './pictures';

const cache = mkdtempSync(join(tmpdir(), 'cache-'));
afterAll(() => rmSync(cache, { recursive: true }));

it('the cache is refused where it was not prepared to its end, so that nobody trains on black pictures', () => {
	expect(() => readIndex(cache)).toThrow('is missing: run');
	const { image, ...drawn } = drawnPicture('open', 1);
	const pixels = Uint8Array.from(image.data);
	const second = { ...drawn, file: 'second.png', offset: pixels.length };
	writeFileSync(join(cache, INDEX_FILE), JSON.stringify({ created: '', pictures: [drawn, second] }));
	writeFileSync(join(cache, PIXELS_FILE), Buffer.concat([pixels, pixels]));
	expect(loadPictures(cache, readIndex(cache)).map((picture) => picture.image.data)).toEqual([pixels, pixels]);
	writeFileSync(join(cache, PIXELS_FILE), Buffer.concat([pixels, pixels.subarray(0, 100)]));
	expect(() => loadPictures(cache, readIndex(cache))).toThrow('ends before second.png');
});
