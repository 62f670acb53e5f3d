import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../domain/errors';
import { isTruncated, sniff } from './sniff';

const fixture = (name: string) => new Uint8Array(readFileSync(`tests/fixtures/files/${name}`));
const code = (bytes: Uint8Array) => {
	try {
		sniff(bytes);
		return 'fine';
	} catch (fault) {
		return errorCode(fault);
	}
};

describe('telling formats apart by content', () => {
	it.each([
		['plain.jpg', 'jpeg'],
		['plain.png', 'png'],
		['png-named.jpg', 'png'],
		['plain.webp', 'webp'],
		['animated.gif', 'gif']
	] as const)('%s is a %s of 48 x 64', (name, format) => {
		expect(sniff(fixture(name))).toEqual({ format, size: { width: 48, height: 64 } });
	});

	it('refuses thirty thousand pixels a side by the header alone', () => {
		expect(code(fixture('huge.png'))).toBe('image-too-large');
	});

	it('names an empty file and one that is no picture', () => {
		expect(code(new Uint8Array())).toBe('empty-file');
		expect(code(fixture('text.jpg'))).toBe('not-an-image');
	});

	it('survives any prefix of any file without another fault than its own', () => {
		for (const name of ['plain.jpg', 'plain.png', 'plain.webp', 'animated.gif', 'plain.avif', 'phone.heic']) {
			const bytes = fixture(name);
			for (let length = 0; length < bytes.length; length++)
				expect(code(bytes.subarray(0, length))).not.toBe('unexpected');
		}
	});

	it('sees that a file breaks off, and that a whole one does not', () => {
		for (const [name, format] of [
			['plain.jpg', 'jpeg'],
			['plain.png', 'png'],
			['plain.webp', 'webp'],
			['animated.gif', 'gif']
		] as const) {
			expect(isTruncated(fixture(name), format), name).toBe(false);
			expect(isTruncated(fixture(name).slice(0, -30), format), name).toBe(true);
		}
	});
});
