/** A square of pixels of the upright picture, possibly turned, possibly reaching past its edges. */
export interface SquareRegion {
	/** Centre, pixels. */
	cx: number;
	cy: number;
	/** Side, pixels, above 0. */
	side: number;
	/** Clockwise turn of the square on the screen, radians. */
	angle: number;
}

/** The smallest centred square that holds the whole picture: the margins it adds are the letterbox. */
export function letterbox(width: number, height: number): SquareRegion {
	return { cx: width / 2, cy: height / 2, side: Math.max(width, height), angle: 0 };
}

/** Square around a mouth, of `scale` mouth widths. All in pixels. */
export function regionAround(mouth: { x: number; y: number; width: number }, scale: number): SquareRegion {
	return { cx: mouth.x, cy: mouth.y, side: mouth.width * scale, angle: 0 };
}

/** Place in the picture (pixels) of a place in the square (fractions of its side, 0..1 from its upper left corner). */
export function regionToPicture(region: SquareRegion, u: number, v: number): { x: number; y: number } {
	const dx = (u - 0.5) * region.side;
	const dy = (v - 0.5) * region.side;
	const cos = Math.cos(region.angle);
	const sin = Math.sin(region.angle);
	return { x: region.cx + dx * cos - dy * sin, y: region.cy + dx * sin + dy * cos };
}

/** Inverse of `regionToPicture`: fractions of the square's side for a place in the picture (pixels). */
export function pictureToRegion(region: SquareRegion, x: number, y: number): { u: number; v: number } {
	const dx = x - region.cx;
	const dy = y - region.cy;
	const cos = Math.cos(region.angle);
	const sin = Math.sin(region.angle);
	return { u: (dx * cos + dy * sin) / region.side + 0.5, v: (dy * cos - dx * sin) / region.side + 0.5 };
}
