import type { Region } from '../domain/geometry';

/** Width and height in one unit. */
export interface Size {
	readonly width: number;
	readonly height: number;
}

/** The part of a picture that a box shows which the picture covers (CSS object-fit: cover), fractions of the picture. */
export function visibleRegion(picture: Size, box: Size): Region {
	if (!(picture.width > 0 && picture.height > 0 && box.width > 0 && box.height > 0)) {
		return { x: 0, y: 0, width: 1, height: 1 };
	}
	const scale = Math.max(box.width / picture.width, box.height / picture.height);
	const width = Math.min(1, box.width / (picture.width * scale));
	const height = Math.min(1, box.height / (picture.height * scale));
	return { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
}

/** Sides of the guide frame in shorter sides of the visible part. */
const GUIDE = { width: 0.62, height: 0.74 };

/**
 * Where the neck belongs: a frame, upright and centred in what the inspector sees, as fractions of the picture.
 * One size in pixels whatever the device's orientation, so that the neck has one size in it.
 * @param free part of the box that nothing lies over, fractions of the box
 */
export function guideRegion(picture: Size, box: Size, free: Region = { x: 0, y: 0, width: 1, height: 1 }): Region {
	const seen = visibleRegion(picture, box);
	const x = seen.x + free.x * seen.width;
	const y = seen.y + free.y * seen.height;
	const freeWidth = seen.width * free.width;
	const freeHeight = seen.height * free.height;
	const shorter = Math.min(freeWidth * picture.width, freeHeight * picture.height);
	const width = Math.min(freeWidth, (shorter * GUIDE.width) / picture.width);
	const height = Math.min(freeHeight, (shorter * GUIDE.height) / picture.height);
	return { x: x + (freeWidth - width) / 2, y: y + (freeHeight - height) / 2, width, height };
}
