import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { PixelImage } from '../../src/lib/domain/geometry';
import type { Engine } from '../../src/lib/inference/engine';
import { isMarked, type MarkedPicture } from '../samplers/judge-sampler';
import { drawnPicture } from '../testing';
import { collectOwnPictures, shortage, splitByOrder } from './own-pictures';

const own = (label: 'open' | 'closed', groups: string[]): MarkedPicture[] =>
	groups.map((group, i) => drawnPicture(label, i, { group })).filter(isMarked);
const names = (pictures: readonly MarkedPicture[]) => pictures.map(({ label, group }) => `${label}/${group}`);

describe('splitByOrder', () => {
	it('holds back the last by name of each label', () => {
		const pictures = [...own('open', ['a', 'b', 'c', 'd', 'e']), ...own('closed', ['v', 'w', 'x', 'y', 'z'])];
		const { training, heldBack } = splitByOrder(pictures, 0.4);
		expect(names(heldBack).toSorted()).toEqual(['closed/y', 'closed/z', 'open/d', 'open/e']);
		expect(training).toHaveLength(6);
	});

	it('never parts a group', () => {
		const pictures = own('open', ['a', 'a', 'b', 'b', 'b', 'b']);
		expect(names(splitByOrder(pictures, 0.2).heldBack)).toEqual(['open/b', 'open/b', 'open/b', 'open/b']);
	});

	it('leaves something to train on where all is one group', () => {
		const { training, heldBack } = splitByOrder(own('open', ['a', 'a', 'a']), 0.5);
		expect(training).toHaveLength(3);
		expect(heldBack).toHaveLength(0);
	});
});

describe('shortage', () => {
	const singles = (count: number, prefix = 'p') => Array.from({ length: count }, (_, i) => `${prefix}${i + 10}`);
	const shortageOf = (...pictures: MarkedPicture[]) => {
		const { training, heldBack } = splitByOrder(pictures, 0.3);
		return shortage(training, heldBack);
	};

	it('is none of 20 pictures of each label', () => {
		expect(shortageOf(...own('open', singles(20)), ...own('closed', singles(20)))).toBeNull();
	});

	it('is said of a label that has too few, or none to hold back or to train on', () => {
		const open = own('open', singles(40));
		expect(shortageOf(...open, ...own('closed', singles(19)))).toContain('19 closed pictures');
		const oneBottle = own(
			'closed',
			Array.from({ length: 40 }, () => 'closed/a')
		);
		expect(shortageOf(...open, ...oneBottle)).toContain('40 closed pictures would be trained on and 0 held back');
		const uneven = own('closed', ['a', 'b', ...Array.from({ length: 38 }, () => 'closed/z')]);
		expect(shortageOf(...open, ...uneven)).toContain('2 closed pictures would be trained on and 38 held back');
	});
});

describe('collectOwnPictures', () => {
	const folder = mkdtempSync(join(tmpdir(), 'own pictures, “ü”-'));
	afterAll(() => rmSync(folder, { recursive: true }));
	/** Sees a mouth in the middle of every picture but the smallest. */
	const engine = {
		judge: async ({ width }: PixelImage) => ({ mouth: width < 50 ? null : { x: 0.5, y: 0.25, width: 0.1 } })
	} as unknown as Engine;
	const picture = (file: string, width: number, height: number) =>
		sharp({ create: { width, height, channels: 3, background: '#840' } }).toFile(join(folder, file));

	it('keeps telephone photographs small, their mouths where they were, and names why others are left out', async () => {
		mkdirSync(join(folder, 'open/bottle 7'), { recursive: true });
		mkdirSync(join(folder, 'closed'));
		await picture('open/bottle 7/large.jpg', 1600, 1200);
		await picture('closed/small.png', 100, 80);
		await picture('closed/tiny.png', 30, 40);
		copyFileSync('tests/fixtures/files/phone.heic', join(folder, 'closed/phone.heic'));
		copyFileSync('tests/fixtures/files/truncated.jpg', join(folder, 'closed/truncated.jpg'));
		const { pictures, leftOut } = await collectOwnPictures(folder, engine);
		expect(pictures).toMatchObject([
			{ file: 'open/bottle 7/large.jpg', group: 'open/bottle 7', width: 640, height: 480 },
			{ file: 'closed/small.png', group: 'closed/small.png', width: 100, height: 80 }
		]);
		expect(pictures[0]!.mouth).toEqual({ x: 320, y: 120, width: 64 });
		expect(pictures[0]!.image.data).toHaveLength(640 * 480 * 4);
		expect(leftOut).toEqual([
			expect.stringContaining('closed/phone.heic: unsupported-format: '),
			'closed/tiny.png: no mouth is found in it',
			expect.stringContaining('closed/truncated.jpg: truncated-image: ')
		]);
	});
});
