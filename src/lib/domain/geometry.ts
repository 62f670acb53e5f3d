/** A point and width on the upright picture, as fractions of its width (x, width) and height (y), 0..1. */
export interface Mouth {
	/** Centre of the cap or bare lip, fraction of the picture's width. */
	readonly x: number;
	/** Centre of the cap or bare lip, fraction of the picture's height. */
	readonly y: number;
	/** Width of the cap or bare lip, fraction of the picture's width. */
	readonly width: number;
}

/** An axis-aligned rectangle on the upright picture, every field a fraction 0..1 of that side. */
export interface Region {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** The whole picture as a region of interest. */
export const WHOLE_PICTURE: Region = { x: 0, y: 0, width: 1, height: 1 };

/** Upright pixels, RGBA, row-major, 4 bytes a pixel, alpha already flattened onto white. */
export interface PixelImage {
	readonly data: Uint8Array | Uint8ClampedArray;
	readonly width: number;
	readonly height: number;
}

/** Whether both are the very same place, as one inference names it twice; where there is none, nothing is. */
export function isSamePlace(a: Mouth | null, b: Mouth | null): boolean {
	return a !== null && b !== null && a.x === b.x && a.y === b.y;
}

/** True where `mouth`'s centre lies inside `region`. */
export function contains(region: Region, mouth: Mouth): boolean {
	return (
		mouth.x >= region.x &&
		mouth.x <= region.x + region.width &&
		mouth.y >= region.y &&
		mouth.y <= region.y + region.height
	);
}
