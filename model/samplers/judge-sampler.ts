import type { Normalisation } from '../../src/lib/domain/model-manifest';
import { regionAround, type SquareRegion } from '../../src/lib/preprocess/letterbox';
import { sampleRegion } from '../../src/lib/preprocess/sample-region';
import { cutout, mirror, pasteMiddle } from '../augment/cover';
import { rephotograph } from '../augment/photograph';
import type { JudgeSampling } from '../config';
import type { Picture } from '../data/pictures';
import type { Random } from '../random';
import { BalancedPool } from './balanced-pool';

/** Order of the judge's logits. */
export const CLASSES = ['open', 'closed', 'none'] as const;
const LEVELS: Normalisation = { scale: 1, offset: 0 };

/** A picture with a mouth that may be judged. */
export type MarkedPicture = Picture & { mouth: NonNullable<Picture['mouth']> };

export function isMarked(picture: Picture): picture is MarkedPicture {
	return picture.mouth !== null && (picture.label === 'open' || picture.label === 'closed');
}

/** Draws augmented crops of mouths, and of everything that is none. */
export class JudgeSampler {
	#pools: { open: BalancedPool; closed: BalancedPool; none: BalancedPool; marked: BalancedPool };

	constructor(
		pictures: readonly Picture[],
		readonly size: number,
		readonly normalisation: Normalisation,
		readonly options: JudgeSampling
	) {
		const pool = (keep: (picture: Picture) => boolean) => new BalancedPool(pictures.filter(keep), options.rendersShare);
		this.#pools = {
			open: pool((picture) => isMarked(picture) && picture.label === 'open'),
			closed: pool((picture) => isMarked(picture) && picture.label === 'closed'),
			none: pool((picture) => picture.label === 'none'),
			marked: pool(isMarked)
		};
	}

	/** Writes one normalised crop, [size, size, 3], and returns the index of its class. */
	draw(random: Random, into: Float32Array): number {
		const label = random.weighted([...this.options.classShares]);
		const { size } = this;
		if (label === 2) this.#none(random, into);
		else this.#mouth(this.#pools[label === 0 ? 'open' : 'closed'].draw(random) as MarkedPicture, random, into);
		if (random.chance(0.5)) mirror(into, size);
		rephotograph(into, size, random, this.options.strength);
		if (random.chance(0.2 * this.options.strength)) cutout(into, size, random);
		const { scale, offset } = this.normalisation;
		for (let i = 0; i < into.length; i++) into[i] = into[i]! * scale + offset;
		return label;
	}

	#mouth(picture: MarkedPicture, random: Random, into: Float32Array): void {
		const { cropScale, shift, zoom, pasteShare } = this.options;
		const region = regionAround(picture.mouth, cropScale * Math.exp(clip(random.normal() * zoom, 2.5 * zoom)));
		region.cx += clip(random.normal() * shift, 2.5 * shift) * picture.mouth.width;
		region.cy += clip(random.normal() * shift, 2.5 * shift) * picture.mouth.width;
		region.angle = turn(random);
		sampleRegion(picture.image, region, this.size, LEVELS, into);
		if (!random.chance(pasteShare)) return;
		const background = new Float32Array(into.length);
		this.#none(random, background);
		pasteMiddle(into, background, this.size, random.uniform(0.75, 1.1) / cropScale);
	}

	#none(random: Random, into: Float32Array): void {
		const region = random.chance(0.45)
			? anywhere(this.#pools.none.draw(random), random)
			: awayFromMouth(this.#pools.marked.draw(random) as MarkedPicture, this.options.cropScale, random);
		sampleRegion(region.picture.image, region.region, this.size, LEVELS, into);
	}
}

function anywhere(picture: Picture, random: Random): { picture: Picture; region: SquareRegion } {
	const { width, height } = picture.image;
	const side = random.logUniform(0.15, 1) * Math.min(width, height);
	return {
		picture,
		region: { cx: random.uniform(0, width), cy: random.uniform(0, height), side, angle: turn(random) }
	};
}

/** A crop of a bottle's picture that ends before the mouth begins: body, label, hand, table, wall. */
function awayFromMouth(
	picture: MarkedPicture,
	cropScale: number,
	random: Random
): { picture: Picture; region: SquareRegion } {
	const { mouth, image } = picture;
	for (let attempt = 0; attempt < 8; attempt++) {
		const side = mouth.width * cropScale * random.logUniform(0.5, 1.6);
		const cx = random.uniform(0, image.width);
		const cy = random.uniform(0, image.height);
		const clear = Math.max(Math.abs(cx - mouth.x), Math.abs(cy - mouth.y)) > side / 2 + mouth.width * 0.6;
		if (clear) return { picture, region: { cx, cy, side, angle: turn(random) } };
	}
	// The mouth fills the picture: what lies beside it, mostly the grey outside the frame.
	const angle = random.uniform(0, 2 * Math.PI);
	const side = mouth.width * random.uniform(0.8, 1.5);
	const reach = side * 0.75 + mouth.width;
	return {
		picture,
		region: { cx: mouth.x + Math.cos(angle) * reach, cy: mouth.y + Math.sin(angle) * reach, side, angle: 0 }
	};
}

/** Mostly upright, sometimes lying, seldom any angle; radians. */
function turn(random: Random): number {
	const quarter = random.chance(0.2) ? (random.integer(4) * Math.PI) / 2 : 0;
	if (random.chance(0.3)) return quarter;
	return quarter + clip(random.normal() * 0.2, 0.6);
}

function clip(value: number, bound: number): number {
	return Math.max(-bound, Math.min(bound, value));
}
