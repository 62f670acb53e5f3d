/** A bottle cut out of the rendered belt; lengths in pixels of the conveyor's frame. */
export interface Sprite {
	readonly file: string;
	readonly open: boolean;
	readonly width: number;
	readonly height: number;
	/** Left top corner when the bottle stands in the frame's middle. */
	readonly left: number;
	readonly top: number;
	/** Mouth when the bottle stands in the frame's middle. */
	readonly mouth: { readonly x: number; readonly y: number; readonly width: number };
}

/** `static/samples/conveyor/conveyor.json`, which the renderer writes. */
export interface Conveyor {
	readonly width: number;
	readonly height: number;
	readonly backdrop: string;
	readonly sprites: readonly Sprite[];
}

/** One bottle on its way past the camera. */
export interface Passing {
	/** Counts up from 0, one a bottle. */
	readonly number: number;
	readonly sprite: Sprite;
	/** Offset of the bottle's axis from the frame's middle, pixels; negative is not there yet. */
	readonly offset: number;
}

export interface BeltPlan {
	/** Sprite of the bottle with this number. */
	readonly spriteOf: (number: number) => Sprite;
	/** Distance between two bottles, pixels. */
	readonly pitch: number;
	/** Pixels a second, left to right. */
	readonly speed: number;
}

/**
 * The bottles that the frame shows `seconds` after the belt started, left to right.
 * Bottle 0 enters at the left edge at second 0. Pure, so that the film for tests and the page show the same belt.
 */
export function passing(plan: BeltPlan, frameWidth: number, seconds: number): Passing[] {
	const travelled = plan.speed * seconds;
	const reach = frameWidth / 2 + plan.pitch;
	// Axis of bottle n: travelled - n * pitch - frameWidth / 2, measured from the frame's middle.
	const first = Math.max(0, Math.ceil((travelled - frameWidth / 2 - reach) / plan.pitch));
	const last = Math.floor((travelled - frameWidth / 2 + reach) / plan.pitch);
	const bottles: Passing[] = [];
	for (let number = last; number >= first; number--) {
		bottles.push({
			number,
			sprite: plan.spriteOf(number),
			offset: travelled - number * plan.pitch - frameWidth / 2
		});
	}
	return bottles;
}

/** Mouth of a passing bottle as fractions of the frame. */
export function passingMouth({ sprite, offset }: Passing, frame: Pick<Conveyor, 'width' | 'height'>) {
	return {
		x: (sprite.mouth.x + offset) / frame.width,
		y: sprite.mouth.y / frame.height,
		width: sprite.mouth.width / frame.width
	};
}

/**
 * Which bottles are open, as a line has it: mostly single ones, now and then a row, as when a crowner jams.
 * A hash of the number decides, so that every visitor sees the same line.
 * @param openShare 0..1 of the bottles outside the rows
 */
export function isOpenOnLine(number: number, openShare: number): boolean {
	if (openShare > 0 && number % 24 >= 5 && number % 24 <= 7) return true;
	let hash = Math.imul(number + 1, 0x9e3779b1) >>> 0;
	hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
	return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296 < openShare;
}

/** Chooses a sprite for a bottle: open or closed as the line has it, in turns. */
export function spriteChooser(sprites: readonly Sprite[], openShare: number): (number: number) => Sprite {
	const open = sprites.filter((sprite) => sprite.open);
	const closed = sprites.filter((sprite) => !sprite.open);
	return (number) => {
		const shelf = isOpenOnLine(number, openShare) ? open : closed;
		return shelf[(number * 7 + 3) % shelf.length]!;
	};
}
