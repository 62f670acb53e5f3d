import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleEntries } from '../../../scripts/render/sample-files';
import { decodePath } from '../capture/decode-node';
import { LIMITS } from '../decision/coaching';
import { measureQuality } from '../preprocess/quality';
import { outcome, SAMPLES } from './samples';

describe('the gallery', () => {
	it('lists exactly what the renderer plans, mouths included', () => {
		expect(SAMPLES).toEqual(sampleEntries());
	});

	it('has its pictures beside the list, each small enough to precache', () => {
		for (const { file } of SAMPLES) {
			const { length } = readFileSync(`static/samples/${file}`);
			expect(length, file).toBeGreaterThan(2_000);
			expect(length, file).toBeLessThanOrEqual(45_000);
		}
	});

	it('shows each mouth so that a person sees it: bright enough and in focus by the coach’s own limits', async () => {
		for (const { name, file, mouth } of SAMPLES) {
			if (!mouth) continue;
			const picture = await decodePath(`static/samples/${file}`);
			const side = mouth.width * picture.width * 2.4;
			const region = { cx: mouth.x * picture.width, cy: mouth.y * picture.height, side, angle: 0 };
			const { brightness, sharpness } = measureQuality(picture, region);
			expect(brightness, name).toBeGreaterThan(LIMITS.dark.speak);
			expect(sharpness, name).toBeGreaterThan(LIMITS.sharpness.speak);
		}
	});

	it('shows every class, and a mouth wherever one can be seen', () => {
		expect(new Set(SAMPLES.map(({ label }) => label))).toEqual(new Set(['open', 'closed', 'none', 'unclear']));
		for (const { name, label, mouth } of SAMPLES)
			expect(mouth !== null, name).toBe(label === 'open' || label === 'closed');
	});
});

describe('the outcome of a sample', () => {
	it('counts "unsure" as right only where the mouth cannot be seen', () => {
		expect(outcome('unclear', 'unsure')).toBe('right');
		expect(outcome('unclear', 'closed')).toBe('wrong');
		expect(outcome('open', 'unsure')).toBe('careful');
	});

	it('holds a verdict against the truth', () => {
		expect(outcome('none', 'no-bottle')).toBe('right');
		expect(outcome('none', 'open')).toBe('wrong');
		expect(outcome('open', 'closed')).toBe('wrong');
		expect(outcome('closed', 'closed')).toBe('right');
	});
});
