import { describe, expect, it } from 'vitest';
import { Random } from '../random';
import { defocus, doubleExposure, lowResolution, motionBlur } from './blur';
import { addNoise, clampLevels, jitterColour, turnHue } from './colour';
import { cutout, mirror, pasteBottle, pasteMouth } from './cover';
import { jpegArtefacts } from './jpeg';
import { night } from './night';
import { rephotograph } from './photograph';

const SIDE = 32;
const flat = (level: number) => new Float32Array(SIDE * SIDE * 3).fill(level);
const stripes = () => flat(0).map((_, i) => (Math.floor(i / 3) % 2 ? 220 : 30));
const noise = () => {
	const random = new Random(1);
	return flat(0).map(() => random.uniform(0, 255));
};
const deviation = (values: Float32Array) => {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};
const distance = (a: Float32Array, b: Float32Array) => deviation(a.map((value, i) => value - b[i]!));

describe('blurs', () => {
	it.each([
		['defocus', (p: Float32Array) => defocus(p, SIDE, 1.5)],
		['lowResolution', (p: Float32Array) => lowResolution(p, SIDE, 8)]
	])('%s softens stripes and leaves an even field even', (_, blur) => {
		const pixels = stripes();
		blur(pixels);
		expect(deviation(pixels)).toBeLessThan(0.5 * deviation(stripes()));
		const even = flat(77);
		blur(even);
		for (const value of even) expect(value).toBeCloseTo(77, 3);
	});

	it.each([
		['motion blur', motionBlur],
		['a double exposure', doubleExposure]
	])('%s keeps an even field even', (_, blur) => {
		const even = flat(50);
		blur(even, SIDE, 5, new Random(2));
		for (const value of even) expect(value).toBeCloseTo(50, 3);
	});

	it('a double exposure shows one bright point twice, at the distance asked for, with its light shared', () => {
		const dark = flat(0);
		const middle = (16 * SIDE + 16) * 3;
		dark.fill(200, middle, middle + 3);
		doubleExposure(dark, SIDE, 6, new Random(3));
		const lit = Array.from(dark.keys()).filter((i) => i % 3 === 0 && dark[i]! > 0);
		expect(lit).toHaveLength(2);
		const [[x, y], [u, v]] = lit.map((i) => [(i / 3) % SIDE, Math.floor(i / 3 / SIDE)]) as [number[], number[]];
		expect(Math.abs(Math.hypot(x! - u!, y! - v!) - 6)).toBeLessThan(1);
		expect(lit.reduce((sum, i) => sum + dark[i]!, 0)).toBeCloseTo(200, 3);
	});
});

describe('jpegArtefacts', () => {
	it('hardly change at quality 95 and do more the lower it is', () => {
		const errors = [95, 50, 10].map((quality) => {
			const pixels = noise();
			jpegArtefacts(pixels, SIDE, quality);
			return distance(pixels, noise());
		});
		expect(errors[0]).toBeLessThan(12);
		expect(errors[1]).toBeGreaterThan(errors[0]!);
		expect(errors[2]).toBeGreaterThan(errors[1]!);
	});

	it('keep the mean of an even field', () => {
		const even = flat(100);
		jpegArtefacts(even, SIDE, 30);
		for (const value of even) expect(Math.abs(value - 100)).toBeLessThan(4);
	});
});

describe('colours', () => {
	it('noise has the deviation it is asked for', () => {
		const pixels = flat(128);
		addNoise(pixels, new Random(3), 10);
		expect(deviation(pixels)).toBeCloseTo(10, 0);
	});

	it('jitter of strength 0 changes nothing but rounding', () => {
		const pixels = noise();
		jitterColour(pixels, new Random(4), 0);
		pixels.forEach((value, i) => expect(Math.abs(value - noise()[i]!)).toBeLessThan(1.01));
	}, 20_000);

	it('clamping bounds to the levels of a stored picture', () => {
		expect(Array.from(clamped([-5, 12, 300]))).toEqual([0, 12, 255]);
	});
});

function clamped(values: number[]): Float32Array {
	const pixels = Float32Array.from(values);
	clampLevels(pixels);
	return pixels;
}

describe('covers', () => {
	it('mirror twice is nothing', () => {
		const pixels = noise();
		mirror(pixels, SIDE);
		expect(pixels).not.toEqual(noise());
		mirror(pixels, SIDE);
		expect(pixels).toEqual(noise());
	});

	it('a pasted mouth keeps its middle and nothing of its surroundings', () => {
		const pixels = flat(200);
		pasteMouth(pixels, flat(10), SIDE, { u: 0.5, v: 0.5 }, 0.25);
		const at = (x: number, y: number) => pixels[(y * SIDE + x) * 3];
		expect(at(16, 16)).toBeCloseTo(200, 1);
		expect(at(1, 1)).toBe(10);
		expect(at(16, 30)).toBeCloseTo(10, 0);
	});

	it('a bottle moves with its mouth, neck and shoulders, and leaves its room behind', () => {
		const pixels = flat(200);
		pasteBottle(pixels, flat(10), SIDE, { u: 0.5, v: 0.3 }, { u: 0.5, v: 0.45 }, 0.15, 0);
		const at = (x: number, y: number) => pixels[(y * SIDE + x) * 3];
		expect(at(16, 10)).toBeGreaterThan(180); // mouth
		expect(at(16, 30)).toBeGreaterThan(195); // body
		expect(at(22, 30)).toBeGreaterThan(150); // the body is wider than the mouth ...
		expect(at(22, 10)).toBeLessThan(15); // ... beside which the other room begins
		expect(at(16, 1)).toBe(10);
		expect(at(1, 30)).toBe(10);
	});

	it('a cutout never covers the middle', () => {
		for (let seed = 0; seed < 50; seed++) {
			const pixels = flat(-1);
			cutout(pixels, SIDE, new Random(seed));
			expect(pixels[(16 * SIDE + 16) * 3]).toBe(-1);
		}
	});
});

describe('rephotograph', () => {
	it('stays within the levels of a stored picture and repeats for a seed', () => {
		for (let seed = 0; seed < 40; seed++) {
			const [a, b] = [noise(), noise()];
			rephotograph(a, SIDE, new Random(seed), 1);
			rephotograph(b, SIDE, new Random(seed), 1);
			expect(a).toEqual(b);
			expect(a.every((value) => value >= 0 && value <= 255)).toBe(true);
		}
	});

	it('leaves the picture alone at strength 0', () => {
		const pixels = noise();
		rephotograph(pixels, SIDE, new Random(1), 0);
		expect(pixels).toEqual(noise());
	});
});

describe('turnHue', () => {
	it('a third of the circle makes red green, green blue and blue red', () => {
		const pixels = Float32Array.of(200, 50, 20, 20, 200, 50);
		turnHue(pixels, (2 * Math.PI) / 3);
		[20, 200, 50, 50, 20, 200].forEach((value, i) => expect(pixels[i]).toBeCloseTo(value, 2));
	});

	it('leaves greys grey, and every colour as light and as saturated as it was', () => {
		const pixels = Float32Array.of(90, 90, 90, 210, 30, 60);
		turnHue(pixels, 1.1);
		[90, 90, 90].forEach((value, i) => expect(pixels[i]).toBeCloseTo(value, 2));
		const [red, green, blue] = [pixels[3]!, pixels[4]!, pixels[5]!];
		expect(red + green + blue).toBeCloseTo(300, 1);
		expect(Math.hypot(red - 100, green - 100, blue - 100)).toBeCloseTo(Math.hypot(110, 70, 40), 1);
	});
});

describe('night', () => {
	const MOUTH = 0.4;
	const taken = (seed: number) => {
		const pixels = noise();
		night(pixels, SIDE, new Random(seed), MOUTH);
		return pixels;
	};
	const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

	it('draws the same picture from the same seed, and another from another', () => {
		expect(taken(1)).toEqual(taken(1));
		expect(taken(1)).not.toEqual(taken(2));
	});

	it('mostly smears what was sharp, and makes the darker pictures darker than they were', () => {
		const all = Array.from({ length: 40 }, (_, seed) => taken(seed));
		expect(all.filter((pixels) => deviation(pixels) < 0.8 * deviation(noise())).length).toBeGreaterThan(25);
		expect(Math.min(...all.map(mean))).toBeLessThan(0.6 * mean(noise()));
	});

	it('adds the light of lamps to a dark field, here and there', () => {
		const lit = Array.from({ length: 40 }, (_, seed) => {
			const pixels = flat(0);
			night(pixels, SIDE, new Random(seed), MOUTH);
			return Math.max(...pixels);
		});
		expect(lit.filter((peak) => peak > 60).length).toBeGreaterThan(20);
		expect(lit.filter((peak) => peak < 60).length).toBeGreaterThan(0);
	});

	it('happens only where it is asked for: runs recorded before it draw what they drew', () => {
		const retake = (nightShare?: number) => {
			const pixels = noise();
			const random = new Random(7);
			rephotograph(pixels, SIDE, random, 0.5, { nightShare });
			return { sum: pixels.reduce((sum, value) => sum + value, 0), next: random.next() };
		};
		// As the code before there were nights drew it.
		const before = { sum: expect.closeTo(428610.48316, 3), next: 0.3548005323391408 };
		expect([retake(), retake(0)]).toEqual([before, before]);
		expect(retake(1)).not.toEqual(before);
	});
});
