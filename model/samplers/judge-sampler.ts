import type { Normalisation } from '../../src/lib/domain/model-manifest';
import { pictureToRegion, type SquareRegion } from '../../src/lib/preprocess/letterbox';
import { OUTSIDE, sampleRegion, type Colour } from '../../src/lib/preprocess/sample-region';
import { cutout, mirror, pasteBottle, pasteMouth, plainGround } from '../augment/cover';
import { rephotograph } from '../augment/photograph';
import type { JudgeSampling } from '../config';
import type { Picture, Place } from '../data/pictures';
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

/** Pictures in which the bottle stands, so that what is below the mouth is the bottle and above it is not. */
export function stands(picture: MarkedPicture): boolean {
	return (
		(picture.origin === 'synthetic' && picture.scene !== 'turned') ||
		picture.scene === 'hand' ||
		(picture.scene === 'table' && !picture.source.startsWith('duenng'))
	);
}

/** One picture more for each other bottle in it whose mouth was labelled. */
function otherBottles(picture: Picture): Picture[] {
	const { mouth, others = [] } = picture;
	return others.flatMap((other) => {
		if (!other.label) return [];
		const rest = [...others.filter((one) => one !== other), ...(mouth ? [{ ...mouth, label: null }] : [])];
		return { ...picture, label: other.label, mouth: other, others: rest };
	});
}

/** Draws augmented crops of mouths, and of everything that is none. */
export class JudgeSampler {
	#pools: Record<'open' | 'closed' | 'none' | 'marked' | 'decoys', BalancedPool>;

	constructor(
		pictures: readonly Picture[],
		readonly size: number,
		readonly normalisation: Normalisation,
		readonly options: JudgeSampling
	) {
		const mouths = pictures.flatMap((picture) => [picture, ...otherBottles(picture)]);
		const pool = (keep: (picture: Picture) => boolean, from: readonly Picture[] = mouths) =>
			new BalancedPool(from.filter(keep), options.rendersShare, options.sourceWeights);
		this.#pools = {
			open: pool((picture) => isMarked(picture) && picture.label === 'open'),
			closed: pool((picture) => isMarked(picture) && picture.label === 'closed'),
			// A frame that cuts the mouth off shows glass, labels and hands, and nothing to judge.
			none: pool(({ label, origin }) => label === 'none' || (label === 'unclear' && origin !== 'real')),
			marked: pool(isMarked),
			decoys: pool(({ decoys }) => (decoys?.length ?? 0) > 0, pictures)
		};
	}

	/** Writes one normalised crop, [size, size, 3], and returns the index of its class. */
	draw(random: Random, into: Float32Array): number {
		const label = random.weighted([...this.options.classShares]);
		const { size } = this;
		if (label === 2) this.#anyNone(random, into);
		else this.#mouth(this.#pools[label === 0 ? 'open' : 'closed'].draw(random) as MarkedPicture, random, into);
		if (random.chance(0.5)) mirror(into, size);
		const { strength, hueShare, nightShare, cropScale } = this.options;
		rephotograph(into, size, random, strength, { hueShare, nightShare, mouth: 1 / cropScale });
		if (random.chance(0.2 * strength)) cutout(into, size, random);
		const { scale, offset } = this.normalisation;
		for (let i = 0; i < into.length; i++) into[i] = into[i]! * scale + offset;
		return label;
	}

	/**
	 * A jittered crop of a mouth. [Note: Mouth swap] Often the mouth is put on another bottle whose own mouth, open or
	 * closed, it covers. Body, liquid, room and source then say nothing about the label, and the network has to look
	 * at the mouth: the change that helped most on sources left out.
	 */
	#mouth(picture: MarkedPicture, random: Random, into: Float32Array): void {
		const { swapShare, pasteShare, plainShare = 0 } = this.options;
		const jitter = this.#jitter(random);
		const region = this.#sample(picture, jitter, random, into);
		const kind = random.weighted([swapShare, pasteShare, plainShare, 1 - swapShare - pasteShare - plainShare]);
		// A closed mouth that was cut off without its neck would be a cap alone; an open one is a mouth anywhere.
		const withNeck = kind !== 0 && stands(picture);
		if (kind === 3 || (kind !== 0 && !withNeck && picture.label === 'closed')) return;
		const background = new Float32Array(into.length);
		if (kind === 0) this.#sample(this.#pools.marked.draw(random) as MarkedPicture, jitter, random, background);
		else if (kind === 1) this.#none(random, background);
		else plainGround(background, this.size, random);
		const { x, y, width } = picture.mouth;
		const centre = pictureToRegion(region, x, y);
		const near = random.uniform(0.85, 1.15);
		if (!withNeck) pasteMouth(into, background, this.size, centre, (0.75 * near) / jitter.side);
		// Where there is no other bottle under it, the mouth keeps its neck: a cap alone is no bottle.
		else {
			const foot = pictureToRegion(region, x, y + width);
			pasteBottle(into, background, this.size, centre, foot, 1 / jitter.side, near - 0.85);
		}
	}

	#sample({ mouth, image }: MarkedPicture, jitter: Jitter, random: Random, into: Float32Array): SquareRegion {
		const region = {
			cx: mouth.x + jitter.right * mouth.width,
			cy: mouth.y + jitter.down * mouth.width,
			side: mouth.width * jitter.side,
			angle: jitter.angle
		};
		sampleRegion(image, region, this.size, LEVELS, into, surrounding(random));
		return region;
	}

	#anyNone(random: Random, into: Float32Array): void {
		const { coveredShare = 0, decoyShare = 0, looseShare = 0 } = this.options;
		const rest = 1 - coveredShare - decoyShare - looseShare;
		const kind = random.weighted([coveredShare, decoyShare, looseShare, rest]);
		if (kind === 0) this.#covered(random, into);
		else if (kind === 1 && !this.#pools.decoys.isEmpty) this.#decoy(random, into);
		else if (kind === 2) this.#loose(random, into);
		else this.#none(random, into);
	}

	/** A cap without a bottle under it: lying on a table, a belt, anything. */
	#loose(random: Random, into: Float32Array): void {
		const picture = this.#pools.closed.draw(random) as MarkedPicture;
		const jitter = this.#jitter(random);
		const region = this.#sample(picture, jitter, random, into);
		const ground = new Float32Array(into.length);
		if (random.chance(0.3)) plainGround(ground, this.size, random);
		else this.#none(random, ground);
		const centre = pictureToRegion(region, picture.mouth.x, picture.mouth.y);
		pasteMouth(into, ground, this.size, centre, random.uniform(0.46, 0.56) / jitter.side);
	}

	/** A place that looked like a mouth to a locator. */
	#decoy(random: Random, into: Float32Array): void {
		const picture = this.#pools.decoys.draw(random);
		const place = random.pick([...picture.decoys!]);
		this.#sample({ ...picture, mouth: place } as MarkedPicture, this.#jitter(random), random, into);
	}

	#jitter(random: Random): Jitter {
		const { cropScale, shift, zoom, anyAngleShare = 0 } = this.options;
		return {
			side: cropScale * Math.exp(clip(random.normal() * zoom, 2.5 * zoom)),
			right: clip(random.normal() * shift, 2.5 * shift),
			down: clip(random.normal() * shift, 2.5 * shift),
			angle: anyAngleShare > 0 && random.chance(anyAngleShare) ? random.uniform(0, 2 * Math.PI) : turn(random)
		};
	}

	/** A mouth that a hand, a gripper or anything else covers: nothing to judge, whatever neck and body look like. */
	#covered(random: Random, into: Float32Array): void {
		const picture = this.#pools.marked.draw(random) as MarkedPicture;
		const bottle = new Float32Array(into.length);
		const jitter = this.#jitter(random);
		const region = this.#sample(picture, jitter, random, bottle);
		this.#none(random, into);
		const centre = pictureToRegion(region, picture.mouth.x, picture.mouth.y);
		pasteMouth(into, bottle, this.size, centre, random.uniform(0.8, 1.1) / jitter.side);
	}

	#none(random: Random, into: Float32Array): void {
		const region =
			!this.#pools.none.isEmpty && random.chance(0.45)
				? anywhere(this.#pools.none.draw(random), random)
				: awayFromMouth(this.#pools.marked.draw(random) as MarkedPicture, this.options.cropScale, random);
		sampleRegion(region.picture.image, region.region, this.size, LEVELS, into, surrounding(random));
	}
}

/** Where a crop lies about a mouth, in mouth widths and radians. */
interface Jitter {
	side: number;
	right: number;
	down: number;
	angle: number;
}

/** What lies outside the picture: grey as in serving, or any colour, so that it means nothing. */
export function surrounding(random: Random): Colour {
	if (random.chance(0.5)) return OUTSIDE;
	return [random.uniform(0, 255), random.uniform(0, 255), random.uniform(0, 255)];
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
	const { mouth, image, others = [] } = picture;
	for (let attempt = 0; attempt < 8; attempt++) {
		// Up to whole labels: a locator that errs takes one for a cap, and then its width is wrong as well.
		const side = mouth.width * cropScale * random.logUniform(0.5, 3.5);
		const cx = random.uniform(0, image.width);
		const cy = random.uniform(0, image.height);
		const clear = ({ x, y, width }: Place) => Math.max(Math.abs(cx - x), Math.abs(cy - y)) > side / 2 + width * 0.6;
		if ([mouth, ...others].every(clear)) return { picture, region: { cx, cy, side, angle: turn(random) } };
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
