import { describe, expect, it } from 'vitest';
import type { JudgeSampling, LocatorSampling } from '../config';
import { Random } from '../random';
import type { Picture } from '../data/pictures';
import { drawnPicture, drawnPictures } from '../testing';
import { BalancedPool } from './balanced-pool';
import { JudgeSampler } from './judge-sampler';
import { LocatorSampler } from './locator-sampler';

const NORMALISATION = { scale: 1 / 127.5, offset: -1 };
const JUDGE: JudgeSampling = {
	rendersShare: 0.2,
	strength: 1,
	classShares: [0.4, 0.4, 0.2],
	cropScale: 2.4,
	shift: 0.15,
	zoom: 0.2,
	swapShare: 0.5,
	pasteShare: 0.1
};
const LOCATOR: LocatorSampling = {
	rendersShare: 0.2,
	strength: 1,
	sceneShares: [0.6, 0.2, 0.2],
	placeWeight: 1,
	sceneWeight: 1
};

/** A white mouth on black: the brightest place is the mouth. */
function whiteMouth(): Picture {
	const marked = drawnPicture('open', 1);
	marked.image.data.fill(0);
	for (let y = 45; y < 55; y++)
		for (let x = 72; x < 88; x++) marked.image.data.fill(255, (y * 160 + x) * 4, (y * 160 + x) * 4 + 4);
	return marked;
}

/** A picture without a bottle, and without light. */
function blackRoom(): Picture {
	const none = drawnPicture('none', 1);
	none.image.data.fill(0);
	return none;
}

describe('BalancedPool', () => {
	it('lets a source of a hundred pictures speak ten times as often as a source of one, not a hundred', () => {
		const many = Array.from({ length: 100 }, (_, i) => drawnPicture('open', i, { source: 'many' }));
		const pool = new BalancedPool([...many, drawnPicture('open', 200, { source: 'one' })]);
		const random = new Random(1);
		let rare = 0;
		for (let i = 0; i < 4000; i++) if (pool.draw(random).source === 'one') rare++;
		expect(rare / 4000).toBeCloseTo(1 / 11, 1);
	});

	it('keeps the renders’ share', () => {
		const renders = Array.from({ length: 50 }, (_, i) =>
			drawnPicture('open', i, { origin: 'synthetic', source: 'renders' })
		);
		const pool = new BalancedPool([...renders, drawnPicture('open', 99)], 0.2);
		const random = new Random(2);
		let drawn = 0;
		for (let i = 0; i < 4000; i++) if (pool.draw(random).origin === 'synthetic') drawn++;
		expect(drawn / 4000).toBeCloseTo(0.2, 1);
	});
});

describe('JudgeSampler', () => {
	const sampler = new JudgeSampler(drawnPictures(), 32, NORMALISATION, JUDGE);

	it('draws normalised crops of every class in their shares', () => {
		const random = new Random(5);
		const crop = new Float32Array(32 * 32 * 3);
		const counts = [0, 0, 0];
		for (let i = 0; i < 400; i++) {
			counts[sampler.draw(random, crop)]!++;
			expect(crop.every((value) => value >= -1.2 && value <= 1.2)).toBe(true);
		}
		expect(counts[0]! / 400).toBeCloseTo(0.4, 1);
		expect(counts[2]! / 400).toBeCloseTo(0.2, 1);
	});

	it('turns crops by any angle and puts mouths on plain grounds where the configuration asks for it', () => {
		const standing = drawnPictures().map((picture) => ({ ...picture, scene: 'table' }));
		const plain = new JudgeSampler(standing, 32, NORMALISATION, {
			...JUDGE,
			strength: 0,
			classShares: [1, 0, 0],
			swapShare: 0,
			pasteShare: 0,
			plainShare: 1,
			anyAngleShare: 1
		});
		const crop = new Float32Array(32 * 32 * 3);
		const random = new Random(9);
		const corners = Array.from({ length: 40 }, () => {
			plain.draw(random, crop);
			return [0, 1, 2].map((c) => Math.abs(crop[c]! - crop[3 + c]!));
		});
		// A plain ground changes by less than four levels from one pixel to the next, whatever the picture held; now and
		// then a turned bottle's neck leaves the crop through this corner.
		const plainCorners = corners.filter((steps) => steps.every((step) => step < 4 / 127.5));
		expect(plainCorners.length).toBeGreaterThan(20);
	});

	it('draws the labelled mouths of other bottles, and shows none of them as no mouth', () => {
		const other = { x: 40, y: 50, width: 16 };
		const drawn = (label: 'closed' | null, classShares: [number, number, number]) => {
			// The marked mouth is white on black, the other bottle's is pure green.
			const picture = whiteMouth();
			for (let y = 42; y < 58; y++)
				for (let x = 32; x < 48; x++) picture.image.data.set([0, 255, 0], (y * 160 + x) * 4);
			const sampler = new JudgeSampler([{ ...picture, others: [{ ...other, label }] }], 32, NORMALISATION, {
				...JUDGE,
				strength: 0,
				classShares,
				swapShare: 0,
				pasteShare: 0,
				decoyShare: 0
			});
			const random = new Random(12);
			const crop = new Float32Array(32 * 32 * 3);
			return Array.from({ length: 60 }, () => {
				sampler.draw(random, crop);
				let green = 0;
				for (let i = 0; i < crop.length; i += 3)
					if (crop[i]! < -0.9 && crop[i + 1]! > 0.9 && crop[i + 2]! < -0.9) green++;
				return green;
			});
		};
		expect(Math.min(...drawn('closed', [0, 1, 0]))).toBeGreaterThan(20);
		expect(Math.max(...drawn(null, [0, 0, 1]))).toBe(0);
		expect(() => drawn(null, [0, 1, 0])).toThrow(RangeError);
	});

	it('calls a mouth that something covers none, and shows nothing of it', () => {
		const covered = new JudgeSampler([whiteMouth(), blackRoom()], 32, NORMALISATION, {
			...JUDGE,
			strength: 0,
			classShares: [0, 0, 1],
			coveredShare: 1
		});
		const crop = new Float32Array(32 * 32 * 3);
		for (let seed = 0; seed < 40; seed++) {
			expect(covered.draw(new Random(seed), crop)).toBe(2);
			const white = Array.from({ length: 32 * 32 }, (_, i) =>
				Math.min(crop[i * 3]!, crop[i * 3 + 1]!, crop[i * 3 + 2]!)
			);
			expect(Math.max(...white), `seed ${seed}`).toBeLessThan(0.9);
		}
	});

	it('calls a cap without a bottle none: nothing of the neck below it is left', () => {
		const bottle = whiteMouth();
		bottle.label = 'closed';
		// A grey neck under the white cap.
		for (let y = 55; y < 90; y++)
			for (let x = 72; x < 88; x++) bottle.image.data.fill(128, (y * 160 + x) * 4, (y * 160 + x) * 4 + 3);
		const loose = new JudgeSampler([bottle, blackRoom()], 32, NORMALISATION, {
			...JUDGE,
			strength: 0,
			shift: 0,
			zoom: 0,
			classShares: [0, 0, 1],
			looseShare: 1
		});
		const crop = new Float32Array(32 * 32 * 3);
		let capsSeen = 0;
		for (let seed = 0; seed < 40; seed++) {
			expect(loose.draw(new Random(seed), crop)).toBe(2);
			const middle = (16 * 32 + 16) * 3;
			if (crop[middle]! > 0.9) capsSeen++;
		}
		expect(capsSeen).toBeGreaterThan(30);
	});

	it('shows places that a locator took for a mouth, and calls them none', () => {
		const { image, ...about } = whiteMouth();
		const decoyed: Picture = { ...about, image, label: 'unclear', decoys: [about.mouth!], mouth: null };
		const wary = new JudgeSampler([decoyed, drawnPicture('open', 3)], 32, NORMALISATION, {
			...JUDGE,
			strength: 0,
			shift: 0,
			classShares: [0, 0, 1],
			decoyShare: 1
		});
		const crop = new Float32Array(32 * 32 * 3);
		const middle = (16 * 32 + 16) * 3;
		for (let seed = 0; seed < 20; seed++) {
			expect(wary.draw(new Random(seed), crop)).toBe(2);
			expect(crop[middle], `seed ${seed}`).toBeGreaterThan(0.9);
		}
	});

	it('draws the same crops for the same seed', () => {
		const draw = () => {
			const crop = new Float32Array(32 * 32 * 3);
			const label = sampler.draw(new Random(77), crop);
			return { label, crop };
		};
		expect(draw()).toEqual(draw());
	});
});

describe('LocatorSampler', () => {
	const sampler = new LocatorSampler(drawnPictures(), 64, NORMALISATION, LOCATOR);

	it('says where the mouth is, inside the frame, whenever it is visible', () => {
		const random = new Random(6);
		const picture = new Float32Array(64 * 64 * 3);
		const scenes = [0, 0, 0];
		for (let i = 0; i < 300; i++) {
			const target = sampler.draw(random, picture);
			scenes[target.scene]!++;
			expect(target.mouth !== null).toBe(target.scene === 0);
			if (!target.mouth) continue;
			expect(Math.min(target.mouth.x, target.mouth.y)).toBeGreaterThanOrEqual(0);
			expect(Math.max(target.mouth.x, target.mouth.y)).toBeLessThanOrEqual(1);
			expect(target.mouth.width).toBeGreaterThan(0.03);
			expect(target.mouth.width).toBeLessThan(0.6);
		}
		for (const count of scenes) expect(count).toBeGreaterThan(30);
	});

	it('trains no heat on half-covered mouths', () => {
		const onlyUnclear = new LocatorSampler([drawnPicture('unclear', 1)], 64, NORMALISATION, {
			...LOCATOR,
			sceneShares: [0, 1, 0]
		});
		const draws = [1, 2, 3].map((seed) => onlyUnclear.draw(new Random(seed), new Float32Array(64 * 64 * 3)));
		for (const target of draws) expect(target).toEqual({ scene: 1, mouth: null, heat: false });
	});

	it('calls a mouth that something covers hidden, and looks for none there', () => {
		const covered = new LocatorSampler(drawnPictures(), 64, NORMALISATION, {
			...LOCATOR,
			sceneShares: [0, 1, 0],
			coveredShare: 1
		});
		const targets = Array.from({ length: 30 }, (_, i) =>
			covered.draw(new Random(i), new Float32Array(64 * 64 * 3))
		).filter(({ heat }) => heat);
		expect(targets.length).toBeGreaterThan(10);
		for (const target of targets) expect(target).toEqual({ scene: 1, mouth: null, heat: true });
	});

	it('shows closely, and calls without a bottle, what a locator took for a mouth there', () => {
		const { image, mouth, ...about } = whiteMouth();
		const tempting: Picture = { ...about, image, label: 'none', decoys: [mouth!], mouth: null };
		const closer = new LocatorSampler(
			[tempting, { ...blackRoom(), source: about.source }],
			64,
			{ scale: 1, offset: 0 },
			{ ...LOCATOR, strength: 0, sceneShares: [0, 0, 1], closerShare: 1 }
		);
		const picture = new Float32Array(64 * 64 * 3);
		const whites = Array.from({ length: 20 }, (_, seed) => {
			expect(closer.draw(new Random(seed), picture)).toEqual({ scene: 2, mouth: null, heat: true });
			return picture.filter((value) => value > 200).length / picture.length;
		});
		// 16 by 10 pixels in windows of 64 to 128: 1 to 4 percent, less its soft edge.
		expect(Math.min(...whites)).toBeGreaterThan(0.003);
		expect(Math.max(...whites)).toBeGreaterThan(0.025);
	});

	it('calls what is above a bottle and beside its neck no bottle, and shows nothing of the bottle', () => {
		const [side, at, width] = [480, { x: 240, y: 240 }, 20];
		const image = { width: side, height: side, data: new Uint8Array(side * side * 4) };
		// Mouth and neck, and a body three mouths wide from two below the mouth on; all white on black.
		for (let y = at.y - width / 2; y < side; y++) {
			const half = y < at.y + 2 * width ? width / 2 : 1.5 * width;
			for (let x = at.x - half; x < at.x + half; x++) image.data.fill(255, (y * side + x) * 4, (y * side + x) * 4 + 4);
		}
		const mouth = { ...at, width };
		const bottle: Picture = { ...drawnPicture('open', 1), image, width: side, height: side, mouth };
		// A room for whatever is not taken from the bottle's picture: grey, to tell the two apart.
		const room = blackRoom();
		room.image.data.fill(100);
		const empty = new LocatorSampler(
			[bottle, room],
			64,
			{ scale: 1, offset: 0 },
			{ ...LOCATOR, strength: 0, sceneShares: [0, 0, 1] }
		);
		const picture = new Float32Array(64 * 64 * 3);
		let fromBottle = 0;
		for (let seed = 0; seed < 200; seed++) {
			expect(empty.draw(new Random(seed), picture)).toEqual({ scene: 2, mouth: null, heat: true });
			if (picture.every((value) => value < 50)) fromBottle++;
			const white = (_: number, i: number) => i % 3 === 0 && picture.subarray(i, i + 3).every((value) => value > 254.5);
			expect(picture.some(white), `seed ${seed}`).toBe(false);
		}
		expect(fromBottle).toBeGreaterThan(20);
	});

	it('takes the mouth along when it moves a bottle to another room', () => {
		const moved = new LocatorSampler([whiteMouth(), blackRoom()], 64, NORMALISATION, {
			...LOCATOR,
			strength: 0,
			sceneShares: [1, 0, 0],
			movedShare: 1
		});
		const picture = new Float32Array(64 * 64 * 3);
		for (let seed = 0; seed < 40; seed++) {
			const { mouth, scene } = moved.draw(new Random(seed), picture);
			expect(scene).toBe(0);
			const at = (Math.floor(mouth!.y * 64) * 64 + Math.floor(mouth!.x * 64)) * 3;
			expect(picture[at], `seed ${seed}`).toBeGreaterThan(0.3);
		}
	});

	it('points at the mouth’s pixels, also mirrored, zoomed and turned', () => {
		const still = new LocatorSampler(
			[whiteMouth()],
			64,
			{ scale: 1, offset: 0 },
			{ ...LOCATOR, strength: 0, sceneShares: [1, 0, 0] }
		);
		const picture = new Float32Array(64 * 64 * 3);
		for (let seed = 0; seed < 40; seed++) {
			const { mouth } = still.draw(new Random(seed), picture);
			const at = (Math.floor(mouth!.y * 64) * 64 + Math.floor(mouth!.x * 64)) * 3;
			expect(picture[at], `seed ${seed}`).toBeGreaterThan(200);
		}
	});
});
