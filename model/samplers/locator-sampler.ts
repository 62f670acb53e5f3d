import type { Normalisation } from '../../src/lib/domain/model-manifest';
import { letterbox, pictureToRegion, type SquareRegion } from '../../src/lib/preprocess/letterbox';
import { sampleRegion } from '../../src/lib/preprocess/sample-region';
import { mirror, pasteBottle, pasteMouth } from '../augment/cover';
import { rephotograph } from '../augment/photograph';
import type { LocatorSampling } from '../config';
import type { Picture, Place } from '../data/pictures';
import type { Random } from '../random';
import { BalancedPool } from './balanced-pool';
import { isMarked, stands, surrounding, type MarkedPicture } from './judge-sampler';

/** Order of the locator's scene logits. */
export const SCENES = ['mouth-visible', 'mouth-hidden', 'no-bottle'] as const;
const LEVELS: Normalisation = { scale: 1, offset: 0 };

/** What the locator should say of one picture. */
export interface LocatorTarget {
	/** Index into SCENES. */
	scene: number;
	/** Mouth in fractions of the input's side, or null where there is none to see. */
	mouth: { x: number; y: number; width: number } | null;
	/** Whether the heat map is trained on this picture: no, where a mouth is half covered. */
	heat: boolean;
}

/** Draws whole pictures, zooms and crops with a mouth, without it, and without a bottle. */
export class LocatorSampler {
	#visible: BalancedPool;
	#upright: BalancedPool;
	#unclear: BalancedPool;
	#none: BalancedPool;
	#tempting: BalancedPool;

	constructor(
		pictures: readonly Picture[],
		readonly size: number,
		readonly normalisation: Normalisation,
		readonly options: LocatorSampling
	) {
		const pool = (keep: (picture: Picture) => boolean) =>
			new BalancedPool(pictures.filter(keep), options.rendersShare, options.sourceWeights);
		this.#visible = pool(isMarked);
		this.#upright = pool((picture) => isMarked(picture) && stands(picture));
		this.#unclear = pool((picture) => picture.label === 'unclear');
		this.#none = pool((picture) => picture.label === 'none');
		this.#tempting = pool(({ label, decoys }) => label === 'none' && (decoys?.length ?? 0) > 0);
	}

	/** Writes one normalised picture, [size, size, 3], and returns what should be said of it. */
	draw(random: Random, into: Float32Array): LocatorTarget {
		const { size, options } = this;
		const [visible, hidden, none] = options.sceneShares;
		const kind = random.weighted([visible, hidden, none]);
		const target =
			kind === 0
				? this.#drawVisible(random, into)
				: kind === 1
					? this.#drawHidden(random, into)
					: this.#drawNone(random, into);
		if (random.chance(0.5)) {
			mirror(into, size);
			if (target.mouth) target.mouth.x = 1 - target.mouth.x;
		}
		const { strength, hueShare, nightShare } = options;
		rephotograph(into, size, random, strength, { hueShare, nightShare, mouth: target.mouth?.width });
		const { scale, offset } = this.normalisation;
		for (let i = 0; i < into.length; i++) into[i] = into[i]! * scale + offset;
		return target;
	}

	/** Mostly upright; as often as configured any angle, so that lying bottles' labels are not taken for caps. */
	#angle(random: Random): number {
		return random.chance(this.options.anyAngleShare ?? 0) ? random.uniform(0, 2 * Math.PI) : turn(random);
	}

	/** The whole picture, or a closer window with its mouth in it. */
	#framed(picture: MarkedPicture, random: Random): SquareRegion {
		const frame = random.chance(0.45) ? jitteredWhole : zoomed;
		return frame(picture, random, this.#angle(random));
	}

	#drawVisible(random: Random, into: Float32Array): LocatorTarget {
		if (random.chance(this.options.movedShare ?? 0)) return this.#drawMoved(random, into);
		const picture = this.#visible.draw(random) as MarkedPicture;
		const region = this.#framed(picture, random);
		sampleRegion(picture.image, region, this.size, LEVELS, into, surrounding(random));
		const { u, v } = pictureToRegion(region, picture.mouth.x, picture.mouth.y);
		return { scene: 0, mouth: { x: u, y: v, width: picture.mouth.width / region.side }, heat: true };
	}

	/** A bottle in another room than its own, so that rooms and hands do not tell where mouths are. */
	#drawMoved(random: Random, into: Float32Array): LocatorTarget {
		const picture = this.#upright.draw(random) as MarkedPicture;
		const { mouth } = picture;
		const region = zoomed(picture, random, this.#angle(random));
		const room = new Float32Array(into.length);
		this.#drawNone(random, room);
		sampleRegion(picture.image, region, this.size, LEVELS, into, surrounding(random));
		const place = pictureToRegion(region, mouth.x, mouth.y);
		const foot = pictureToRegion(region, mouth.x, mouth.y + mouth.width);
		const width = mouth.width / region.side;
		pasteBottle(into, room, this.size, place, foot, width, random.uniform(0, 1));
		return { scene: 0, mouth: { x: place.u, y: place.v, width }, heat: true };
	}

	#drawHidden(random: Random, into: Float32Array): LocatorTarget {
		if (!this.#unclear.isEmpty && (this.#upright.isEmpty || random.chance(0.35))) {
			const picture = this.#unclear.draw(random);
			sampleRegion(
				picture.image,
				jitteredWhole(picture, random, this.#angle(random)),
				this.size,
				LEVELS,
				into,
				surrounding(random)
			);
			return { scene: 1, mouth: null, heat: false };
		}
		if (random.chance(this.options.coveredShare ?? 0)) return this.#drawCovered(random, into);
		const picture = this.#upright.draw(random) as MarkedPicture;
		const region = belowMouth(picture, random);
		if ((picture.others ?? []).some((other) => holds(region, other, -0.5))) return this.#drawHidden(random, into);
		sampleRegion(picture.image, region, this.size, LEVELS, into, surrounding(random));
		return { scene: 1, mouth: null, heat: true };
	}

	/** A bottle whose mouth something covers. */
	#drawCovered(random: Random, into: Float32Array): LocatorTarget {
		const picture = this.#visible.draw(random) as MarkedPicture;
		const region = this.#framed(picture, random);
		const bottle = sampleRegion(picture.image, region, this.size, LEVELS, undefined, surrounding(random));
		this.#drawNone(random, into);
		const centre = pictureToRegion(region, picture.mouth.x, picture.mouth.y);
		pasteMouth(into, bottle, this.size, centre, (random.uniform(0.8, 1.2) * picture.mouth.width) / region.side);
		return { scene: 1, mouth: null, heat: true };
	}

	/** What the closer glance would see of a picture without a bottle. */
	#drawCloser(random: Random, into: Float32Array): LocatorTarget {
		const picture = this.#tempting.draw(random);
		const { x, y, width } = random.pick([...picture.decoys!]);
		const off = () => random.uniform(-1, 1) * width;
		const side = width * random.uniform(4, 8);
		const region = { cx: x + off(), cy: y + off(), side, angle: this.#angle(random) };
		sampleRegion(picture.image, region, this.size, LEVELS, into, surrounding(random));
		return { scene: 2, mouth: null, heat: true };
	}

	#drawNone(random: Random, into: Float32Array): LocatorTarget {
		if (!this.#tempting.isEmpty && random.chance(this.options.closerShare ?? 0)) return this.#drawCloser(random, into);
		if (!this.#upright.isEmpty && random.chance(0.25)) {
			for (let attempt = 0; attempt < 6; attempt++) {
				const picture = this.#upright.draw(random) as MarkedPicture;
				const region = (random.chance(0.5) ? aboveBottle : besideNeck)(picture, random);
				if (!region || (picture.others ?? []).some((other) => holds(region, other, -4))) continue;
				sampleRegion(picture.image, region, this.size, LEVELS, into, surrounding(random));
				return { scene: 2, mouth: null, heat: true };
			}
		}
		const picture = this.#none.draw(random);
		sampleRegion(
			picture.image,
			jitteredWhole(picture, random, this.#angle(random), 0.5),
			this.size,
			LEVELS,
			into,
			surrounding(random)
		);
		return { scene: 2, mouth: null, heat: true };
	}
}

function jitteredWhole(picture: Picture, random: Random, angle: number, smallest = 0.8): SquareRegion {
	const region = letterbox(picture.image.width, picture.image.height);
	const whole = random.chance(0.3);
	const side = whole ? region.side : region.side * random.uniform(smallest, 1.25);
	const slack = whole ? 0 : 0.1 * region.side;
	const moved = {
		cx: region.cx + random.uniform(-slack, slack),
		cy: region.cy + random.uniform(-slack, slack),
		side,
		angle
	};
	return picture.mouth && !holds(moved, picture.mouth) ? region : moved;
}

/** A window in which the mouth is anywhere and its width a share of 0.04 to 0.5 of the window's side. */
function zoomed(picture: MarkedPicture, random: Random, angle: number): SquareRegion {
	const { mouth, image } = picture;
	const whole = Math.max(image.width, image.height);
	const side = Math.min(mouth.width / random.logUniform(0.04, 0.5), whole * 1.3);
	const reach = Math.max(0, side / 2 - mouth.width * 0.6);
	for (let attempt = 0; attempt < 8; attempt++) {
		const region = {
			cx: mouth.x + random.uniform(-reach, reach),
			cy: mouth.y + random.uniform(-reach, reach),
			side,
			angle
		};
		const inside = region.cx > 0 && region.cy > 0 && region.cx < image.width && region.cy < image.height;
		if (inside && holds(region, mouth)) return region;
	}
	return { cx: mouth.x, cy: mouth.y, side, angle };
}

/** The bottle with its mouth beyond the upper edge of the frame. */
function belowMouth(picture: MarkedPicture, random: Random): SquareRegion {
	const { mouth, image } = picture;
	const top = mouth.y + mouth.width * random.uniform(0.5, 1.5);
	const room = Math.max(image.height - top, mouth.width * 2);
	const side = Math.min(Math.max(image.width, image.height), Math.max(mouth.width * 2, room * random.uniform(0.5, 1)));
	return { cx: mouth.x + random.uniform(-0.3, 0.3) * side, cy: top + side / 2, side, angle: 0 };
}

/** What is above an upright bottle: rooms, faces, shelves. Null where there is too little of it. */
function aboveBottle({ mouth, image }: MarkedPicture, random: Random): SquareRegion | null {
	const room = mouth.y - 0.7 * mouth.width;
	if (room < 0.2 * image.height || room < 48) return null;
	const side = random.uniform(0.6, 1) * Math.min(room, image.width);
	return {
		cx: random.uniform(side / 2, image.width - side / 2),
		cy: random.uniform(side / 2, room - side / 2),
		side,
		angle: 0
	};
}

/**
 * What is beside the neck of an upright bottle: from 3.2 mouth widths on, and not much lower than the mouth, a tilted
 * bottle's body does not reach. Null where there is too little of it.
 */
function besideNeck({ mouth, image }: MarkedPicture, random: Random): SquareRegion | null {
	const left = random.chance(0.5);
	const across = left ? mouth.x - 3.2 * mouth.width : image.width - mouth.x - 3.2 * mouth.width;
	const down = Math.min(image.height, mouth.y + 3 * mouth.width);
	const most = Math.min(across, down);
	if (most < 64) return null;
	const side = random.uniform(0.6, 1) * most;
	const off = random.uniform(side / 2, across - side / 2);
	return {
		cx: left ? off : image.width - off,
		cy: random.uniform(side / 2, down - side / 2),
		side,
		angle: 0
	};
}

/** Whether a mouth's middle lies in the window, so many of its widths from the edge (negative: outside it). */
function holds(region: SquareRegion, mouth: Place, widths = 0.5): boolean {
	const { u, v } = pictureToRegion(region, mouth.x, mouth.y);
	const margin = (widths * mouth.width) / region.side;
	return Math.min(u, v) > margin && Math.max(u, v) < 1 - margin;
}

function turn(random: Random): number {
	if (random.chance(0.5)) return 0;
	const quarter = random.chance(0.2) ? (random.integer(4) * Math.PI) / 2 : 0;
	return quarter + Math.max(-0.5, Math.min(0.5, random.normal() * 0.15));
}
